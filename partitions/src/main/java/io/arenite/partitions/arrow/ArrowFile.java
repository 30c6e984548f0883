package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.Map;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;

/// An Arrow IPC file or stream: its schema, and on demand where the columns of its record batches lie.
///
/// Nothing in the file is trusted: every offset, length, count and depth is checked against the file's size
/// before it is used. Opening a file reads its end, whatever its size; opening a stream goes from message to
/// message. A batch's header is read when it is asked for, a column's bytes by [ArrowColumnReader] only.
/// Thread safe, as its source is.
///
/// All methods throw [CorruptFileException] where the file contradicts itself and [UnsupportedArrowException]
/// where it is beyond us.
public final class ArrowFile {
    private static final long FREE_ROWS = 1 << 26;
    private static final long MAX_ROWS_PER_BYTE = 64;

    private final ArrowSource source;
    private final ArrowSchema schema;
    private final Map<String, String> metadata;
    private final ArrowMessages messages;
    /// Of headers, as the footer has them; null where it has none.
    private final String headerChecksums;

    private final DictionaryStore dictionaries;

    private ArrowFile(ArrowSource source, ArrowSchema schema, Map<String, String> metadata, ArrowMessages messages) {
        this.source = source;
        this.schema = schema;
        this.metadata = metadata;
        this.messages = messages;
        this.headerChecksums = metadata.get(Checksums.KEY);
        this.dictionaries = new DictionaryStore(this, messages);
    }

    /// A file, or where it neither begins nor ends like one a stream.
    public static ArrowFile open(OpenFile file) {
        return open(ArrowSource.reading(file, new HeapMemory(Long.MAX_VALUE)));
    }

    /// A file, or where it neither begins nor ends like one a stream.
    public static ArrowFile open(ArrowSource source) {
        return isFile(source) ? openFile(source) : openStream(source);
    }

    /// A file that [ArrowFileWriter] has written: one without its checksums is corrupt.
    public static ArrowFile openSealed(ArrowSource source) {
        if (!isFile(source) || !isMagic(source, 0)) {
            throw new CorruptFileException("file does not begin like an Arrow file", source.path(), 0, "");
        }
        ArrowFile file = openFile(source);
        int headers = 1 + file.messages.dictionaryCount() + file.messages.batchCount();
        if (file.headerChecksums == null || Checksums.count(file.headerChecksums) != headers) {
            throw new CorruptFileException("file lacks checksums", source.path(), source.sizeBytes(), "");
        }
        return file;
    }

    /// Streams begin with the length of a header, and end with one or with a body.
    private static boolean isFile(ArrowSource source) {
        long size = source.sizeBytes();
        return size >= ArrowFileLayout.HEAD_BYTES + ArrowFileLayout.TAIL_BYTES
                && (isMagic(source, 0) || isMagic(source, size - ArrowFileLayout.MAGIC.length));
    }

    private static boolean isMagic(ArrowSource source, long offset) {
        MemorySegment magic = MemorySegment.ofArray(ArrowFileLayout.MAGIC);
        return source.slice(offset, magic.byteSize()).mismatch(magic) < 0;
    }

    /// Footer: version, schema, dictionaries, recordBatches, custom_metadata.
    private static ArrowFile openFile(ArrowSource source) {
        long size = source.sizeBytes();
        long tail = size - ArrowFileLayout.TAIL_BYTES;
        MemorySegment end = source.slice(tail, ArrowFileLayout.TAIL_BYTES);
        if (!isMagic(source, tail + Integer.BYTES)) {
            throw new CorruptFileException("file does not end like an Arrow file", source.path(), tail, "");
        }
        int length = end.get(ArrowFileLayout.INT, 0);
        if (length <= 0 || length > tail - ArrowFileLayout.HEAD_BYTES) {
            throw new CorruptFileException("length of the footer is wrong", source.path(), tail, ", bytes=" + length);
        }
        long footerOffset = tail - length;
        byte[] bytes = ArrowMessage.array(source, footerOffset, source.slice(footerOffset, length));
        boolean sealed = hasSeal(source, footerOffset, MemorySegment.ofArray(bytes));
        FlatTable footer = new FlatBytes(bytes, source.path(), footerOffset).root();
        int version = footer.int16(0, MetadataVersion.V1);
        ArrowMessage.requireVersion(version, source);
        Map<String, String> metadata = footer.pairs(4);
        if (metadata.containsKey(Checksums.KEY) && !sealed) {
            throw new CorruptFileException("file lacks the checksum of its footer", source.path(), footerOffset, "");
        }
        ArrowSchema schema = new SchemaDecoder(source.path(), version < MetadataVersion.V5)
                .schema(footer.requiredTable(1, "schema"));
        FooterMessages messages = new FooterMessages(
                source,
                footer.elements(2, ArrowFileLayout.BLOCK_BYTES),
                footer.elements(3, ArrowFileLayout.BLOCK_BYTES),
                footerOffset);
        return new ArrowFile(source, schema, metadata, messages);
    }

