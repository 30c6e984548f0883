package io.arenite.engine;

import io.arenite.arena.MemoryPool;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.SortKey;
import io.arenite.engine.frame.Frame;
import io.arenite.partitions.TableSnapshot;
import java.util.List;

/// Runs bound plans over snapshots, and operators over frames. One engine per database; any thread may call it, and
/// queries run side by side. Columns of results are named by their expressions; [Frame#named] renames them.
public final class Engine implements AutoCloseable {
    private final EngineOptions options;

    public Engine(MemoryPool pool, EngineOptions options) {
        this.options = options;
    }

    public EngineOptions options() {
        return options;
    }

    /// Computes the aggregates. The snapshot stays the caller's. `trace` may be null.
    public Frame execute(TableSnapshot snapshot, AggregatePlan plan, QueryContext context, Trace trace) {
        throw new UnsupportedOperationException("not yet: plan=" + plan);
    }

    /// Collects the rows. The snapshot stays the caller's. `trace` may be null.
    public Frame execute(TableSnapshot snapshot, ProjectPlan plan, QueryContext context, Trace trace) {
        throw new UnsupportedOperationException("not yet: plan=" + plan);
    }

    /// Counts what a scan would prune and names the tier that would run, without running.
    public Trace explain(TableSnapshot snapshot, AggregatePlan plan) {
        throw new UnsupportedOperationException("not yet: plan=" + plan);
    }

    /// The rows of the frame where the filter is true. Frame operators leave their input open.
    public Frame filter(Frame frame, BoundExpr filter, QueryContext context) {
        throw new UnsupportedOperationException("not yet: filter=" + filter);
    }

    /// Expressions over the columns of the frame.
    public Frame project(Frame frame, List<BoundExpr> columns, QueryContext context) {
        throw new UnsupportedOperationException("not yet: columns=" + columns);
    }

    /// The rows in order, stable.
    public Frame sort(Frame frame, List<SortKey> keys, QueryContext context) {
        throw new UnsupportedOperationException("not yet: keys=" + keys);
    }

    /// The first rows.
    public Frame limit(Frame frame, long rows, QueryContext context) {
        throw new UnsupportedOperationException("not yet: rows=" + rows);
    }

    /// What `sort` then `limit` give, without sorting all.
    public Frame topK(Frame frame, List<SortKey> keys, long rows, QueryContext context) {
        throw new UnsupportedOperationException("not yet: keys=" + keys);
    }

    /// Ends the worker threads and frees their scratch; running queries finish first.
    @Override
    public void close() {}
}
