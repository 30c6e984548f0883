package io.arenite.engine.exec;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.engine.EngineOptions;
import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.cache.ResultCache;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.expr.SortKey;
import io.arenite.engine.expr.TopPlan;
import io.arenite.engine.frame.Frame;
import io.arenite.engine.frame.FrameBuilder;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.SymbolDictionary;
import io.arenite.partitions.TableSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// What is behind [io.arenite.engine.Engine]: compiles plans, selects partitions, runs morsels and builds frames.
public final class Executor implements AutoCloseable {
    private final MemoryPool pool;
    private final MemoryAccount results;
    private final EngineOptions options;
    private final Scratch scratch;
    private final WorkerPool workers;
    private final CachedAggregates cached;
    private final PlanCache<AggregatePlan, CompiledAggregate> aggregates = new PlanCache<>();
    private final PlanCache<ProjectPlan, CompiledProject> projects = new PlanCache<>();
    private final PlanCache<TopPlan, CompiledTop> tops = new PlanCache<>();

    public Executor(MemoryPool pool, EngineOptions options, ResultCache cache) {
        this.pool = pool;
        this.results = pool.account("query results");
        this.options = options;
        this.scratch = new Scratch(pool);
        this.workers = new WorkerPool(options.threads());
        this.cached = new CachedAggregates(cache, options, scratch, workers);
    }

    public Frame execute(TableSnapshot snapshot, AggregatePlan plan, QueryContext context, Trace trace) {
        context.check();
        CompiledAggregate compiled =
                aggregates.get(plan, snapshot.schema(), p -> CompiledAggregate.compile(p, snapshot.schema()));
        if (isOfEnds(compiled)) {
            return ends(snapshot, compiled, context, trace);
        }
        List<ColumnType> types = compiled.types();
        try (var builder = builder(types)) {
            Supplier<ScanSelection> selection = () -> select(snapshot, plan.scan(), compiled.program(), trace);
            long rows = isRowCount(compiled)
                    ? writeRowCount(compiled, snapshot, trace, builder)
                    : cached.write(compiled, snapshot, selection, context, trace, builder);
            if (rows < 0) {
                cached.missed();
                rows = write(compiled, selection.get(), context, trace, builder);
            }
            context.checkResultBytes(builder.sizeBytes());
            return builder.build(
                    compiled.names(), dictionaries(types, snapshot.table().symbols()), rows);
        }
    }

    private boolean isOfEnds(CompiledAggregate plan) {
        return options.pruning() && plan.ends() != null;
    }

    private Frame ends(TableSnapshot snapshot, CompiledAggregate plan, QueryContext context, Trace trace) {
        if (trace != null) {
            trace.tier(PartitionEnds.TIER);
        }
        List<ColumnType> types = plan.types();
        try (var builder = builder(types)) {
            long rows = plan.ends().write(snapshot, plan.plan().scan(), context, trace, builder);
            context.checkResultBytes(builder.sizeBytes());
            return builder.build(
                    plan.names(), dictionaries(types, snapshot.table().symbols()), rows);
        }
    }

    private boolean isRowCount(CompiledAggregate plan) {
        ScanSpec scan = plan.plan().scan();
        boolean all = scan.keyCodes() == null && scan.fromNs() == Long.MIN_VALUE && scan.toNs() == Long.MAX_VALUE;
        return options.pruning() && all && plan.countsAllRows() && plan.keyRegisters().length == 0;
    }

    private static long writeRowCount(CompiledAggregate plan, TableSnapshot snapshot, Trace trace, FrameBuilder out) {
        if (trace != null) {
            trace.tier(AggregateRun.ROW_COUNTS);
            trace.add(Trace.Counter.PARTITIONS, snapshot.partitionCount());
        }
        var counts = new long[plan.width()];
        Arrays.fill(counts, snapshot.rowCount());
        return AggregateResult.writeOne(plan, counts, out);
    }

    private long write(
            CompiledAggregate plan, ScanSelection selection, QueryContext context, Trace trace, FrameBuilder out) {
        boolean parallel = isParallel(selection, plan.program());
        var run = new AggregateRun(plan, selection, null, parallel, scratch, options, context, trace);
        if (isCounted(plan, selection)) {
            run.countRows();
        } else {
            workers.run(run, parallel ? Math.min(run.morselCount(), options.threads()) - 1 : 0);
        }
        return AggregateResult.write(plan, selection, run, out);
    }

    public Frame execute(TableSnapshot snapshot, ProjectPlan plan, QueryContext context, Trace trace) {
        context.check();
        CompiledProject compiled =
                projects.get(plan, snapshot.schema(), p -> CompiledProject.compile(p, snapshot.schema()));
        cached.missed();
        ScanSelection selection = select(snapshot, plan.scan(), compiled.program(), trace);
        boolean parallel = plan.limit() < 0 && isParallel(selection, compiled.program());
        try (var run = new ProjectRun(
                compiled, selection, parallel, scratch, options, context, trace, () -> builder(compiled.types()))) {
            if (plan.limit() != 0) {
                workers.run(run, parallel ? Math.min(run.morselCount(), options.threads()) - 1 : 0);
            }
            return run.build(
                    compiled.names(),
                    dictionaries(compiled.types(), snapshot.table().symbols()));
        }
    }

