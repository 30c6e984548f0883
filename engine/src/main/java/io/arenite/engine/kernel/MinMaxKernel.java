package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Smallest and largest float64: NaN is skipped, -0.0 < 0.0. The result is NaN when there is no number among the rows,
/// so partial results are joined by [#smaller] and [#larger], and a caller that knows that there was a row at all
/// tells NaN from null.
public final class MinMaxKernel {
    private MinMaxKernel() {}

    public static double min(MemorySegment values, long offset, int rows) {
        return Scalar.min(values, offset, rows);
    }

    public static double max(MemorySegment values, long offset, int rows) {
        return Scalar.max(values, offset, rows);
    }

    public static double minMasked(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
        return Scalar.minMasked(values, offset, rows, mask, maskOffset);
    }

    public static double maxMasked(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
        return Scalar.maxMasked(values, offset, rows, mask, maskOffset);
    }

    /// The smaller of two partial results, NaN standing for none.
    public static double smaller(double a, double b) {
        return Double.isNaN(a) ? Lanes.canonical(b) : Double.isNaN(b) ? a : Math.min(a, b);
    }

    /// The larger of two partial results, NaN standing for none.
    public static double larger(double a, double b) {
        return Double.isNaN(a) ? Lanes.canonical(b) : Double.isNaN(b) ? a : Math.max(a, b);
    }

    static final class Scalar {
        private Scalar() {}

        static double min(MemorySegment values, long offset, int rows) {
            double min = Double.NaN;
            for (int i = 0; i < rows; i++) {
                min = smaller(min, values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i));
            }
            return min;
        }

        static double max(MemorySegment values, long offset, int rows) {
            double max = Double.NaN;
            for (int i = 0; i < rows; i++) {
                max = larger(max, values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i));
            }
            return max;
        }

        static double minMasked(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            double min = Double.NaN;
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    min = smaller(min, values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i));
                }
            }
            return min;
        }

        static double maxMasked(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            double max = Double.NaN;
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    max = larger(max, values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i));
                }
            }
            return max;
        }
    }
}
