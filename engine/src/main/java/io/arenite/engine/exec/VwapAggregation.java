package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.kernel.Int128Sum;
import io.arenite.engine.kernel.Lanes;
import java.math.BigInteger;

/// sum(price * weight) / sum(weight) over rows where neither is null. With a float on either side the products
/// sum in 32 lanes, otherwise exactly in 128 bits. Weights that are integers or decimals always sum exactly; a decimal
/// weight is taken unscaled in both sums, for its scale cancels. Slots: count, sum of products (two), sum of weights
/// (two). State: products, weights (each two slots where exact, else 32 lanes), count.
///
/// @param exact both registers hold int64
/// @param longWeight the weight's register holds int64
/// @param scale decimal digits of the price, when exact
record VwapAggregation(int mask, int price, int weight, boolean exact, boolean longWeight, int scale, String name)
        implements Aggregation {
    static final int PRODUCTS = 1;
    static final int WEIGHTS = 3;

    @Override
    public int slots() {
        return 5;
    }

    @Override
    public int stateSlots() {
        return stateSize(exact) + stateSize(longWeight) + 1;
    }

    /// Where the weights begin in the state.
    int weightsState() {
        return stateSize(exact);
    }

    private static int stateSize(boolean exactly) {
        return exactly ? 2 : Lanes.COUNT;
    }

    @Override
    public Accumulator accumulator() {
        return exact ? new Exact() : new InLanes();
    }

    private final class Exact implements Accumulator {
        private final Int128Sum products = new Int128Sum();
        private final Int128Sum weights = new Int128Sum();
        private long count;

        @Override
        public void begin() {
            products.clear();
            weights.clear();
            count = 0;
        }

        @Override
        public void add(BatchState state, RowMask rows, int pass) {
            if (pass == 0) {
                count += rows.count;
                LongSumAggregation.product(state, rows, price, weight, products);
                LongSumAggregation.sum(state, rows, weight, false, weights);
            }
        }

        @Override
        public void load(long[] state, int at) {
            products.clear();
            products.add(state[at], state[at + 1]);
            weights.clear();
            weights.add(state[at + 2], state[at + 3]);
            count = state[at + 4];
        }

        @Override
        public void save(long[] state, int at) {
            LongSumAggregation.store(products, state, at, name);
            LongSumAggregation.store(weights, state, at + 2, name);
            state[at + 4] = count;
        }

        @Override
        public void end(long[] slots, int at) {
            slots[at] = count;
            LongSumAggregation.store(products, slots, at + PRODUCTS, name);
            LongSumAggregation.store(weights, slots, at + WEIGHTS, name);
        }
    }

    private final class InLanes implements Accumulator {
        private final double[] products = Lanes.create();
        private final double[] weights = Lanes.create();
        private final Int128Sum exactWeights = new Int128Sum();
        private long count;

        @Override
        public void begin() {
            Lanes.clear(products);
            Lanes.clear(weights);
            exactWeights.clear();
            count = 0;
        }

        @Override
        public void add(BatchState state, RowMask rows, int pass) {
            if (pass != 0) {
                return;
            }
            count += rows.count;
            DoubleSumAggregation.product(state, rows, price, weight, longWeight, products);
            if (longWeight) {
                LongSumAggregation.sum(state, rows, weight, false, exactWeights);
            } else {
                DoubleSumAggregation.sum(state, rows, weight, weights);
            }
        }

        @Override
        public void load(long[] state, int at) {
            int weightsAt = at + Lanes.COUNT;
            DoubleSumAggregation.loadLanes(state, at, products);
            if (longWeight) {
                exactWeights.clear();
                exactWeights.add(state[weightsAt], state[weightsAt + 1]);
            } else {
                DoubleSumAggregation.loadLanes(state, weightsAt, weights);
            }
            count = state[weightsAt + stateSize(longWeight)];
        }

        @Override
        public void save(long[] state, int at) {
            int weightsAt = at + Lanes.COUNT;
            DoubleSumAggregation.saveLanes(products, state, at);
            if (longWeight) {
                LongSumAggregation.store(exactWeights, state, weightsAt, name);
            } else {
                DoubleSumAggregation.saveLanes(weights, state, weightsAt);
            }
            state[weightsAt + stateSize(longWeight)] = count;
        }

        @Override
        public void end(long[] slots, int at) {
            slots[at] = count;
            slots[at + PRODUCTS] = doubleToRawLongBits(Lanes.fold(products));
            if (longWeight) {
                LongSumAggregation.store(exactWeights, slots, at + WEIGHTS, name);
            } else {
                slots[at + WEIGHTS] = doubleToRawLongBits(Lanes.fold(weights));
            }
        }
    }

    @Override
    public GroupedState grouped() {
        GroupedState products = exact
                ? new GroupedLongSum(price, weight, false, name)
                : new GroupedDoubleSum(price, weight, longWeight, false);
        GroupedState weights = longWeight
                ? new GroupedLongSum(weight, -1, false, name)
                : new GroupedDoubleSum(weight, -1, false, false);
        return new GroupedVwap(products, weights);
    }

    @Override
    public void combine(long[] into, int at, long[] later, int laterAt) {
        into[at] += later[laterAt];
        join(into, at + PRODUCTS, later, laterAt + PRODUCTS, exact);
        join(into, at + WEIGHTS, later, laterAt + WEIGHTS, longWeight);
    }

    private void join(long[] into, int at, long[] later, int laterAt, boolean exactly) {
        if (exactly) {
            LongSumAggregation.add(into, at, later[laterAt], later[laterAt + 1], name);
        } else {
            into[at] = DoubleSumAggregation.add(into[at], later[laterAt]);
        }
    }

    @Override
    public void finish(long[] slots, int at, ColumnBuilder out) {
        if (slots[at] == 0) {
            out.appendNull();
        } else if (exact) {
            out.appendDouble(quotient(slots, at));
        } else {
            double products = longBitsToDouble(slots[at + PRODUCTS]);
            double weights = longWeight
                    ? LongSumAggregation.big(slots, at + WEIGHTS).doubleValue()
                    : longBitsToDouble(slots[at + WEIGHTS]);
            out.appendDouble(Lanes.canonical(products / weights));
        }
    }

    private double quotient(long[] slots, int at) {
        BigInteger products = LongSumAggregation.big(slots, at + PRODUCTS);
        BigInteger weights = LongSumAggregation.big(slots, at + WEIGHTS);
        if (weights.signum() == 0) {
            return Lanes.canonical(products.signum() / 0.0);
        }
        return DecimalMath.quotient(products, weights.multiply(BigInteger.TEN.pow(scale)));
    }
}
