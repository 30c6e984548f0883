package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Filter and sum in one pass: adds the float64 values whose filter lies in `[lo, hi]` into the 32 [Lanes]. Both ends
/// belong to the range; NaN is in no range; -0.0 equals 0.0.
public final class FilterSumKernel {
    private FilterSumKernel() {}

    public static void run(
            MemorySegment filter,
            long filterOffset,
            double lo,
            double hi,
            MemorySegment values,
            long valuesOffset,
            int rows,
            int lane0,
            double[] lanes) {
        Scalar.run(filter, filterOffset, lo, hi, values, valuesOffset, rows, lane0, lanes);
    }

    /// The filter's column is also the one that is summed.
    public static void run(
            MemorySegment values, long offset, double lo, double hi, int rows, int lane0, double[] lanes) {
        Scalar.run(values, offset, lo, hi, rows, lane0, lanes);
    }

    /// How many rows lie in `[lo, hi]`.
    public static int count(MemorySegment filter, long offset, double lo, double hi, int rows) {
        return Scalar.count(filter, offset, lo, hi, rows);
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                MemorySegment filter,
                long filterOffset,
                double lo,
                double hi,
                MemorySegment values,
                long valuesOffset,
                int rows,
                int lane0,
                double[] lanes) {
            for (int i = 0; i < rows; i++) {
                double x = filter.get(JAVA_DOUBLE_UNALIGNED, filterOffset + 8L * i);
                if (x >= lo && x <= hi) {
                    lanes[lane0 + i & 31] += values.get(JAVA_DOUBLE_UNALIGNED, valuesOffset + 8L * i);
                }
            }
        }

        static void run(MemorySegment values, long offset, double lo, double hi, int rows, int lane0, double[] lanes) {
            run(values, offset, lo, hi, values, offset, rows, lane0, lanes);
        }

        static int count(MemorySegment filter, long offset, double lo, double hi, int rows) {
            int count = 0;
            for (int i = 0; i < rows; i++) {
                double x = filter.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i);
                count += x >= lo && x <= hi ? 1 : 0;
            }
            return count;
        }
    }
}
