package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// The exact sum of products of int64 values, added to an [Int128Sum], which remembers an overflow of 128 bits.
public final class LongSumProductKernel {
    private LongSumProductKernel() {}

    public static void run(
            MemorySegment left, long leftOffset, MemorySegment right, long rightOffset, int rows, Int128Sum sum) {
        Scalar.run(left, leftOffset, right, rightOffset, rows, sum);
    }

    /// Only the rows of the mask.
    public static void runMasked(
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment mask,
            long maskOffset,
            Int128Sum sum) {
        Scalar.runMasked(left, leftOffset, right, rightOffset, rows, mask, maskOffset, sum);
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                MemorySegment left, long leftOffset, MemorySegment right, long rightOffset, int rows, Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                long x = left.get(JAVA_LONG_UNALIGNED, leftOffset + 8L * i);
                long y = right.get(JAVA_LONG_UNALIGNED, rightOffset + 8L * i);
                sum.add(Math.multiplyHigh(x, y), x * y);
            }
        }

        static void runMasked(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment mask,
                long maskOffset,
                Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    long x = left.get(JAVA_LONG_UNALIGNED, leftOffset + 8L * i);
                    long y = right.get(JAVA_LONG_UNALIGNED, rightOffset + 8L * i);
                    sum.add(Math.multiplyHigh(x, y), x * y);
                }
            }
        }
    }
}
