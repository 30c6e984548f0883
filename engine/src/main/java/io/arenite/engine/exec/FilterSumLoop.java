package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.kernel.FilterSumKernel;
import io.arenite.engine.kernel.Lanes;
import io.arenite.engine.kernel.LongFilterSumKernel;
import io.arenite.partitions.ColumnType;

/// One range of a 64-bit column, and counts and sums of one float64 column: filter and sum in one pass over whole
/// blocks. Blocks with nulls or late rows go to the batch tier.
final class FilterSumLoop implements BlockLoop {
    private final CompiledAggregate plan;
    private final Shape shape;
    private final BlockLoop fallback;
    private final double[] lanes = Lanes.create();

    /// What the loop computes.
    ///
    /// @param filter column of the range
    /// @param value column that is summed, -1: only rows are counted
    /// @param counts whether any aggregate needs the number of rows
    private record Shape(int filter, ValueRange range, int value, boolean counts) {}

    private FilterSumLoop(CompiledAggregate plan, Shape shape, BlockLoop fallback) {
        this.plan = plan;
        this.shape = shape;
        this.fallback = fallback;
    }

    /// The loop, or `fallback` where the plan has another shape.
    static BlockLoop orElse(BlockLoop fallback, CompiledAggregate plan) {
        Shape shape = shapeOf(plan);
        return shape == null ? fallback : new FilterSumLoop(plan, shape, fallback);
    }

    private static Shape shapeOf(CompiledAggregate plan) {
        Program program = plan.program();
        if (program.conditions().length != 1 || program.ranges().size() != 1) {
            return null;
        }
        Program.ColumnRange range = program.ranges().getFirst();
        boolean unsigned = range.range() instanceof ValueRange.Longs(var _, var _, boolean u) && u;
        if (unsigned || !LoadSteps.isInPlace(range.column().type())) {
            return null;
        }
        int value = -1;
        boolean counts = plan.rowCountSlot() >= 0;
        for (Aggregate aggregate : plan.plan().aggregates()) {
            int column = column(aggregate);
            switch (aggregate.kind()) {
                case COUNT_ALL -> counts = true;
                case COUNT, SUM, MEAN -> {
                    boolean other = value >= 0 && value != column;
                    if (column < 0 || other) {
                        return null;
                    }
                    value = column;
                    counts |= aggregate.kind() != io.arenite.engine.expr.AggregateKind.SUM;
                }
                default -> {
                    return null;
                }
            }
        }
        return new Shape(range.column().column(), range.range(), value, counts);
    }

    private static int column(Aggregate aggregate) {
        return aggregate.argument() instanceof BoundExpr.Col(int column, ColumnType type)
                        && type.equals(ColumnType.FLOAT64)
                ? column
                : -1;
    }

    @Override
    public String name() {
        return "fused filter and sum";
    }

    @Override
    public void run(PartitionInput input, long from, long to, long[] slots, int at) {
        if (!input.isPlain(to)) {
            fallback.run(input, from, to, slots, at);
            return;
        }
        Lanes.clear(lanes);
        long count = rows(input, from, to);
        double sum = Lanes.fold(lanes);
        for (int i = 0; i < plan.aggregations().length; i++) {
            int slot = at + plan.offsets()[i];
            switch (plan.aggregations()[i]) {
                case DoubleSumAggregation aggregation -> {
                    slots[slot] = doubleToRawLongBits(sum);
                    if (aggregation.mean()) {
                        slots[slot + 1] = count;
                    }
                }
                default -> slots[slot] = count;
            }
        }
    }

    @Override
    public boolean isResumable() {
        return true;
    }

    /// All sums are of the same values, so all have the same lanes; counts differ where an earlier piece had nulls.
    @Override
    public void resume(PartitionInput input, long from, long to, long[] state, int stateAt, long[] slots, int at) {
        if (!input.isPlain(to)) {
            fallback.resume(input, from, to, state, stateAt, slots, at);
            return;
        }
        Lanes.clear(lanes);
        for (int i = 0; i < plan.aggregations().length; i++) {
            if (plan.aggregations()[i] instanceof DoubleSumAggregation) {
                DoubleSumAggregation.loadLanes(state, stateAt + plan.stateOffsets()[i], lanes);
                break;
            }
        }
        long count = rows(input, from, to);
        for (int i = 0; i < plan.aggregations().length; i++) {
            int resumed = stateAt + plan.stateOffsets()[i];
            switch (plan.aggregations()[i]) {
                case DoubleSumAggregation aggregation -> {
                    DoubleSumAggregation.saveLanes(lanes, state, resumed);
                    if (aggregation.mean()) {
                        state[resumed + Lanes.COUNT] += count;
                        slots[at + plan.offsets()[i] + 1] = state[resumed + Lanes.COUNT];
                    }
                }
                default -> {
                    state[resumed] += count;
                    slots[at + plan.offsets()[i]] = state[resumed];
                }
            }
        }
        double sum = Lanes.fold(lanes);
        for (int i = 0; i < plan.aggregations().length; i++) {
            if (plan.aggregations()[i] instanceof DoubleSumAggregation) {
                slots[at + plan.offsets()[i]] = doubleToRawLongBits(sum);
            }
        }
    }

    /// Adds to the lanes.
    ///
    /// @return how many rows passed, if that is asked for
    private long rows(PartitionInput input, long from, long to) {
        int rows = (int) (to - from);
        MainSource main = input.main;
        long filter = main.valuesOffset(shape.filter) + from * 8;
        if (shape.value >= 0) {
            sum(main, filter, from, rows);
        }
        return shape.counts ? count(main, filter, rows) : 0;
    }

    private void sum(MainSource main, long filter, long from, int rows) {
        var segment = main.segment();
        long values = main.valuesOffset(shape.value) + from * 8;
        int lane0 = (int) (from & 31);
        switch (shape.range) {
            case ValueRange.Doubles(double lo, double hi)
            when shape.value == shape.filter -> FilterSumKernel.run(segment, values, lo, hi, rows, lane0, lanes);
            case ValueRange.Doubles(double lo, double hi) ->
                FilterSumKernel.run(segment, filter, lo, hi, segment, values, rows, lane0, lanes);
            case ValueRange.Longs(long lo, long hi, var _) ->
                LongFilterSumKernel.run(segment, filter, lo, hi, segment, values, rows, lane0, lanes);
        }
    }

    private long count(MainSource main, long filter, int rows) {
        return switch (shape.range) {
            case ValueRange.Doubles(double lo, double hi) ->
                FilterSumKernel.count(main.segment(), filter, lo, hi, rows);
            case ValueRange.Longs(long lo, long hi, var _) ->
                LongFilterSumKernel.count(main.segment(), filter, lo, hi, rows);
        };
    }
}
