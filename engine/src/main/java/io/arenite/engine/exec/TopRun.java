package io.arenite.engine.exec;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.engine.EngineOptions;
import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.frame.FrameBuilder;
import io.arenite.engine.kernel.Batch;
import io.arenite.engine.kernel.BitmapKernel;
import io.arenite.partitions.SymbolDictionary;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// One execution of a top-k scan. Each worker keeps its best rows; the place of the last of them is a
/// threshold that all workers share and that only rises, so that soon a kernel finds for a whole batch that
/// no row can get in.
///
/// A row equal to the threshold in the first key may still get in: it may come before in scan order, or the
/// other keys may decide. Only where a worker's own last row is that threshold, and there is no other key,
/// does an equal row lose, since each worker goes through the rows in scan order.
final class TopRun implements WorkerPool.Work {
    static final String TIER = "top k scan";

    /// Where a generated loop looks at the rows first.
    static final String PROBED = TIER + ", " + GeneratedBlockLoop.NAME;

    /// So many rows of one batch within the limit, and the limit is worth a closer look.
    private static final int MANY = 64;

    private final CompiledTop plan;
    private final ScanSelection selection;
    private final Morsels morsels;
    private final Scratch scratch;
    private final EngineOptions options;
    private final QueryContext context;
    private final Trace trace;
    private final SymbolDictionary symbols;
    private final int most;

    /// The best threshold of any worker; the largest place as long as none has one.
    private final AtomicLong shared = new AtomicLong(Long.MAX_VALUE);

    private final TopRows best;

    TopRun(
            CompiledTop plan,
            ScanSelection selection,
            boolean parallel,
            Scratch scratch,
            EngineOptions options,
            QueryContext context,
            Trace trace) {
        this.plan = plan;
        this.selection = selection;
        this.morsels = parallel ? Morsels.of(selection) : Morsels.whole(selection);
        this.scratch = scratch;
        this.options = options;
        this.context = context;
        this.trace = trace;
        this.symbols = selection.snapshot.table().symbols();
        this.most = Math.toIntExact(plan.plan().rows());
        this.best = new TopRows(plan.keys(), most, symbols);
        if (trace != null) {
            trace.tier(TIER);
        }
    }