    /// Whether there is a checksum of the footer.
    ///
    /// @throws CorruptFileException where it is another one
    private static boolean hasSeal(ArrowSource source, long footerOffset, MemorySegment footer) {
        long offset = footerOffset - ArrowFileLayout.SEAL_BYTES;
        if (offset < ArrowFileLayout.HEAD_BYTES) {
            return false;
        }
        int magicBytes = ArrowFileLayout.SEAL.length;
        MemorySegment seal = source.slice(offset, ArrowFileLayout.SEAL_BYTES);
        if (seal.asSlice(0, magicBytes).mismatch(MemorySegment.ofArray(ArrowFileLayout.SEAL)) >= 0) {
            return false;
        }
        if (seal.get(ArrowFileLayout.INT, magicBytes) != Checksums.of(footer)) {
            throw new CorruptFileException("checksum is wrong", source.path(), footerOffset, ", part=footer");
        }
        return true;
    }

    private static ArrowFile openStream(ArrowSource source) {
        StreamMessages messages = StreamMessages.read(source);
        ArrowMessage first = messages.schema();
        ArrowSchema schema =
                new SchemaDecoder(source.path(), first.version() < MetadataVersion.V5).schema(first.header());
        return new ArrowFile(source, schema, first.metadata(), messages);
    }

    public Path path() {
        return source.path();
    }

    public ArrowSchema schema() {
        return schema;
    }

    /// Of the footer; of the first message for a stream. The schema has its own.
    public Map<String, String> metadata() {
        return metadata;
    }

    public int batchCount() {
        return messages.batchCount();
    }

    /// Reads a batch's header.
    public ArrowBatch batch(int index) {
        ArrowBlock block = messages.batch(index);
        ArrowMessage message = message(block, 1 + messages.dictionaryCount() + index);
        message.require(MessageHeader.RecordBatch, source, block.offset());
        BatchLayout layout = new BatchLayout(path(), message.header(), block);
        requirePlausible(layout.rows(), block);
        return new ArrowBatch(
                index, block, layout.rows(), layout.columns(schema.fields()), layout.compression(), message.metadata());
    }

    /// The rows of a batch; reads its header.
    public long rows(int index) {
        ArrowBlock block = messages.batch(index);
        ArrowMessage message = message(block, 1 + messages.dictionaryCount() + index);
        message.require(MessageHeader.RecordBatch, source, block.offset());
        long rows = new BatchLayout(path(), message.header(), block).rows();
        requirePlausible(rows, block);
        return rows;
    }

    /// Batches with the same number have the same dictionaries.
    public int dictionariesOf(int index) {
        return messages.dictionariesOf(index);
    }

    /// Whether the file has checksums, so that [ArrowFileWriter] has written it.
    public boolean hasChecksums() {
        return headerChecksums != null;
    }

    /// Nulls and runs need no bytes for a row: a few bytes could keep a reader busy for ever.
    private void requirePlausible(long rows, ArrowBlock block) {
        long limit = Math.max(FREE_ROWS, MAX_ROWS_PER_BYTE * source.sizeBytes());
        if (rows > limit) {
            throw new UnsupportedArrowException("batch has too many rows for a file of its size: file=" + path()
                    + ", offset=" + block.offset() + ", rows=" + rows + ", limit=" + limit);
        }
    }

    /// The values that a column's codes stand for; decoded once.
    ///
    /// @throws IllegalArgumentException for a column without a dictionary
    public ArrowDictionary dictionary(ArrowBatch batch, int column) {
        ArrowField field = schema.fields().get(column);
        if (field.dictionary() == null) {
            throw new IllegalArgumentException("column has no dictionary: file=" + path() + ", field=" + field.name());
        }
        return dictionary(batch, field);
    }

    /// Compares a column's bytes with the checksums of the batch; does nothing where it has none.
    ///
    /// @param from where to read the bytes: this file's source, or the file mapped
    /// @throws CorruptFileException where they differ; the text has the offset and the column
    public void verify(ArrowSource from, ArrowBatch batch, int column) {
        ColumnChecksums.verify(from, batch, column);
    }

    /// Reads a column of a batch out of this file's source.
    ///
    /// @param scratch for what has to be decompressed
    public ArrowColumnReader reader(ArrowBatch batch, int column, SegmentAllocator scratch) {
        return ArrowColumnReader.open(this, source, batch, batch.columns().get(column), scratch);
    }

    ArrowDictionary dictionary(ArrowBatch batch, ArrowField field) {
        return dictionaries.get(field, messages.dictionariesOf(batch.position()));
    }

    /// A dictionary batch as a batch of one column.
    ArrowBatch dictionaryBatch(int index) {
        return dictionaries.batch(index);
    }

    ArrowSource source() {
        return source;
    }

    ArrowMessages messages() {
        return messages;
    }

    /// @param index among all headers
    ArrowMessage message(ArrowBlock block, int index) {
        return ArrowMessage.read(source, block, header(block, index));
    }

    /// The bytes of a header, which have their checksum where the footer has one.
    ///
    /// @param index among all headers
    MemorySegment header(ArrowBlock block, int index) {
        MemorySegment header = source.slice(block.offset(), block.metadataBytes());
        boolean right = headerChecksums == null
                || index < Checksums.count(headerChecksums)
                        && Checksums.matches(headerChecksums, index, Checksums.of(header));
        if (!right) {
            throw new CorruptFileException("checksum is wrong", path(), block.offset(), ", part=header of a batch");
        }
        return header;
    }
}
