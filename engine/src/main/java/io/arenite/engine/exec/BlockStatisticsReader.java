package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.BlockStatistics;
import io.arenite.partitions.ColumnStatistics;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionView;
import java.util.ArrayList;
import java.util.List;

/// What block statistics can do for a plan: prove that a block has no row for the filter, or give the partial
/// of a block whose every row passes it. Only finished blocks of main rows before the first late row have
/// any.
///
/// Statistics are made when a block is asked for the second time: the first query over fresh data pays
/// nothing for them, and what is asked twice is likely to be asked again.
final class BlockStatisticsReader {
    /// In a slot: asked for once, not computed. Its count is negative.
    private static final BlockStatistics ASKED = new BlockStatistics(-1, 0, 0, 0, 0, 0, 0, 0, 0);

    private final List<Program.ColumnRange> ranges;
    private final boolean rangesAreAll;
    private final CompiledAggregate answerable;
    private final BatchState state;

    /// What is known of a block.
    enum Verdict {
        SCAN,
        NO_ROWS,
        ALL_ROWS
    }

    /// @param plan whose aggregates may be answered, or null
    BlockStatisticsReader(Program program, CompiledAggregate plan, int keyColumn, BatchState state) {
        this.ranges = new ArrayList<>();
        for (Program.ColumnRange range : program.ranges()) {
            if (LoadSteps.isInPlace(range.column().type())) {
                ranges.add(range);
            }
        }
        this.rangesAreAll = ranges.size() == program.conditions().length;
        this.answerable = plan != null && rangesAreAll && canAnswer(plan, keyColumn) ? plan : null;
        this.state = state;
    }

    private static boolean canAnswer(CompiledAggregate plan, int keyColumn) {
        if (plan.isHashed()) {
            return false;
        }
        for (Aggregate aggregate : plan.plan().aggregates()) {
            boolean known = switch (aggregate.kind()) {
                case COUNT_ALL -> true;
                case COUNT, SUM, MEAN, MIN, MAX ->
                    aggregate.argument() instanceof BoundExpr.Col(int column, ColumnType type)
                            && column != keyColumn
                            && LoadSteps.isInPlace(type);
                case FIRST, LAST, VARIANCE, STDDEV, VWAP, DOT -> false;
            };
            if (!known) {
                return false;
            }
        }
        return true;
    }

    /// Whether any statistics can be of use.
    boolean isUseful() {
        return !ranges.isEmpty() || answerable != null;
    }

    private static boolean isFinished(PartitionInput input, int block) {
        return (block + 1L) * Batch.BLOCK_ROWS <= input.firstLate;
    }

