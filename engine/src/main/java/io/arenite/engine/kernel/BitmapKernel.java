package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Logic on masks. A batch's mask is 32 words, which plain loops finish in nanoseconds, so there is no vector class.
public final class BitmapKernel {
    private BitmapKernel() {}

    public static boolean isSet(MemorySegment mask, long offset, int row) {
        return (mask.get(JAVA_BYTE, offset + (row >>> 3)) >>> (row & 7) & 1) != 0;
    }

    public static void and(
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        for (int first = 0; first < rows; first += 64) {
            long bits = word(left, leftOffset, first) & word(right, rightOffset, first);
            out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits & below(rows - first));
        }
    }

    public static void or(
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        for (int first = 0; first < rows; first += 64) {
            long bits = word(left, leftOffset, first) | word(right, rightOffset, first);
            out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits & below(rows - first));
        }
    }

    /// `left & ~right`.
    public static void andNot(
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        for (int first = 0; first < rows; first += 64) {
            long bits = word(left, leftOffset, first) & ~word(right, rightOffset, first);
            out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits & below(rows - first));
        }
    }

    public static void not(MemorySegment mask, long offset, int rows, MemorySegment out, long outOffset) {
        for (int first = 0; first < rows; first += 64) {
            long bits = ~word(mask, offset, first);
            out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits & below(rows - first));
        }
    }

    /// Copies, and clears what lies after `rows` in the last word.
    public static void copy(MemorySegment mask, long offset, int rows, MemorySegment out, long outOffset) {
        for (int first = 0; first < rows; first += 64) {
            long bits = word(mask, offset, first);
            out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits & below(rows - first));
        }
    }

    /// Selects exactly the rows from `from` (inclusive) to `to` (exclusive) of `rows`.
    public static void range(int from, int to, int rows, MemorySegment out, long outOffset) {
        for (int first = 0; first < rows; first += 64) {
            long bits = below(to - first) & ~below(from - first);
            out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits & below(rows - first));
        }
    }

    /// How many rows are selected.
    public static int count(MemorySegment mask, long offset, int rows) {
        int count = 0;
        int whole = rows & -64;
        for (int first = 0; first < whole; first += 64) {
            count += Long.bitCount(word(mask, offset, first));
        }
        return whole == rows ? count : count + Long.bitCount(word(mask, offset, whole) & below(rows - whole));
    }

    /// The first selected row, or -1.
    public static int firstSet(MemorySegment mask, long offset, int rows) {
        for (int first = 0; first < rows; first += 64) {
            long bits = word(mask, offset, first) & below(rows - first);
            if (bits != 0) {
                return first + Long.numberOfTrailingZeros(bits);
            }
        }
        return -1;
    }

    /// The last selected row, or -1.
    public static int lastSet(MemorySegment mask, long offset, int rows) {
        for (int first = rows - 1 & -64; first >= 0; first -= 64) {
            long bits = word(mask, offset, first) & below(rows - first);
            if (bits != 0) {
                return first + 63 - Long.numberOfLeadingZeros(bits);
            }
        }
        return -1;
    }

    /// As [#isSet], where a null mask selects every row.
    static boolean isSelected(MemorySegment mask, long offset, int row) {
        return mask == null || isSet(mask, offset, row);
    }

    /// The first of the 64 rows from `first` on that has its bit in `candidates` and in the mask, or -1; a null mask
    /// selects every row.
    static int firstOf(long candidates, int first, MemorySegment mask, long offset) {
        long bits = mask == null ? candidates : candidates & word(mask, offset, first);
        return bits == 0 ? -1 : first + Long.numberOfTrailingZeros(bits);
    }

    /// The 64 bits of the rows from `first` on, a multiple of 64.
    static long word(MemorySegment mask, long offset, int first) {
        return mask.get(JAVA_LONG_UNALIGNED, offset + (first >>> 3));
    }

    /// A word with the lowest `bits` bits set: none below 1, all from 64 on.
    static long below(int bits) {
        return bits >= 64 ? -1L : bits <= 0 ? 0 : (1L << bits) - 1;
    }
}
