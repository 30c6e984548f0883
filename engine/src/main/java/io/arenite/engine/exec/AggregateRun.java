package io.arenite.engine.exec;

import io.arenite.engine.EngineOptions;
import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/// One execution of an aggregate plan: workers take morsels and leave partials by unit; [AggregateResult] joins them in
/// one fixed order, whoever computed them.
final class AggregateRun implements WorkerPool.Work {
    static final String ROW_COUNTS = "row counts of partitions";

    private final CompiledAggregate plan;
    private final ScanSelection selection;
    private final Morsels morsels;
    private final Scratch scratch;
    private final EngineOptions options;
    private final QueryContext context;
    private final Trace trace;
    private final int keyColumn;
    private final OpenBlocks open;

    /// Without hashed keys: the slots of all units, one after the other.
    final long[] unitSlots;

    /// With hashed keys: by unit until the partition is complete, then by partition.
    private final GroupedPartial[] unitGroups;

    final GroupedPartial[] partitionGroups;
    private final AtomicIntegerArray unitsLeft;

    /// Held by partials of groups, which the query's memory limit counts.
    private final AtomicLong groupBytes = new AtomicLong();

    /// @param open what the last blocks of partitions resume from, or null: all is computed anew and nothing
    ///     kept
    AggregateRun(
            CompiledAggregate plan,
            ScanSelection selection,
            OpenBlocks open,
            boolean parallel,
            Scratch scratch,
            EngineOptions options,
            QueryContext context,
            Trace trace) {
        this.plan = plan;
        this.selection = selection;
        this.open = open;
        this.morsels = parallel ? Morsels.of(selection) : Morsels.whole(selection);
        this.scratch = scratch;
        this.options = options;
        this.context = context;
        this.trace = trace;
        this.keyColumn = selection.snapshot.schema().keyIndex();
        boolean hashed = plan.isHashed();
        int units = selection.units();
        unitSlots = hashed ? null : new long[Math.multiplyExact(units, plan.width())];
        unitGroups = hashed ? new GroupedPartial[units] : null;
        partitionGroups = hashed ? new GroupedPartial[selection.size()] : null;
        unitsLeft = hashed ? new AtomicIntegerArray(selection.size()) : null;
        for (int p = 0; hashed && p < selection.size(); p++) {
            unitsLeft.set(p, selection.firstUnit(p + 1) - selection.firstUnit(p));
        }
    }

    int morselCount() {
        return morsels.count();
    }

    /// Fills in the partials of a plan that counts all rows, from what the snapshot knows.
    void countRows() {
        if (trace != null) {
            trace.tier(ROW_COUNTS);
        }
        for (int p = 0; p < selection.size(); p++) {
            int first = selection.firstUnit(p) * plan.width();
            for (int i = 0; i < plan.width(); i++) {
                unitSlots[first + i] = selection.rows(p);
            }
        }
    }

    @Override
    public void stop() {
        morsels.stop();
    }

    @Override
    public void run() {
        int morsel = morsels.take();
        if (morsel < 0) {
            return;
        }
        Program program = plan.program();
        try (Scratch.Held held = scratch.take(program.scratchBytes())) {
            BatchState state = BatchState.create(held.segment(), program.registers());
            for (Step step : program.prologue()) {
                step.run(state);
            }
            var statistics = options.pruning() ? new BlockStatisticsReader(program, plan, keyColumn, state) : null;
            var scan = new UnitScan(selection, program, plan.schemaColumns(), statistics, context, trace);
            UnitScan.Visitor visitor = plan.isHashed() ? new Hashed(state) : new Plain(state, statistics);
            for (; morsel >= 0; morsel = morsels.take()) {
                if (trace != null) {
                    trace.add(Trace.Counter.MORSELS, 1);
                }
                scan.run(morsels.firstUnit(morsel), morsels.endUnit(morsel), visitor);
            }
            if (trace != null && visitor instanceof Plain plain) {
                trace.tier(plain.loop.name());
            }
        }
    }

    /// Each unit's partial goes to its place in [#unitSlots].
    private final class Plain implements UnitScan.Visitor {
        private final BlockLoop loop;
        private final BlockStatisticsReader statistics;

        private Plain(BatchState state, BlockStatisticsReader statistics) {
            this.loop = BlockLoops.choose(plan, state, options.loops());
            this.statistics = statistics;
        }

        @Override
        public void enter(int partition, PartitionInput input, long hi) {
            if (open != null) {
                open.enter(partition, hi);
            }
        }

        @Override
        public boolean scan(int partition, int unit, PartitionInput input, long from, long to) {
            if (open == null) {
                loop.run(input, from, to, unitSlots, unit * plan.width());
            } else {
                open.compute(loop, partition, input, from, to, unitSlots, unit * plan.width());
            }
            return true;
        }

        @Override
        public boolean answer(int unit, PartitionInput input, int block) {
            return statistics.answer(input, block, unitSlots, unit * plan.width());
        }
    }

    /// Whoever completes a partition joins its units, so that at most the partials of unfinished partitions are held by
    /// unit.
    private final class Hashed implements UnitScan.Visitor {
        private final GroupedLoop loop;

        private Hashed(BatchState state) {
            this.loop = new GroupedLoop(plan, state);
            if (trace != null) {
                trace.tier("grouped batches");
            }
        }

        @Override
        public boolean scan(int partition, int unit, PartitionInput input, long from, long to) {
            GroupedPartial partial = loop.run(input, from, to);
            unitGroups[unit] = partial;
            context.checkResultBytes(groupBytes.addAndGet(partial.sizeBytes()));
            return true;
        }

        @Override
        public void enter(int partition, PartitionInput input, long hi) {
            if (open != null) {
                open.enter(partition, hi);
            }
        }

        @Override
        public void leave(int partition, int units) {
            if (unitsLeft.addAndGet(partition, -units) == 0) {
                int first = selection.firstUnit(partition);
                int end = selection.firstUnit(partition + 1);
                if (open != null) {
                    open.join(partition, unitGroups, first, end);
                    return;
                }
                GroupedPartial joined = GroupedPartials.join(plan, unitGroups, first, end);
                partitionGroups[partition] = joined;
                long freed = -joined.sizeBytes();
                for (int unit = first; unit < end; unit++) {
                    freed += unitGroups[unit] == null ? 0 : unitGroups[unit].sizeBytes();
                    unitGroups[unit] = null;
                }
                groupBytes.addAndGet(-freed);
            }
        }
    }
}
