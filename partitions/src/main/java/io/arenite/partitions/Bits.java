package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// LSB-first bitmaps in a segment. Writers change whole bytes: bits of published rows share a byte with bits
/// of rows to come, and keep their value in every byte that is written.
final class Bits {
    private Bits() {}

    static boolean get(MemorySegment segment, long offset, long bit) {
        return (segment.get(JAVA_BYTE, offset + (bit >>> 3)) >>> (bit & 7) & 1) != 0;
    }

    static void set(MemorySegment segment, long offset, long bit, boolean value) {
        long at = offset + (bit >>> 3);
        int mask = 1 << (bit & 7);
        int old = segment.get(JAVA_BYTE, at);
        segment.set(JAVA_BYTE, at, (byte) (value ? old | mask : old & ~mask));
    }

    /// How many of the first bits are one.
    static long count(MemorySegment segment, long offset, long bits) {
        long count = 0;
        long words = bits >>> 6;
        for (long word = 0; word < words; word++) {
            count += Long.bitCount(segment.get(JAVA_LONG_UNALIGNED, offset + (word << 3)));
        }
        for (long bit = words << 6; bit < bits; bit++) {
            count += get(segment, offset, bit) ? 1 : 0;
        }
        return count;
    }

    /// Sets bits `[from, to)` to one.
    static void fill(MemorySegment segment, long offset, long from, long to) {
        long bit = from;
        while (bit < to && (bit & 7) != 0) {
            set(segment, offset, bit++, true);
        }
        long bytes = to - bit >>> 3;
        if (to > bit && bytes > 0) {
            segment.asSlice(offset + (bit >>> 3), bytes).fill((byte) -1);
            bit += bytes << 3;
        }
        while (bit < to) {
            set(segment, offset, bit++, true);
        }
    }

    /// Copies `count` bits; whole bytes where both sides are at a byte's edge.
    static void copy(
            MemorySegment source,
            long sourceOffset,
            long from,
            MemorySegment target,
            long offset,
            long to,
            long count) {
        long done = 0;
        if ((from & 7) == 0 && (to & 7) == 0) {
            long bytes = count >>> 3;
            MemorySegment.copy(source, sourceOffset + (from >>> 3), target, offset + (to >>> 3), bytes);
            done = bytes << 3;
        }
        for (; done < count; done++) {
            set(target, offset, to + done, get(source, sourceOffset, from + done));
        }
    }
}