    public Frame execute(TableSnapshot snapshot, TopPlan plan, QueryContext context, Trace trace) {
        context.check();
        if (!CompiledTop.isScan(plan)) {
            return sorted(snapshot, plan, context, trace);
        }
        CompiledTop compiled = tops.get(plan, snapshot.schema(), p -> CompiledTop.compile(p, snapshot.schema()));
        ScanSelection selection = select(snapshot, plan.scan(), compiled.program(), trace);
        boolean parallel = isParallel(selection, compiled.program());
        var run = new TopRun(compiled, selection, parallel, scratch, options, context, trace);
        if (plan.rows() > 0) {
            workers.run(run, parallel ? Math.min(run.morselCount(), options.threads()) - 1 : 0);
        }
        CompiledProject winners = compiled.winners();
        try (FrameBuilder out = builder(winners.types())) {
            long rows = run.write(out);
            context.checkResultBytes(out.sizeBytes());
            return out.build(
                    winners.names(),
                    dictionaries(winners.types(), snapshot.table().symbols()),
                    rows);
        }
    }

    /// Keys and columns of all rows as one frame, of which the best rows are taken.
    private Frame sorted(TableSnapshot snapshot, TopPlan plan, QueryContext context, Trace trace) {
        List<BoundExpr> all = new ArrayList<>(plan.columns());
        List<SortKey> keys = new ArrayList<>();
        for (TopPlan.Key key : plan.keys()) {
            keys.add(new SortKey(all.size(), key.descending()));
            all.add(key.value());
        }
        List<BoundExpr> columns = new ArrayList<>();
        plan.columns().forEach(column -> columns.add(new BoundExpr.Col(columns.size(), column.type())));
        try (Frame rows = execute(snapshot, new ProjectPlan(plan.scan(), all, -1), context, trace);
                Frame best = topK(rows, keys, plan.rows(), context)) {
            return project(best, null, columns, context);
        }
    }

    /// Names the way in which [#execute] would run.
    public Trace explain(TableSnapshot snapshot, TopPlan plan) {
        var trace = new Trace();
        trace.tier(CompiledTop.isScan(plan) ? TopRun.TIER : "row batches, then top k");
        return trace;
    }

    /// What the scan of a plan would select and which loop would run, without running it.
    public Trace explain(TableSnapshot snapshot, AggregatePlan plan) {
        var trace = new Trace();
        CompiledAggregate compiled =
                aggregates.get(plan, snapshot.schema(), p -> CompiledAggregate.compile(p, snapshot.schema()));
        if (isOfEnds(compiled)) {
            trace.tier(PartitionEnds.TIER);
            return trace;
        }
        ScanSelection selection = select(snapshot, plan.scan(), compiled.program(), trace);
        cached.explain(compiled, snapshot, QueryContext.unlimited(), trace);
        if (compiled.isHashed()) {
            trace.tier("grouped batches");
            return trace;
        }
        if (isCounted(compiled, selection)) {
            trace.tier(AggregateRun.ROW_COUNTS);
            return trace;
        }
        try (Scratch.Held held = scratch.take(compiled.program().scratchBytes())) {
            BatchState state =
                    BatchState.create(held.segment(), compiled.program().registers());
            trace.tier(BlockLoops.choose(compiled, state, options.loops()).name());
        }
        return trace;
    }

    private ScanSelection select(TableSnapshot snapshot, ScanSpec scan, Program program, Trace trace) {
        ScanSelection selection = ScanSelection.of(snapshot, program.never() ? scan.withKeyCodes(List.of()) : scan);
        if (trace != null) {
            trace.add(Trace.Counter.PARTITIONS, selection.size());
            trace.add(Trace.Counter.PARTITIONS_PRUNED, snapshot.partitionCount() - selection.size());
        }
        return selection;
    }

    private boolean isCounted(CompiledAggregate plan, ScanSelection selection) {
        return options.pruning() && plan.countsAllRows() && selection.isUncut();
    }

    private boolean isParallel(ScanSelection selection, Program program) {
        return !program.callsForeign()
                && options.threads() > 1
                && selection.totalRows() >= options.parallelRows()
                && selection.units() > 1;
    }

    private FrameBuilder builder(List<ColumnType> types) {
        return new FrameBuilder(pool, results, types);
    }

    private static List<SymbolDictionary> dictionaries(List<ColumnType> types, SymbolDictionary symbols) {
        List<SymbolDictionary> dictionaries = new ArrayList<>(types.size());
        for (ColumnType type : types) {
            dictionaries.add(type.equals(ColumnType.SYMBOL) ? symbols : null);
        }
        return dictionaries;
    }

    /// A filter (or null) and expressions over a frame; null expressions: all columns as they are.
    public Frame project(Frame frame, BoundExpr filter, List<BoundExpr> columns, QueryContext context) {
        return FrameProject.run(frame, filter, columns, scratch, context, this::builder);
    }

    public Frame sort(Frame frame, List<SortKey> keys, QueryContext context) {
        try (FrameBuilder out = builder(frame.types())) {
            return FrameOrder.sort(frame, keys, out, context);
        }
    }

    public Frame topK(Frame frame, List<SortKey> keys, long rows, QueryContext context) {
        try (FrameBuilder out = builder(frame.types())) {
            return FrameOrder.topK(frame, keys, rows, out, context);
        }
    }

    public Frame limit(Frame frame, long rows, QueryContext context) {
        context.check();
        try (FrameBuilder out = builder(frame.types())) {
            return FrameOrder.limit(frame, rows, out);
        }
    }

    @Override
    public void close() {
        workers.close();
        scratch.close();
    }
}