    int morselCount() {
        return morsels.count();
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
            program.prologue().forEach(step -> step.run(state));
            var statistics = options.pruning() ? new BlockStatisticsReader(program, null, -1, state) : null;
            var scan = new UnitScan(selection, program, plan.schemaColumns(), statistics, context, trace);
            var visitor = new Visitor(state);
            for (; morsel >= 0; morsel = morsels.take()) {
                if (trace != null) {
                    trace.add(Trace.Counter.MORSELS, 1);
                }
                scan.run(morsels.firstUnit(morsel), morsels.endUnit(morsel), visitor);
            }
            if (trace != null && visitor.probe.hasRejected()) {
                trace.tier(PROBED);
            }
            synchronized (best) {
                best.addAll(visitor.rows);
            }
        }
    }

    private final class Visitor implements UnitScan.Visitor {
        private final BatchState state;
        private final TopRows rows = new TopRows(plan.keys(), most, symbols);
        private final TopKey key = plan.keys().getFirst();
        private final TopProbe.Worker probe;
        private final long[] places = new long[Batch.ROWS];
        private int partition;

        private Visitor(BatchState state) {
            this.state = state;
            this.probe = plan.probe().new Worker(state, options.loops());
        }

        @Override
        public boolean scan(int ofPartition, int unit, PartitionInput input, long from, long to) {
            partition = ofPartition;
            for (long start = from & -TopProbe.ROWS; start < to; start += TopProbe.ROWS) {
                long end = Math.min(to, start + TopProbe.ROWS);
                long first = Math.max(from, start);
                long limit = limit();
                if (limit == Long.MAX_VALUE || !probe.rejects(input, first, end, limit)) {
                    batches(input, first, end);
                }
            }
            return !rows.isClosed();
        }

        private void batches(PartitionInput input, long from, long to) {
            for (long start = from & -Batch.ROWS; start < to; start += Batch.ROWS) {
                long end = Math.min(to, start + Batch.ROWS);
                state.begin(input.source(end), start, (int) (end - start), 0);
                state.selectRange((int) Math.max(0, from - start), state.rows);
                if (plan.program().run(state)) {
                    batch();
                }
            }
        }

        /// The largest place in the first key with which a row may get in; the largest of all where any may.
        private long limit() {
            return Math.min(shared.getOpaque(), rows.limit());
        }

        /// Offers the rows of the batch that may get in.
        private void batch() {
            long limit = limit();
            select(limit);
            int passing = BitmapKernel.count(state.scratch, state.workOffset, state.rows);
            if (passing == 0) {
                return;
            }
            if (passing > MANY + most) {
                limit = Math.min(limit, bestOfBatch());
            }
            Register x = state.registers[key.register()];
            for (int first = 0; first < state.rows; first += Long.SIZE) {
                long word = state.scratch.get(JAVA_LONG_UNALIGNED, state.workOffset + (first >>> 3));
                for (; word != 0; word &= word - 1) {
                    int row = first + Long.numberOfTrailingZeros(word);
                    if (limit == Long.MAX_VALUE || key.isValue(x, row) && key.place(x, row) <= limit) {
                        rows.offer(state, row, partition);
                    }
                }
            }
            if (rows.hasThreshold() && rows.threshold() < shared.getOpaque()) {
                shared.accumulateAndGet(rows.threshold(), Math::min);
            }
        }

        /// Leaves in the work mask the selected rows that are within the limit.
        private void select(long limit) {
            Register x = state.registers[key.register()];
            MemorySegment bits = state.scratch;
            if (limit != Long.MAX_VALUE) {
                key.select(limit, x, state.rows, bits, state.workOffset);
                if (x.nullable) {
                    BitmapKernel.and(
                            bits, state.workOffset, x.home, x.validityOffset, state.rows, bits, state.workOffset);
                }
            } else {
                BitmapKernel.range(0, state.rows, state.rows, bits, state.workOffset);
            }
            if (!state.all) {
                BitmapKernel.and(
                        bits, state.workOffset, bits, state.selectionOffset, state.rows, bits, state.workOffset);
            }
        }

        /// The place that as many rows of the work mask reach as are wanted in all; the largest one if there
        /// are fewer. Rows that keep getting better, such as timestamps, would otherwise all be taken and
        /// thrown out again.
        private long bestOfBatch() {
            Register x = state.registers[key.register()];
            int count = 0;
            for (int first = 0; first < state.rows; first += Long.SIZE) {
                long word = state.scratch.get(JAVA_LONG_UNALIGNED, state.workOffset + (first >>> 3));
                for (; word != 0; word &= word - 1) {
                    int row = first + Long.numberOfTrailingZeros(word);
                    if (key.isValue(x, row)) {
                        places[count++] = key.place(x, row);
                    }
                }
            }
            return count < most ? Long.MAX_VALUE : Selection.smallest(places, count, most);
        }
    }

    /// The rows that won, the best first, as rows of a frame.
    long write(FrameBuilder out) {
        CompiledProject project = plan.winners();
        Program program = project.program();
        List<TopRows.Row> winners = best.sorted();
        try (Scratch.Held held = scratch.take(program.scratchBytes())) {
            BatchState state = BatchState.create(held.segment(), program.registers());
            var writer = new RowWriter(program, project.outputs(), state);
            for (TopRows.Row winner : winners) {
                context.check();
                int partition = selection.partition(winner.partition());
                try (var input = PartitionInput.open(
                        selection.snapshot, partition, program.columns(), plan.schemaColumns(), null)) {
                    // bitmaps are read from whole bytes on
                    long start = winner.position() & -Long.SIZE;
                    int rows = (int) (winner.position() - start) + 1;
                    state.begin(input.source(start + rows), start, rows, 0);
                    state.selectRange(rows - 1, rows);
                    writer.write(out, 1);
                }
            }
        }
        return winners.size();
    }
}
