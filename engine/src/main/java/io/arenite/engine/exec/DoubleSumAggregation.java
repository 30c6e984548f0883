package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.kernel.Lanes;
import io.arenite.engine.kernel.SumKernel;
import io.arenite.engine.kernel.SumProductKernel;
import io.arenite.engine.kernel.SumProductLongKernel;

/// Sum, dot product or mean of floats, in 32 lanes by position. Slots: sum, and for a mean the count.
/// State: 32 lanes, and for a mean the count.
///
/// @param weight the register of a dot product's second factor, -1: none
/// @param longWeight the weight's register holds int64
/// @param mean whether to divide by the count
record DoubleSumAggregation(int mask, int argument, int weight, boolean longWeight, boolean mean)
        implements Aggregation {
    @Override
    public int slots() {
        return mean ? 2 : 1;
    }

    @Override
    public int stateSlots() {
        return mean ? Lanes.COUNT + 1 : Lanes.COUNT;
    }

    @Override
    public Accumulator accumulator() {
        return new LaneSum();
    }

    private final class LaneSum implements Accumulator {
        private final double[] lanes = Lanes.create();
        private long count;

        @Override
        public void begin() {
            Lanes.clear(lanes);
            count = 0;
        }

        @Override
        public void add(BatchState state, RowMask rows, int pass) {
            if (pass != 0) {
                return;
            }
            count += rows.count;
            if (weight >= 0) {
                product(state, rows, argument, weight, longWeight, lanes);
            } else {
                sum(state, rows, argument, lanes);
            }
        }

        @Override
        public void load(long[] state, int at) {
            loadLanes(state, at, lanes);
            count = mean ? state[at + Lanes.COUNT] : 0;
        }

        @Override
        public void save(long[] state, int at) {
            saveLanes(lanes, state, at);
            if (mean) {
                state[at + Lanes.COUNT] = count;
            }
        }

        @Override
        public void end(long[] slots, int at) {
            slots[at] = doubleToRawLongBits(Lanes.fold(lanes));
            if (mean) {
                slots[at + 1] = count;
            }
        }
    }

    static void loadLanes(long[] state, int at, double[] lanes) {
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            lanes[lane] = longBitsToDouble(state[at + lane]);
        }
    }

    static void saveLanes(double[] lanes, long[] state, int at) {
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            state[at + lane] = doubleToRawLongBits(lanes[lane]);
        }
    }

    static void sum(BatchState state, RowMask rows, int argument, double[] lanes) {
        Register x = state.registers[argument];
        if (rows.all) {
            SumKernel.run(x.values, x.offset, state.rows, state.lane0, lanes);
        } else {
            SumKernel.runMasked(x.values, x.offset, state.rows, rows.bits, rows.offset, lanes);
        }
    }

    static void product(BatchState state, RowMask rows, int argument, int weight, boolean longWeight, double[] lanes) {
        Register x = state.registers[argument];
        Register w = state.registers[weight];
        int n = state.rows;
        if (longWeight && rows.all) {
            SumProductLongKernel.run(x.values, x.offset, w.values, w.offset, n, state.lane0, lanes);
        } else if (longWeight) {
            SumProductLongKernel.runMasked(x.values, x.offset, w.values, w.offset, n, rows.bits, rows.offset, lanes);
        } else if (rows.all) {
            SumProductKernel.run(x.values, x.offset, w.values, w.offset, n, state.lane0, lanes);
        } else {
            SumProductKernel.runMasked(x.values, x.offset, w.values, w.offset, n, rows.bits, rows.offset, lanes);
        }
    }

    @Override
    public GroupedState grouped() {
        return new GroupedDoubleSum(argument, weight, longWeight, mean);
    }

    @Override
    public void combine(long[] into, int at, long[] later, int laterAt) {
        into[at] = add(into[at], later[laterAt]);
        if (mean) {
            into[at + 1] += later[laterAt + 1];
        }
    }

    /// The bits of the sum of two doubles given by their bits.
    static long add(long left, long right) {
        return doubleToRawLongBits(longBitsToDouble(left) + longBitsToDouble(right));
    }

    @Override
    public void finish(long[] slots, int at, ColumnBuilder out) {
        double sum = longBitsToDouble(slots[at]);
        if (!mean) {
            out.appendDouble(Lanes.canonical(sum));
        } else if (slots[at + 1] == 0) {
            out.appendNull();
        } else {
            out.appendDouble(Lanes.canonical(sum / slots[at + 1]));
        }
    }
}
