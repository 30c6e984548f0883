package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Smallest and largest 64-bit integer. `order` is [#SIGNED] or [#UNSIGNED]. Over no row at all the result is the
/// order's own largest value for min and smallest value for max, so partial results join without a special case; only
/// the caller, who counts the rows, knows that it means null.
public final class LongMinMaxKernel {
    /// Order of int64: no bit flipped.
    public static final long SIGNED = 0;

    /// Order of uint64: the sign bit flipped before comparing.
    public static final long UNSIGNED = Long.MIN_VALUE;

    private LongMinMaxKernel() {}

    public static long min(long order, MemorySegment values, long offset, int rows) {
        return Scalar.min(order, values, offset, rows);
    }

    public static long max(long order, MemorySegment values, long offset, int rows) {
        return Scalar.max(order, values, offset, rows);
    }

    public static long minMasked(
            long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
        return Scalar.minMasked(order, values, offset, rows, mask, maskOffset);
    }

    public static long maxMasked(
            long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
        return Scalar.maxMasked(order, values, offset, rows, mask, maskOffset);
    }

    static final class Scalar {
        private Scalar() {}

        static long min(long order, MemorySegment values, long offset, int rows) {
            long min = Long.MAX_VALUE;
            for (int i = 0; i < rows; i++) {
                min = Math.min(min, values.get(JAVA_LONG_UNALIGNED, offset + 8L * i) ^ order);
            }
            return min ^ order;
        }

        static long max(long order, MemorySegment values, long offset, int rows) {
            long max = Long.MIN_VALUE;
            for (int i = 0; i < rows; i++) {
                max = Math.max(max, values.get(JAVA_LONG_UNALIGNED, offset + 8L * i) ^ order);
            }
            return max ^ order;
        }

        static long minMasked(
                long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            long min = Long.MAX_VALUE;
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    min = Math.min(min, values.get(JAVA_LONG_UNALIGNED, offset + 8L * i) ^ order);
                }
            }
            return min ^ order;
        }

        static long maxMasked(
                long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            long max = Long.MIN_VALUE;
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    max = Math.max(max, values.get(JAVA_LONG_UNALIGNED, offset + 8L * i) ^ order);
                }
            }
            return max ^ order;
        }
    }
}
