package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.MessageHeader;

/// The dictionaries of a file, decoded when they are asked for. A dictionary is one batch and the deltas
/// after it; in a stream a later batch takes its place.
final class DictionaryStore {
    /// What a file may make us allocate, for each of its bytes and at least.
    private static final long MEMORY_FACTOR = 64;

    private static final long FREE_BYTES = 64 << 20;

    private final ArrowFile file;
    private final ArrowMessages messages;
    /// The last one of each number.
    private final Map<Long, Decoded> decoded = new HashMap<>();
    /// By dictionary batch; null until one is asked for.
    private List<Part> parts;

    DictionaryStore(ArrowFile file, ArrowMessages messages) {
        this.file = file;
        this.messages = messages;
    }

    /// @param visible how many of the dictionary batches count
    synchronized ArrowDictionary get(ArrowField field, int visible) {
        if (parts == null) {
            parts = readParts();
        }
        List<Integer> own = new ArrayList<>();
        for (int index = 0; index < visible; index++) {
            Part part = parts.get(index);
            if (part.id == field.dictionary().id()) {
                replace(own, part);
                own.add(index);
            }
        }
        if (own.isEmpty()) {
            throw new CorruptFileException(
                    "dictionary is missing",
                    file.path(),
                    0,
                    ", column=" + field.name() + ", dictionary="
                            + field.dictionary().id());
        }
        long id = field.dictionary().id();
        Decoded last = decoded.get(id);
        if (last == null || !last.type.equals(field.type()) || !last.parts.equals(own)) {
            last = new Decoded(field.type(), own, decode(field, own));
            decoded.put(id, last);
        }
        return last.dictionary;
    }

    /// A dictionary batch of text as a batch of one column.
    synchronized ArrowBatch batch(int index) {
        if (parts == null) {
            parts = readParts();
        }
        ArrowType text = new ArrowType.Text(ArrowType.Layout.OFFSETS_64);
        return parts.get(index).batch(file, ArrowField.of("dictionary " + parts.get(index).id, text));
    }

    private void replace(List<Integer> own, Part part) {
        if (part.isDelta) {
            return;
        }
        if (!own.isEmpty() && !messages.replacesDictionaries()) {
            throw new UnsupportedArrowException("dictionary is defined twice: file=" + file.path() + ", dictionary="
                    + part.id + ", offset=" + part.block.offset());
        }
        own.clear();
    }

    /// DictionaryBatch: id, data, isDelta.
    private List<Part> readParts() {
        List<Part> read = new ArrayList<>();
        for (int index = 0; index < messages.dictionaryCount(); index++) {
            ArrowBlock block = messages.dictionary(index);
            ArrowMessage message = file.message(block, 1 + index);
            message.require(MessageHeader.DictionaryBatch, file.source(), block.offset());
            FlatTable header = message.header();
            read.add(new Part(index, header.int64(0, 0), header.bool(2, false), block, message));
        }
        return read;
    }

    private ArrowDictionary decode(ArrowField field, List<Integer> own) {
        ArrowField values = new ArrowField(field.name(), field.type(), true, null, field.children(), Map.of());
        ArrowTarget target = ArrowTarget.of(values);
        HeapMemory memory =
                new HeapMemory(FREE_BYTES + MEMORY_FACTOR * file.source().sizeBytes());
        List<ArrowVector> vectors = new ArrayList<>();
        for (int index : own) {
            vectors.add(decode(parts.get(index), values, memory));
        }
        return new ArrowDictionary(vectors.size() == 1 ? vectors.getFirst() : concatenate(vectors, target, memory));
    }

    private ArrowVector decode(Part part, ArrowField values, HeapMemory memory) {
        ArrowBatch batch = part.batch(file, values);
        ArrowColumn column = batch.columns().getFirst();
        ColumnChecksums.verify(file.source(), batch, 0);
        return ArrowColumnReader.open(file, file.source(), batch, column, memory)
                .read(memory);
    }

    /// Row by row: deltas are rare and dictionaries small.
    private static ArrowVector concatenate(List<ArrowVector> vectors, ArrowTarget target, HeapMemory memory) {
        ArrowVector whole = vectors.getFirst();
        for (ArrowVector next : vectors.subList(1, vectors.size())) {
            whole = VectorConcat.concat(whole, next, target, memory);
        }
        return whole;
    }

    private record Decoded(ArrowType type, List<Integer> parts, ArrowDictionary dictionary) {}

    private record Part(int index, long id, boolean isDelta, ArrowBlock block, ArrowMessage message) {

        /// The values as a batch of one column.
        ArrowBatch batch(ArrowFile file, ArrowField values) {
            FlatTable data = message.header().requiredTable(1, "dictionary");
            BatchLayout layout = new BatchLayout(file.path(), data, block);
            return new ArrowBatch(
                    -1 - index,
                    block,
                    layout.rows(),
                    layout.columns(List.of(values)),
                    layout.compression(),
                    message.metadata());
        }
    }
}