    /// Proof from what a sealed file says of all rows of a partition: as for a block.
    boolean isExcluded(PartitionView view) {
        for (int i = 0; i < ranges.size(); i++) {
            Program.ColumnRange range = ranges.get(i);
            ColumnStatistics known = view.statistics(range.column().column());
            if (known != null && isDisjoint(known, view.rowCount(), range)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDisjoint(ColumnStatistics known, long rows, Program.ColumnRange range) {
        if (!known.hasRange()) {
            return known.nullCount() == rows;
        }
        return isDisjoint(range, known.minDouble(), known.maxDouble(), known.min(), known.max());
    }

    /// What the statistics of the filter's columns say.
    Verdict verdict(PartitionInput input, int block) {
        if (input.isExcluded) {
            return Verdict.NO_ROWS;
        }
        if (!isFinished(input, block)) {
            return Verdict.SCAN;
        }
        boolean all = rangesAreAll;
        for (int i = 0; i < ranges.size(); i++) {
            Program.ColumnRange range = ranges.get(i);
            BlockStatistics known = statistics(input, range.column(), block);
            if (known == null) {
                all = false;
            } else if (isDisjoint(known, range)) {
                return Verdict.NO_ROWS;
            } else {
                all &= isCovered(known, range);
            }
        }
        return all ? Verdict.ALL_ROWS : Verdict.SCAN;
    }

    /// Proof: no value that is not null lies in the range, and null and NaN are in no range.
    private static boolean isDisjoint(BlockStatistics known, Program.ColumnRange range) {
        return known.count() == 0 || isDisjoint(range, known.minDouble(), known.maxDouble(), known.min(), known.max());
    }

    private static boolean isDisjoint(
            Program.ColumnRange range, double minDouble, double maxDouble, long min, long max) {
        return switch (range.range()) {
            case ValueRange.Doubles(double lo, double hi) -> !(minDouble <= hi && maxDouble >= lo);
            case ValueRange.Longs(long lo, long hi, boolean unsigned) -> {
                long flip = unsigned ? Long.MIN_VALUE : 0;
                yield (min ^ flip) > (hi ^ flip) || (max ^ flip) < (lo ^ flip);
            }
        };
    }

    /// Proof: no nulls, no NaN (one would have made the sum NaN), and smallest and largest value lie in the
    /// range.
    private static boolean isCovered(BlockStatistics known, Program.ColumnRange range) {
        if (known.nullCount() > 0) {
            return false;
        }
        return switch (range.range()) {
            case ValueRange.Doubles(double lo, double hi) ->
                known.minDouble() >= lo && known.maxDouble() <= hi && !Double.isNaN(known.sumDouble());
            case ValueRange.Longs(long lo, long hi, boolean unsigned) -> {
                long flip = unsigned ? Long.MIN_VALUE : 0;
                yield (known.min() ^ flip) >= (lo ^ flip) && (known.max() ^ flip) <= (hi ^ flip);
            }
        };
    }

    /// Writes the partial of a whole block of which every row passes the filter, if statistics know all of
    /// it.
    boolean answer(PartitionInput input, int block, long[] slots, int at) {
        if (answerable == null || !isFinished(input, block)) {
            return false;
        }
        List<Aggregate> aggregates = answerable.plan().aggregates();
        var known = new ArrayList<BlockStatistics>(aggregates.size());
        for (Aggregate aggregate : aggregates) {
            BlockStatistics one = null;
            if (aggregate.argument() instanceof BoundExpr.Col column) {
                one = statistics(input, column, block);
                if (one == null) {
                    return false;
                }
            }
            known.add(one);
        }
        for (int i = 0; i < aggregates.size(); i++) {
            fill(aggregates.get(i), known.get(i), slots, at + answerable.offsets()[i]);
        }
        if (answerable.rowCountSlot() >= 0) {
            slots[at + answerable.rowCountSlot()] = Batch.BLOCK_ROWS;
        }
        return true;
    }

    private static void fill(Aggregate aggregate, BlockStatistics known, long[] slots, int at) {
        boolean isFloat = known != null && aggregate.argument().type().isFloat();
        switch (aggregate.kind()) {
            case COUNT_ALL -> slots[at] = Batch.BLOCK_ROWS;
            case COUNT -> slots[at] = known.count();
            case SUM, MEAN -> {
                if (isFloat) {
                    slots[at] = doubleToRawLongBits(known.sumDouble());
                    if (aggregate.kind() == AggregateKind.MEAN) {
                        slots[at + 1] = known.count();
                    }
                } else {
                    slots[at] = known.sumHigh();
                    slots[at + 1] = known.sumLow();
                    slots[at + 2] = known.count();
                }
            }
            case MIN, MAX -> {
                boolean max = aggregate.kind() == AggregateKind.MAX;
                slots[at] = known.count();
                long whole = max ? known.max() : known.min();
                double real = max ? known.maxDouble() : known.minDouble();
                long bits = isFloat ? doubleToRawLongBits(real) : whole;
                slots[at + 1] = known.count() == 0 ? 0 : bits;
            }
            case FIRST, LAST, VARIANCE, STDDEV, VWAP, DOT ->
                throw new IllegalStateException("not in block statistics: aggregate=" + aggregate.kind());
        }
    }

    private BlockStatistics statistics(PartitionInput input, BoundExpr.Col column, int block) {
        var slots = input.view.statistics();
        BlockStatistics known = slots.get(column.column(), block);
        if (known == null) {
            slots.set(column.column(), block, ASKED);
            return null;
        }
        if (known.count() < 0) {
            known = BlockStatisticsBuilder.of(
                    input.view, column.column(), column.type(), block, state.scratch, state.workOffset);
            slots.set(column.column(), block, known);
        }
        return known;
    }
}
