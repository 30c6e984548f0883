package io.arenite.engine.exec;

import io.arenite.engine.LoopTier;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.expr.TopPlan;
import io.arenite.engine.generate.GeneratedLoop;
import io.arenite.engine.generate.GeneratedLoops;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Asks of some rows whether any of them can be among the best of a top-k scan: one generated loop counts those that
/// pass the filter and reach the threshold, without keeping keys and masks of batches. Once the threshold has risen
/// the answer is nearly always no. Shared by all workers.
final class TopProbe {
    /// Rows that are asked for at once: few enough that a yes costs little.
    static final int ROWS = 2 * Batch.ROWS;

    /// Where [LoopLowering#lowerLimit] takes the threshold from.
    private static final int LIMIT = 0;

    private final TopPlan plan;
    private final TopKey key;
    private final int keyColumn;
    private final int[] columns;

    /// What the loop computes of the rows that it finds.
    private final CompiledAggregate count;

    private final ConcurrentHashMap<Long, GeneratedPlan.Variant> variants = new ConcurrentHashMap<>();

    /// @param key the first of the plan's keys
    /// @param columns that partitions are opened with
    TopProbe(TopPlan plan, TopKey key, int[] columns, Schema schema) {
        this.plan = plan;
        this.key = key;
        this.keyColumn = schema.keyIndex();
        this.columns = columns;
        var rows = new AggregatePlan(ScanSpec.ALL, List.of(), List.of(Aggregate.countAll()));
        this.count = CompiledAggregate.compile(rows, schema);
    }

    private GeneratedPlan.Variant variant(PartitionInput input) {
        return variants.computeIfAbsent(
                input.nullableColumns(), nullable -> new GeneratedPlan.Variant(lower(nullable)));
    }

    private LoweredLoop lower(long nullable) {
        if (columns.length > GeneratedPlan.MOST_COLUMNS) {
            return null;
        }
        LoweredLoop lowered = LoopLowering.lowerLimit(
                plan.scan().filter(),
                plan.keys().getFirst().value(),
                key.descending(),
                keyColumn,
                column -> (nullable >>> Arrays.binarySearch(columns, column) & 1) != 0);
        return lowered != null && LoopLanes.fits(lowered) ? lowered : null;
    }

    /// One worker's loop.
    final class Worker {
        private final boolean isOn;
        private final LoopLanes lanes;
        private final LoopChoice choice;
        private final long[] found = new long[1];
        private boolean hasRejected;

        Worker(BatchState state, LoopTier tier) {
            this.isOn = GeneratedLoops.ALLOWED && tier != LoopTier.BATCH;
            this.lanes = new LoopLanes(count, state);
            this.choice = new LoopChoice(tier == LoopTier.GENERATED);
        }

        /// Whether no row of positions `[from, to)` passes the filter with a place not after `limit`. False also
        /// where that is not known.
        boolean rejects(PartitionInput input, long from, long to, long limit) {
            GeneratedLoop loop = isOn && to <= input.firstLate ? choice.loop(variant(input), to - from) : null;
            if (loop == null) {
                return false;
            }
            lanes.begin(choice.variant());
            lanes.parameter(LIMIT, key.bits(limit));
            found[0] = 0;
            boolean isGood = lanes.add(loop, input, from, to) && lanes.end(found, 0);
            choice.variant().count(isGood);
            boolean rejects = isGood && found[0] == 0;
            hasRejected |= rejects;
            return rejects;
        }

        /// Whether any rows were rejected so far.
        boolean hasRejected() {
            return hasRejected;
        }
    }
}
