package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// Decoded values, as an [ArrowTarget] has them. The segments may be the file's own.
///
/// @param validity LSB bits, 0 is null; null where all values are there
/// @param bytes of text and binary; null otherwise
public record ArrowVector(long rows, MemorySegment values, MemorySegment validity, MemorySegment bytes) {

    public boolean isNull(long row) {
        return validity != null && !bit(validity, row);
    }

    static boolean bit(MemorySegment bits, long index) {
        return (bits.get(JAVA_BYTE, index >>> 3) >>> (index & 7) & 1) != 0;
    }

    static void setBit(MemorySegment bits, long index) {
        long at = index >>> 3;
        bits.set(JAVA_BYTE, at, (byte) (bits.get(JAVA_BYTE, at) | 1 << (index & 7)));
    }

    static void clearBit(MemorySegment bits, long index) {
        long at = index >>> 3;
        bits.set(JAVA_BYTE, at, (byte) (bits.get(JAVA_BYTE, at) & ~(1 << (index & 7))));
    }
}
