package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.arenite.arena.file.CorruptFileException;
import java.lang.foreign.MemorySegment;

/// Looks at every byte of a file that [ArrowFileWriter] has written: each is covered by a checksum, or is
/// padding and 0.
public final class ArrowFileCheck {
    private static final long CHUNK_BYTES = 1 << 20;

    private final ArrowSource source;
    /// Up to here the file is right.
    private long position;

    private ArrowFileCheck(ArrowSource source) {
        this.source = source;
    }

    /// @throws CorruptFileException where a byte is not what was written
    public static ArrowFile verify(ArrowSource source) {
        ArrowFile file = ArrowFile.openSealed(source);
        new ArrowFileCheck(source).verify(file);
        return file;
    }

    private void verify(ArrowFile file) {
        position = ArrowFileLayout.MAGIC.length;
        requireZeros(ArrowFileLayout.HEAD_BYTES);
        schemaMessage(file);
        for (int index = 0; index < file.messages().dictionaryCount(); index++) {
            body(file.dictionaryBatch(index));
        }
        for (int index = 0; index < file.batchCount(); index++) {
            body(file.batch(index));
        }
        end();
    }

    private void schemaMessage(ArrowFile file) {
        ArrowMessage.Prefix prefix = ArrowMessage.Prefix.read(source, position);
        long bytes = prefix.bytes() + (long) prefix.headerBytes();
        if (prefix.headerBytes() <= 0 || bytes > source.sizeBytes() - position) {
            throw new CorruptFileException("length of a header is wrong", source.path(), position, ", bytes=" + bytes);
        }
        ArrowBlock block = new ArrowBlock(position, (int) bytes, 0);
        position += file.header(block, 0).byteSize();
    }

    /// Messages follow each other, and so do the buffers of a body.
    private void body(ArrowBatch batch) {
        ArrowBlock block = batch.block();
        if (block.offset() != position) {
            throw new CorruptFileException(
                    "message is not where it was written", source.path(), block.offset(), ", expected=" + position);
        }
        position = block.bodyOffset();
        for (int column = 0; column < batch.columns().size(); column++) {
            ColumnChecksums.verify(source, batch, column);
            for (BufferRange range : batch.columns().get(column).buffers()) {
                if (range.lengthBytes() > 0) {
                    requireZeros(range.offset());
                    position = range.offset() + range.lengthBytes();
                }
            }
        }
        requireZeros(block.end());
    }

    private void end() {
        long tail = source.sizeBytes() - ArrowFileLayout.TAIL_BYTES;
        long footerBytes = source.slice(tail, Integer.BYTES).get(ArrowFileLayout.INT, 0);
        long seal = tail - footerBytes - ArrowFileLayout.SEAL_BYTES;
        MemorySegment end = source.slice(position, ArrowFileLayout.PREFIX_BYTES);
        if (seal != position + ArrowFileLayout.PREFIX_BYTES
                || end.get(ArrowFileLayout.LONG, 0) != (ArrowFileLayout.CONTINUATION & 0xFFFFFFFFL)) {
            throw new CorruptFileException("end of the messages is wrong", source.path(), position, "");
        }
        position = seal + ArrowFileLayout.SEAL.length + Integer.BYTES;
        requireZeros(seal + ArrowFileLayout.SEAL_BYTES);
    }

    private void requireZeros(long end) {
        while (position < end) {
            long length = Math.min(CHUNK_BYTES, end - position);
            MemorySegment bytes = source.slice(position, length);
            for (long at = 0; at < length; at++) {
                if (bytes.get(JAVA_BYTE, at) != 0) {
                    throw new CorruptFileException("padding is not zero", source.path(), position + at, "");
                }
            }
            position += length;
        }
        if (position != end) {
            throw new CorruptFileException("parts of the file overlap", source.path(), position, ", end=" + end);
        }
    }
}
