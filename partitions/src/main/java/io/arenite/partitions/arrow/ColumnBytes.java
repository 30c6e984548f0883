package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// The buffers of one column, decompressed where they are compressed.
final class ColumnBytes {
    private final ArrowSource source;
    private final ArrowColumn column;
    private final ArrowCompression compression;
    private final MemorySegment[] buffers;

    private ColumnBytes(ArrowSource source, ArrowColumn column, ArrowCompression compression, MemorySegment[] buffers) {
        this.source = source;
        this.column = column;
        this.compression = compression;
        this.buffers = buffers;
    }

    static ColumnBytes open(
            ArrowSource source, ArrowColumn column, ArrowCompression compression, SegmentAllocator scratch) {
        ColumnBytes bytes = new ColumnBytes(
                source, column, compression, new MemorySegment[column.buffers().size()]);
        for (int index = 0; index < bytes.buffers.length; index++) {
            bytes.buffers[index] = bytes.load(column.buffers().get(index), scratch);
        }
        return bytes;
    }

    int count() {
        return buffers.length;
    }

    MemorySegment get(int index) {
        return buffers[index];
    }

    /// A buffer that has so many elements.
    MemorySegment require(int index, long count, int elementBytes) {
        MemorySegment buffer = buffers[index];
        if (elementBytes > 0 && count > buffer.byteSize() / elementBytes) {
            throw tooShort(index, count + " of " + elementBytes + " bytes");
        }
        return buffer;
    }

    MemorySegment requireBits(int index, long count) {
        MemorySegment buffer = buffers[index];
        if (ArrowTarget.bitmapBytes(count) > buffer.byteSize()) {
            throw tooShort(index, count + " bits");
        }
        return buffer;
    }

    CorruptFileException corrupt(String rule, String details) {
        BufferRange first = column.buffers().isEmpty()
                ? new BufferRange(0, 0)
                : column.buffers().getFirst();
        return new CorruptFileException(
                rule,
                source.path(),
                first.offset(),
                ", column=" + column.field().name() + details);
    }

    private CorruptFileException tooShort(int index, String needed) {
        return corrupt(
                "buffer is too short",
                ", buffer=" + index + ", bytes=" + buffers[index].byteSize() + ", needed=" + needed);
    }

    /// At least so many as [#open] makes of a buffer, by what the buffer says.
    static long decompressedBytes(ArrowSource source, BufferRange range, ArrowCompression compression) {
        if (compression == ArrowCompression.NONE || range.lengthBytes() < ArrowFileLayout.COMPRESSED_PREFIX_BYTES) {
            return range.lengthBytes();
        }
        long length = source.slice(range.offset(), ArrowFileLayout.COMPRESSED_PREFIX_BYTES)
                .get(ArrowFileLayout.LONG, 0);
        return Math.clamp(length, range.lengthBytes(), Codecs.MAX_BYTES);
    }

    private MemorySegment load(BufferRange range, SegmentAllocator scratch) {
        MemorySegment raw = source.slice(range.offset(), range.lengthBytes());
        if (compression == ArrowCompression.NONE || raw.byteSize() == 0) {
            return raw;
        }
        if (raw.byteSize() < ArrowFileLayout.COMPRESSED_PREFIX_BYTES) {
            throw corrupt("compressed buffer is too short", ", bytes=" + raw.byteSize());
        }
        long length = raw.get(ArrowFileLayout.LONG, 0);
        MemorySegment rest = raw.asSlice(ArrowFileLayout.COMPRESSED_PREFIX_BYTES);
        if (length == ArrowFileLayout.NOT_COMPRESSED) {
            return rest;
        }
        if (length < 0) {
            throw corrupt("length of a compressed buffer is wrong", ", bytes=" + length);
        }
        if (length > Codecs.MAX_BYTES || rest.byteSize() > Codecs.MAX_BYTES) {
            throw new UnsupportedArrowException("compressed buffer is too large: file=" + source.path() + ", column="
                    + column.field().name() + ", bytes=" + length + ", limit=" + Codecs.MAX_BYTES);
        }
        MemorySegment target = scratch.allocate(length, ArrowFileLayout.BUFFER_ALIGNMENT);
        String wrong = length == 0 ? null : Codecs.decompress(compression, rest, target);
        if (wrong != null) {
            throw new CorruptFileException(
                    "compressed buffer is damaged",
                    source.path(),
                    range.offset(),
                    ", column=" + column.field().name() + ", codec=" + compression + ", " + wrong);
        }
        return target;
    }
}
