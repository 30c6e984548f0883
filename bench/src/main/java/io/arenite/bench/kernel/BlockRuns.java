package io.arenite.bench.kernel;

import static io.arenite.engine.kernel.Batch.BLOCK_ROWS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import io.arenite.engine.kernel.ArithmeticOp;
import io.arenite.engine.kernel.DoubleArithmeticKernel;
import io.arenite.engine.kernel.FilterSumKernel;
import io.arenite.engine.kernel.Int128Sum;
import io.arenite.engine.kernel.Lanes;
import io.arenite.engine.kernel.LongFilterSumKernel;
import io.arenite.engine.kernel.LongMinMaxKernel;
import io.arenite.engine.kernel.LongSumKernel;
import io.arenite.engine.kernel.LongSumProductKernel;
import io.arenite.engine.kernel.MinMaxKernel;
import io.arenite.engine.kernel.SumKernel;
import io.arenite.engine.kernel.SumProductKernel;
import io.arenite.engine.kernel.SumProductLongKernel;
import java.lang.foreign.MemorySegment;

/// Kernels over a whole column as the engine calls them: block by block, each folded, the blocks added in order.
final class BlockRuns {
    private BlockRuns() {}

    static double sum(MemorySegment values, int rows) {
        double[] lanes = Lanes.create();
        double sum = 0;
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            Lanes.clear(lanes);
            SumKernel.run(values, 8L * first, Math.min(BLOCK_ROWS, rows - first), 0, lanes);
            sum += Lanes.fold(lanes);
        }
        return sum;
    }

    static double min(MemorySegment values, int rows) {
        double min = Double.NaN;
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - first);
            min = MinMaxKernel.smaller(min, MinMaxKernel.min(values, 8L * first, count));
        }
        return min;
    }

    static double max(MemorySegment values, int rows) {
        double max = Double.NaN;
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - first);
            max = MinMaxKernel.larger(max, MinMaxKernel.max(values, 8L * first, count));
        }
        return max;
    }

    static long minLong(MemorySegment values, int rows) {
        long min = Long.MAX_VALUE;
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - first);
            min = Math.min(min, LongMinMaxKernel.min(LongMinMaxKernel.SIGNED, values, 8L * first, count));
        }
        return min;
    }

    static double filterSum(MemorySegment filter, double lo, double hi, MemorySegment values, int rows) {
        double[] lanes = Lanes.create();
        double sum = 0;
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            Lanes.clear(lanes);
            int count = Math.min(BLOCK_ROWS, rows - first);
            FilterSumKernel.run(filter, 8L * first, lo, hi, values, 8L * first, count, 0, lanes);
            sum += Lanes.fold(lanes);
        }
        return sum;
    }

    static double filterSumSame(MemorySegment values, double lo, double hi, int rows) {
        double[] lanes = Lanes.create();
        double sum = 0;
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            Lanes.clear(lanes);
            FilterSumKernel.run(values, 8L * first, lo, hi, Math.min(BLOCK_ROWS, rows - first), 0, lanes);
            sum += Lanes.fold(lanes);
        }
        return sum;
    }

    static double filterSumLong(MemorySegment filter, long lo, long hi, MemorySegment values, int rows) {
        double[] lanes = Lanes.create();
        double sum = 0;
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            Lanes.clear(lanes);
            int count = Math.min(BLOCK_ROWS, rows - first);
            LongFilterSumKernel.run(filter, 8L * first, lo, hi, values, 8L * first, count, 0, lanes);
            sum += Lanes.fold(lanes);
        }
        return sum;
    }

    static long filterCount(MemorySegment filter, double lo, double hi, int rows) {
        long matches = 0;
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            matches += FilterSumKernel.count(filter, 8L * first, lo, hi, Math.min(BLOCK_ROWS, rows - first));
        }
        return matches;
    }

    static double sumProduct(MemorySegment left, MemorySegment right, int rows) {
        double[] lanes = Lanes.create();
        double sum = 0;
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            Lanes.clear(lanes);
            int count = Math.min(BLOCK_ROWS, rows - first);
            SumProductKernel.run(left, 8L * first, right, 8L * first, count, 0, lanes);
            sum += Lanes.fold(lanes);
        }
        return sum;
    }

    static double sumProductLong(MemorySegment left, MemorySegment right, int rows) {
        double[] lanes = Lanes.create();
        double sum = 0;
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            Lanes.clear(lanes);
            int count = Math.min(BLOCK_ROWS, rows - first);
            SumProductLongKernel.run(left, 8L * first, right, 8L * first, count, 0, lanes);
            sum += Lanes.fold(lanes);
        }
        return sum;
    }

    static long sumLong(MemorySegment values, int rows) {
        var sum = new Int128Sum();
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            LongSumKernel.run(values, 8L * first, Math.min(BLOCK_ROWS, rows - first), sum);
        }
        return sum.lo();
    }

    static long sumProductLongs(MemorySegment left, MemorySegment right, int rows) {
        var sum = new Int128Sum();
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - first);
            LongSumProductKernel.run(left, 8L * first, right, 8L * first, count, sum);
        }
        return sum.lo();
    }

    static double add(MemorySegment left, MemorySegment right, MemorySegment out, int rows) {
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - first);
            long at = 8L * first;
            DoubleArithmeticKernel.run(ArithmeticOp.ADD, left, at, right, at, count, out, at);
        }
        return out.get(JAVA_DOUBLE, 8L * (rows - 1));
    }
}
