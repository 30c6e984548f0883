package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// Ranges of LSB bits.
final class BitRows {
    private BitRows() {}

    /// In place where the range begins at a byte's edge.
    static MemorySegment range(MemorySegment bits, long from, long count, SegmentAllocator memory) {
        long bytes = ArrowTarget.bitmapBytes(count);
        if ((from & 7) == 0) {
            return bits.asSlice(from >>> 3, bytes);
        }
        MemorySegment moved = memory.allocate(bytes, Long.BYTES);
        int shift = (int) (from & 7);
        long first = from >>> 3;
        for (long at = 0; at < bytes; at++) {
            int low = bits.get(JAVA_BYTE, first + at) & 0xFF;
            int high = first + at + 1 < bits.byteSize() ? bits.get(JAVA_BYTE, first + at + 1) & 0xFF : 0;
            moved.set(JAVA_BYTE, at, (byte) (low >>> shift | high << 8 - shift));
        }
        return moved;
    }

    static MemorySegment zeros(long count, SegmentAllocator memory) {
        return memory.allocate(ArrowTarget.bitmapBytes(count), Long.BYTES).fill((byte) 0);
    }
}
