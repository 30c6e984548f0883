package io.arenite.lazy;

import io.arenite.engine.Engine;
import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.frame.Frame;
import io.arenite.lazy.plan.LogicalPlan;
import io.arenite.lazy.plan.PhysicalPlan;
import io.arenite.partitions.TableSnapshot;

/// Runs physical plans, and knows the queries that were asked. The one place where a plan meets a snapshot.
public final class QueryRunner {
    private final Engine engine;
    private final PreparedQueries queries;

    public QueryRunner(Engine engine) {
        this.engine = engine;
        this.queries = new PreparedQueries(engine.cache());
    }

    PreparedQuery prepared(LogicalPlan plan) {
        return queries.get(plan);
    }

    /// The snapshot stays the caller's; the frame is the caller's to close. `trace` may be null.
    Frame run(PhysicalPlan plan, TableSnapshot snapshot, QueryContext context, Trace trace) {
        Frame frame = scan(plan, snapshot, context, trace);
        for (PhysicalPlan.Step step : plan.steps()) {
            // operators leave their input open
            try (Frame input = frame) {
                frame = apply(step, input, context);
            }
        }
        return frame;
    }

    private Frame scan(PhysicalPlan plan, TableSnapshot snapshot, QueryContext context, Trace trace) {
        try {
            return switch (plan.source()) {
                case PhysicalPlan.Rows(var rows) -> engine.execute(snapshot, rows, context, trace);
                case PhysicalPlan.TopRows(var top) -> engine.execute(snapshot, top, context, trace);
                case PhysicalPlan.Groups(var groups) -> engine.execute(snapshot, groups, context, trace);
            };
        } catch (InternalError e) {
            throw snapshot.table().explain(e);
        }
    }

    /// How the engine would run the pass over the table.
    Trace explain(PhysicalPlan plan, TableSnapshot snapshot) {
        return switch (plan.source()) {
            case PhysicalPlan.TopRows(var top) -> engine.explain(snapshot, top);
            case PhysicalPlan.Rows _ -> {
                var trace = new Trace();
                trace.tier("row batches");
                yield trace;
            }
            case PhysicalPlan.Groups(var groups) -> engine.explain(snapshot, groups);
        };
    }

    private Frame apply(PhysicalPlan.Step step, Frame input, QueryContext context) {
        return switch (step) {
            case PhysicalPlan.Keep(var predicate) -> engine.filter(input, predicate, context);
            case PhysicalPlan.Compute(var columns) -> engine.project(input, columns, context);
            case PhysicalPlan.Order(var keys) -> engine.sort(input, keys, context);
            case PhysicalPlan.First(var rows) -> engine.limit(input, rows, context);
            case PhysicalPlan.Top(var keys, var rows) -> engine.topK(input, keys, rows, context);
        };
    }
}
