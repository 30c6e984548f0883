package io.arenite.engine;

import io.arenite.arena.MemoryPool;
import io.arenite.engine.cache.ResultCache;
import io.arenite.engine.exec.Executor;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.SortKey;
import io.arenite.engine.expr.TopPlan;
import io.arenite.engine.frame.Frame;
import io.arenite.engine.kernel.KernelWarmUp;
import io.arenite.engine.kernel.Simd;
import io.arenite.partitions.TableSnapshot;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs bound plans over snapshots, and operators over frames. One engine per database; any thread may call it, and
/// queries run side by side. Columns of results are named by their expressions; [Frame#named] renames them.
public final class Engine implements AutoCloseable {
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final EngineOptions options;
    private final Executor executor;
    private final ResultCache cache;

    public Engine(MemoryPool pool, EngineOptions options) {
        this.options = options;
        this.cache = new ResultCache("off".equals(System.getProperty("arenite.cache")) ? 0 : options.cacheBytes());
        this.executor = new Executor(pool, options, cache);
        if (options.warmUp()) {
            KernelWarmUp.start(null);
        }
        String missing = Simd.missingFlagsMessage();
        if (missing != null && TOLD.compareAndSet(false, true)) {
            System.getLogger("io.arenite.engine").log(System.Logger.Level.WARNING, missing);
        }
    }

    public EngineOptions options() {
        return options;
    }

    /// What is kept of earlier answers: partials of aggregates by this engine, and whatever its users enter.
    public ResultCache cache() {
        return cache;
    }

    /// Computes the aggregates. The snapshot stays the caller's. `trace` may be null.
    public Frame execute(TableSnapshot snapshot, AggregatePlan plan, QueryContext context, Trace trace) {
        boolean isCounted = KernelWarmUp.queryBegins();
        try {
            return executor.execute(snapshot, plan, context, trace);
        } finally {
            if (isCounted) {
                KernelWarmUp.queryEnds();
            }
        }
    }

    /// Collects the rows. The snapshot stays the caller's. `trace` may be null.
    public Frame execute(TableSnapshot snapshot, ProjectPlan plan, QueryContext context, Trace trace) {
        boolean isCounted = KernelWarmUp.queryBegins();
        try {
            return executor.execute(snapshot, plan, context, trace);
        } finally {
            if (isCounted) {
                KernelWarmUp.queryEnds();
            }
        }
    }

    /// Collects the first rows in the order of the plan's keys. The snapshot stays the caller's. `trace` may
    /// be null.
    public Frame execute(TableSnapshot snapshot, TopPlan plan, QueryContext context, Trace trace) {
        return executor.execute(snapshot, plan, context, trace);
    }

    /// Names the tier that would run.
    public Trace explain(TableSnapshot snapshot, TopPlan plan) {
        return executor.explain(snapshot, plan);
    }

    /// Counts what a scan would prune and names the tier that would run, without running.
    public Trace explain(TableSnapshot snapshot, AggregatePlan plan) {
        return executor.explain(snapshot, plan);
    }

    /// The rows of the frame where the filter is true. Frame operators leave their input open.
    public Frame filter(Frame frame, BoundExpr filter, QueryContext context) {
        return executor.project(frame, filter, null, context);
    }

    /// Expressions over the columns of the frame.
    public Frame project(Frame frame, List<BoundExpr> columns, QueryContext context) {
        return executor.project(frame, null, columns, context);
    }

    /// The rows in order, stable.
    public Frame sort(Frame frame, List<SortKey> keys, QueryContext context) {
        return executor.sort(frame, keys, context);
    }

    /// The first rows.
    public Frame limit(Frame frame, long rows, QueryContext context) {
        checkRows(rows);
        return executor.limit(frame, rows, context);
    }

    /// What `sort` then `limit` give, without sorting all.
    public Frame topK(Frame frame, List<SortKey> keys, long rows, QueryContext context) {
        checkRows(rows);
        return executor.topK(frame, keys, rows, context);
    }

    /// Ends the worker threads and frees their scratch; running queries finish first.
    @Override
    public void close() {
        executor.close();
    }

    private static void checkRows(long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("a number of rows must not be negative: rows=" + rows);
        }
    }
}
