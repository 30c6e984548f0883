package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Adds products of float64 values into the 32 [Lanes], each with one rounding: `lane = fma(left, right, lane)`.
public final class SumProductKernel {
    private SumProductKernel() {}

    public static void run(
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            int lane0,
            double[] lanes) {
        Scalar.run(left, leftOffset, right, rightOffset, rows, lane0, lanes);
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
            double[] lanes) {
        Scalar.runMasked(left, leftOffset, right, rightOffset, rows, mask, maskOffset, lanes);
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                int lane0,
                double[] lanes) {
            for (int i = 0; i < rows; i++) {
                double x = left.get(JAVA_DOUBLE_UNALIGNED, leftOffset + 8L * i);
                double y = right.get(JAVA_DOUBLE_UNALIGNED, rightOffset + 8L * i);
                lanes[lane0 + i & 31] = Math.fma(x, y, lanes[lane0 + i & 31]);
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
                double[] lanes) {
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    double x = left.get(JAVA_DOUBLE_UNALIGNED, leftOffset + 8L * i);
                    double y = right.get(JAVA_DOUBLE_UNALIGNED, rightOffset + 8L * i);
                    lanes[i & 31] = Math.fma(x, y, lanes[i & 31]);
                }
            }
        }
    }
}
