package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Filter and sum in one pass: adds the float64 values whose int64 filter lies in `[lo, hi]`, both ends included, into
/// the 32 [Lanes].
public final class LongFilterSumKernel {
    private LongFilterSumKernel() {}

    public static void run(
            MemorySegment filter,
            long filterOffset,
            long lo,
            long hi,
            MemorySegment values,
            long valuesOffset,
            int rows,
            int lane0,
            double[] lanes) {
        Scalar.run(filter, filterOffset, lo, hi, values, valuesOffset, rows, lane0, lanes);
    }

    /// How many rows lie in `[lo, hi]`.
    public static int count(MemorySegment filter, long offset, long lo, long hi, int rows) {
        return Scalar.count(filter, offset, lo, hi, rows);
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                MemorySegment filter,
                long filterOffset,
                long lo,
                long hi,
                MemorySegment values,
                long valuesOffset,
                int rows,
                int lane0,
                double[] lanes) {
            for (int i = 0; i < rows; i++) {
                long x = filter.get(JAVA_LONG_UNALIGNED, filterOffset + 8L * i);
                if (x >= lo && x <= hi) {
                    lanes[lane0 + i & 31] += values.get(JAVA_DOUBLE_UNALIGNED, valuesOffset + 8L * i);
                }
            }
        }

        static int count(MemorySegment filter, long offset, long lo, long hi, int rows) {
            int count = 0;
            for (int i = 0; i < rows; i++) {
                long x = filter.get(JAVA_LONG_UNALIGNED, offset + 8L * i);
                count += x >= lo && x <= hi ? 1 : 0;
            }
            return count;
        }
    }
}
