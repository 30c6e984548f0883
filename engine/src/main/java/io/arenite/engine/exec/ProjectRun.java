package io.arenite.engine.exec;

import io.arenite.engine.EngineOptions;
import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.frame.Frame;
import io.arenite.engine.frame.FrameBuilder;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.SymbolDictionary;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// One execution of a projection: each morsel fills a frame of its own, and these are joined in order. With a limit
/// there is one morsel, which ends when it has enough.
final class ProjectRun implements WorkerPool.Work, AutoCloseable {
    private final CompiledProject plan;
    private final ScanSelection selection;
    private final Morsels morsels;
    private final Scratch scratch;
    private final EngineOptions options;
    private final QueryContext context;
    private final Trace trace;
    private final Supplier<FrameBuilder> newChunk;
    private final FrameBuilder[] chunks;
    private final long[] chunkRows;
    private final AtomicLong resultBytes = new AtomicLong();

    ProjectRun(
            CompiledProject plan,
            ScanSelection selection,
            boolean parallel,
            Scratch scratch,
            EngineOptions options,
            QueryContext context,
            Trace trace,
            Supplier<FrameBuilder> newChunk) {
        this.plan = plan;
        this.selection = selection;
        this.morsels = parallel ? Morsels.of(selection) : Morsels.whole(selection);
        this.scratch = scratch;
        this.options = options;
        this.context = context;
        this.trace = trace;
        this.newChunk = newChunk;
        this.chunks = new FrameBuilder[morsels.count()];
        this.chunkRows = new long[chunks.length];
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
            var statistics = options.pruning() ? new BlockStatisticsReader(program, null, -1, state) : null;
            var scan = new UnitScan(selection, program, plan.schemaColumns(), statistics, context, trace);
            var writer = new RowWriter(program, plan.outputs(), state);
            if (trace != null) {
                trace.tier("batches");
            }
            for (; morsel >= 0; morsel = morsels.take()) {
                if (trace != null) {
                    trace.add(Trace.Counter.MORSELS, 1);
                }
                chunks[morsel] = newChunk.get();
                var visitor = new Chunk(chunks[morsel], state, writer);
                scan.run(morsels.firstUnit(morsel), morsels.endUnit(morsel), visitor);
                chunkRows[morsel] = visitor.rows;
            }
        }
    }

    private final class Chunk implements UnitScan.Visitor {
        private final FrameBuilder out;
        private final BatchState state;
        private final RowWriter writer;
        private long rows;
        private long bytes;

        private Chunk(FrameBuilder out, BatchState state, RowWriter writer) {
            this.out = out;
            this.state = state;
            this.writer = writer;
        }

        @Override
        public boolean scan(int partition, int unit, PartitionInput input, long from, long to) {
            long limit = plan.limit() < 0 ? Long.MAX_VALUE : plan.limit();
            for (long start = from & -Batch.ROWS; start < to && rows < limit; start += Batch.ROWS) {
                long end = Math.min(to, start + Batch.ROWS);
                state.begin(input.source(end), start, (int) (end - start), 0);
                state.selectRange((int) Math.max(0, from - start), state.rows);
                rows += writer.write(out, limit - rows);
            }
            long size = out.sizeBytes();
            context.checkResultBytes(resultBytes.addAndGet(size - bytes));
            bytes = size;
            return rows < limit;
        }
    }

    /// The chunks in order as one frame.
    Frame build(List<String> names, List<SymbolDictionary> symbols) {
        FrameBuilder all = null;
        long rows = 0;
        for (int i = 0; i < chunks.length; i++) {
            if (chunks[i] == null) {
                continue;
            }
            if (all == null) {
                all = chunks[i];
            } else {
                for (int column = 0; column < plan.outputs().size(); column++) {
                    all.column(column).appendRange(chunks[i].column(column).buffers(), 0, chunkRows[i]);
                }
                chunks[i].close();
            }
            rows += chunkRows[i];
        }
        if (all == null) {
            all = newChunk.get();
        }
        return all.build(names, symbols, rows);
    }

    @Override
    public void close() {
        for (FrameBuilder chunk : chunks) {
            if (chunk != null) {
                chunk.close();
            }
        }
    }
}
