package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Adds float64 values into the 32 [Lanes].
public final class SumKernel {
    private SumKernel() {}

    public static void run(MemorySegment values, long offset, int rows, int lane0, double[] lanes) {
        Scalar.run(values, offset, rows, lane0, lanes);
    }

    /// Only the rows of the mask.
    public static void runMasked(
            MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, double[] lanes) {
        Scalar.runMasked(values, offset, rows, mask, maskOffset, lanes);
    }

    static final class Scalar {
        private Scalar() {}

        static void run(MemorySegment values, long offset, int rows, int lane0, double[] lanes) {
            for (int i = 0; i < rows; i++) {
                lanes[lane0 + i & 31] += values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i);
            }
        }

        static void runMasked(
                MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, double[] lanes) {
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    lanes[i & 31] += values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i);
                }
            }
        }
    }
}
