package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.MessageHeader;

/// The messages of a stream, found by going from one to the next.
final class StreamMessages implements ArrowMessages {
    private final List<ArrowBlock> dictionaries = new ArrayList<>();
    private final List<ArrowBlock> batches = new ArrayList<>();
    /// By record batch: how many dictionary batches come before it.
    private final List<Integer> dictionariesBefore = new ArrayList<>();

    private ArrowMessage schema;

    private StreamMessages() {}

    static StreamMessages read(ArrowSource source) {
        StreamMessages messages = new StreamMessages();
        long position = 0;
        while (position < source.sizeBytes()) {
            ArrowMessage.Prefix prefix = ArrowMessage.Prefix.read(source, position);
            if (position == 0) {
                requireStart(source, prefix);
            }
            if (prefix.headerBytes() == 0) {
                break;
            }
            position = messages.add(source, position, prefix);
        }
        if (messages.schema == null) {
            throw new CorruptFileException("stream has no schema", source.path(), position, "");
        }
        return messages;
    }

    /// What is neither file nor stream is most likely something else.
    private static void requireStart(ArrowSource source, ArrowMessage.Prefix prefix) {
        if (prefix.headerBytes() <= 0 || prefix.headerBytes() > source.sizeBytes() - prefix.bytes()) {
            throw new CorruptFileException("file is neither an Arrow file nor a stream", source.path(), 0, "");
        }
    }

    /// @return where the next message begins
    private long add(ArrowSource source, long position, ArrowMessage.Prefix prefix) {
        long headerOffset = position + prefix.bytes();
        if (prefix.headerBytes() < 0 || prefix.headerBytes() > source.sizeBytes() - headerOffset) {
            throw new CorruptFileException(
                    "length of a header is wrong", source.path(), position, ", bytes=" + prefix.headerBytes());
        }
        ArrowMessage message = ArrowMessage.read(source, headerOffset, prefix.headerBytes());
        if (message.bodyBytes() > source.sizeBytes() - headerOffset - prefix.headerBytes()) {
            throw new CorruptFileException(
                    "body leads out of the stream", source.path(), position, ", bytes=" + message.bodyBytes());
        }
        ArrowBlock block = new ArrowBlock(position, prefix.bytes() + prefix.headerBytes(), message.bodyBytes());
        if ((schema == null) != (message.kind() == MessageHeader.Schema)) {
            throw new CorruptFileException(
                    "stream begins with one schema", source.path(), position, ", kind=" + message.kind());
        }
        switch (message.kind()) {
            case MessageHeader.Schema -> schema = message;
            case MessageHeader.DictionaryBatch -> dictionaries.add(block);
            case MessageHeader.RecordBatch -> {
                batches.add(block);
                dictionariesBefore.add(dictionaries.size());
            }
            default ->
                throw new UnsupportedArrowException("unsupported message: file=" + source.path() + ", offset="
                        + position + ", kind=" + message.kind());
        }
        return block.end();
    }

    ArrowMessage schema() {
        return schema;
    }

    @Override
    public int batchCount() {
        return batches.size();
    }

    @Override
    public ArrowBlock batch(int index) {
        return batches.get(index);
    }

    @Override
    public int dictionaryCount() {
        return dictionaries.size();
    }

    @Override
    public ArrowBlock dictionary(int index) {
        return dictionaries.get(index);
    }

    @Override
    public int dictionariesOf(int batch) {
        return dictionariesBefore.get(batch);
    }

    @Override
    public boolean replacesDictionaries() {
        return true;
    }
}
