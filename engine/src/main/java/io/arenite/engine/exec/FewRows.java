package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.kernel.Lanes;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.MainRows;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Adds a few rows to the state of an open block, one by one and in place: for commits that give two rows to
/// each of many partitions, where registers and kernels would cost more than the rows. Counts and sums of
/// stored 64-bit columns without a filter only. The bits are those of [BlockLoop#resume]. One worker owns an
/// instance.
final class FewRows {
    static final int MOST = 32;

    private final CompiledAggregate plan;
    private final int[] arguments;
    private final int[] weights;

    private FewRows(CompiledAggregate plan, int[] arguments, int[] weights) {
        this.plan = plan;
        this.arguments = arguments;
        this.weights = weights;
    }

    /// Null where the plan needs more than this can.
    static FewRows of(CompiledAggregate plan, int keyColumn) {
        if (!plan.isResumable() || plan.program().conditions().length > 0) {
            return null;
        }
        // one more than is asked for where groups count their rows
        var arguments = new int[plan.aggregations().length];
        var weights = new int[arguments.length];
        List<Aggregate> aggregates = plan.plan().aggregates();
        for (int i = 0; i < aggregates.size(); i++) {
            arguments[i] = column(aggregates.get(i).argument(), keyColumn);
            weights[i] = column(aggregates.get(i).weight(), keyColumn);
            boolean can = switch (plan.aggregations()[i]) {
                case CountAggregation _ -> true;
                case DoubleSumAggregation _, LongSumAggregation _ ->
                    aggregates.get(i).weight() == null;
                case VwapAggregation vwap -> !vwap.exact() && weights[i] >= 0;
                case ExtremeAggregation _, EndAggregation _, MomentsAggregation _ -> false;
            };
            if (!can || aggregates.get(i).argument() != null && arguments[i] < 0) {
                return null;
            }
        }
        return new FewRows(plan, arguments, weights);
    }

    private static int column(BoundExpr expr, int keyColumn) {
        boolean inPlace = expr instanceof BoundExpr.Col(int column, ColumnType type)
                && column != keyColumn
                && (type.equals(ColumnType.FLOAT64) || type.equals(ColumnType.INT64));
        return inPlace ? ((BoundExpr.Col) expr).column() : -1;
    }

    /// Whether the rows of a partition have nulls in a column that is read.
    boolean hasNulls(MainRows main) {
        boolean any = false;
        for (int i = 0; i < arguments.length; i++) {
            any |= arguments[i] >= 0 && main.hasNulls(arguments[i]) || weights[i] >= 0 && main.hasNulls(weights[i]);
        }
        return any;
    }

    /// Positions `[from, to)` are main rows in place and hold no null; arguments otherwise as in [BlockLoop#resume].
    void add(MainRows main, long from, long to, long[] state, int stateAt, long[] slots, int at) {
        MemorySegment rows = main.segment();
        for (int i = 0; i < plan.aggregations().length; i++) {
            int s = stateAt + plan.stateOffsets()[i];
            int out = at + plan.offsets()[i];
            switch (plan.aggregations()[i]) {
                case CountAggregation _ -> {
                    state[s] += to - from;
                    slots[out] = state[s];
                }
                case DoubleSumAggregation sum -> {
                    sum(rows, main.valuesOffset(arguments[i]), from, to, state, s);
                    slots[out] = folded(state, s);
                    if (sum.mean()) {
                        state[s + Lanes.COUNT] += to - from;
                        slots[out + 1] = state[s + Lanes.COUNT];
                    }
                }
                case LongSumAggregation sum -> {
                    exactSum(rows, main.valuesOffset(arguments[i]), from, to, state, s, sum.name());
                    state[s + 2] += to - from;
                    System.arraycopy(state, s, slots, out, 3);
                }
                case VwapAggregation vwap -> {
                    long price = main.valuesOffset(arguments[i]);
                    vwap(vwap, rows, price, main.valuesOffset(weights[i]), from, to, state, s, slots, out);
                }
                case ExtremeAggregation _, EndAggregation _, MomentsAggregation _ ->
                    throw new IllegalStateException("not for few rows: plan=" + plan.plan());
            }
        }
    }

    private static void sum(MemorySegment rows, long values, long from, long to, long[] state, int s) {
        for (long row = from; row < to; row++) {
            int lane = s + (int) (row & Lanes.COUNT - 1);
            double value = rows.get(JAVA_DOUBLE_UNALIGNED, values + row * 8);
            state[lane] = doubleToRawLongBits(longBitsToDouble(state[lane]) + value);
        }
    }

    private static void exactSum(
            MemorySegment rows, long values, long from, long to, long[] state, int s, String name) {
        for (long row = from; row < to; row++) {
            long value = rows.get(JAVA_LONG_UNALIGNED, values + row * 8);
            LongSumAggregation.add(state, s, value >> 63, value, name);
        }
    }

    private void vwap(
            VwapAggregation vwap,
            MemorySegment rows,
            long price,
            long weight,
            long from,
            long to,
            long[] state,
            int s,
            long[] slots,
            int out) {
        boolean isLong = vwap.longWeight();
        for (long row = from; row < to; row++) {
            int lane = s + (int) (row & Lanes.COUNT - 1);
            double x = rows.get(JAVA_DOUBLE_UNALIGNED, price + row * 8);
            double w = isLong
                    ? (double) rows.get(JAVA_LONG_UNALIGNED, weight + row * 8)
                    : rows.get(JAVA_DOUBLE_UNALIGNED, weight + row * 8);
            state[lane] = doubleToRawLongBits(Math.fma(x, w, longBitsToDouble(state[lane])));
        }
        slots[out + VwapAggregation.PRODUCTS] = folded(state, s);
        int weightsAt = s + Lanes.COUNT;
        int countAt = weightsAt + (isLong ? 2 : Lanes.COUNT);
        if (isLong) {
            exactSum(rows, weight, from, to, state, weightsAt, vwap.name());
            slots[out + VwapAggregation.WEIGHTS] = state[weightsAt];
            slots[out + VwapAggregation.WEIGHTS + 1] = state[weightsAt + 1];
        } else {
            sum(rows, weight, from, to, state, weightsAt);
            slots[out + VwapAggregation.WEIGHTS] = folded(state, weightsAt);
        }
        state[countAt] += to - from;
        slots[out] = state[countAt];
    }

    /// The sum of lanes, which stay as they are, by the tree of [Lanes#fold].
    private static long folded(long[] state, int s) {
        double even = (fourth(state, s) + fourth(state, s + 4)) + (fourth(state, s + 2) + fourth(state, s + 6));
        double odd = (fourth(state, s + 1) + fourth(state, s + 5)) + (fourth(state, s + 3) + fourth(state, s + 7));
        return doubleToRawLongBits(Lanes.canonical(even + odd));
    }

    /// What the first two steps of the tree leave in a lane.
    private static double fourth(long[] state, int lane) {
        double low = longBitsToDouble(state[lane]) + longBitsToDouble(state[lane + 16]);
        double high = longBitsToDouble(state[lane + 8]) + longBitsToDouble(state[lane + 24]);
        return low + high;
    }
}
