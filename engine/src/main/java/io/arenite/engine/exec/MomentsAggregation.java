package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.kernel.ArithmeticOp;
import io.arenite.engine.kernel.DoubleArithmeticKernel;
import io.arenite.engine.kernel.Lanes;
import io.arenite.engine.kernel.SumKernel;
import io.arenite.engine.kernel.SumProductKernel;

/// Variance or standard deviation, stable: two passes over each block, first its mean, then the squared distances from
/// it, both in 32 lanes; blocks are joined by Chan's formula in order. Slots: count, mean, squared distances.
///
/// Source: Chan, Golub, LeVeque, "Algorithms for computing the sample variance" (1983).
///
/// @param distance a register for the distances from the mean
record MomentsAggregation(int mask, int argument, int distance, int ddof, boolean squareRoot) implements Aggregation {
    @Override
    public int slots() {
        return 3;
    }

    @Override
    public int stateSlots() {
        return 0;
    }

    @Override
    public int passes() {
        return 2;
    }

    @Override
    public Accumulator accumulator() {
        return new TwoPasses();
    }

    private final class TwoPasses implements Accumulator {
        private final double[] lanes = Lanes.create();
        private long count;
        private double mean;

        @Override
        public void begin() {
            Lanes.clear(lanes);
            count = 0;
            mean = 0;
        }

        @Override
        public void add(BatchState state, RowMask rows, int pass) {
            Register x = state.registers[argument];
            int n = state.rows;
            if (pass == 0) {
                count += rows.count;
                if (rows.all) {
                    SumKernel.run(x.values, x.offset, n, state.lane0, lanes);
                } else {
                    SumKernel.runMasked(x.values, x.offset, n, rows.bits, rows.offset, lanes);
                }
                return;
            }
            Register d = state.registers[distance];
            DoubleArithmeticKernel.run(ArithmeticOp.SUBTRACT, x.values, x.offset, mean, n, d.home, d.homeOffset);
            if (rows.all) {
                SumProductKernel.run(d.home, d.homeOffset, d.home, d.homeOffset, n, state.lane0, lanes);
            } else {
                SumProductKernel.runMasked(
                        d.home, d.homeOffset, d.home, d.homeOffset, n, rows.bits, rows.offset, lanes);
            }
        }

        @Override
        public void endPass() {
            mean = count == 0 ? 0 : Lanes.fold(lanes) / count;
            Lanes.clear(lanes);
        }

        @Override
        public void load(long[] state, int at) {
            throw notResumable();
        }

        @Override
        public void save(long[] state, int at) {
            throw notResumable();
        }

        private static IllegalStateException notResumable() {
            return new IllegalStateException("a block that takes two passes cannot be resumed");
        }

        @Override
        public void end(long[] slots, int at) {
            slots[at] = count;
            slots[at + 1] = doubleToRawLongBits(mean);
            slots[at + 2] = doubleToRawLongBits(Lanes.fold(lanes));
        }
    }

    @Override
    public GroupedState grouped() {
        return new GroupedMoments(argument);
    }

    @Override
    public void combine(long[] into, int at, long[] later, int laterAt) {
        long n = into[at];
        long m = later[laterAt];
        if (m == 0) {
            return;
        }
        if (n == 0) {
            System.arraycopy(later, laterAt, into, at, 3);
            return;
        }
        double mean = longBitsToDouble(into[at + 1]);
        double delta = longBitsToDouble(later[laterAt + 1]) - mean;
        double both = n + m;
        double squares = longBitsToDouble(into[at + 2])
                + longBitsToDouble(later[laterAt + 2])
                + delta * delta * ((double) n * m / both);
        into[at] = n + m;
        into[at + 1] = doubleToRawLongBits(mean + delta * (m / both));
        into[at + 2] = doubleToRawLongBits(squares);
    }

    @Override
    public void finish(long[] slots, int at, ColumnBuilder out) {
        long count = slots[at];
        if (count <= ddof) {
            out.appendNull();
            return;
        }
        double variance = longBitsToDouble(slots[at + 2]) / (count - ddof);
        out.appendDouble(Lanes.canonical(squareRoot ? Math.sqrt(variance) : variance));
    }
}
