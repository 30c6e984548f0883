package io.arenite.lazy;

import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.frame.Frame;
import io.arenite.lazy.bind.PlanBinder;
import io.arenite.lazy.optimize.Optimizer;
import io.arenite.lazy.plan.BoundPlan;
import io.arenite.lazy.plan.Field;
import io.arenite.lazy.plan.LogicalPlan;
import io.arenite.lazy.plan.PhysicalPlan;
import io.arenite.lazy.plan.SymbolNames;
import io.arenite.lazy.text.PlanText;
import io.arenite.lazy.text.Pruning;
import io.arenite.partitions.TableSnapshot;
import java.util.List;

/// A logical plan and, once it has run, what it was compiled to. Any thread may use it: compiling twice gives the same.
public final class Query {
    private final LogicalPlan plan;
    private final QueryRunner runner;
    private volatile Compiled compiled;

    /// A plan bound and optimized, good as long as the dictionary has no symbol that was unknown then. The schema of a
    /// table never changes.
    private record Compiled(BoundPlan bound, PhysicalPlan physical, List<String> names, SymbolNames symbols) {}

    public Query(LogicalPlan plan, QueryRunner runner) {
        this.plan = plan;
        this.runner = runner;
    }

    public LogicalPlan plan() {
        return plan;
    }

    public QueryRunner runner() {
        return runner;
    }

    /// Runs on a snapshot taken now. Compiles (or checks what is compiled) after that, so that a symbol whose rows the
    /// snapshot has is known to the plan.
    public Frame collect(QueryContext context) {
        try (TableSnapshot snapshot = plan.table().snapshot()) {
            Compiled current = compiled();
            return runner.run(current.physical(), snapshot, context, null).named(current.names());
        }
    }

    public String explain() {
        try (TableSnapshot snapshot = plan.table().snapshot()) {
            return explain(compiled(), snapshot);
        }
    }

    /// Runs the query for what it does.
    public String profile() {
        var trace = new Trace();
        long start = System.nanoTime();
        try (TableSnapshot snapshot = plan.table().snapshot()) {
            Compiled current = compiled();
            long rows;
            try (Frame frame = runner.run(current.physical(), snapshot, QueryContext.unlimited(), trace)) {
                rows = frame.rowCount();
            }
            long micros = (System.nanoTime() - start) / 1_000;
            return explain(current, snapshot) + "-- profile\n" + trace + "\nrows of the result=" + rows + ", time us="
                    + micros + "\n";
        }
    }

    private Compiled compiled() {
        Compiled current = compiled;
        if (current == null || !current.symbols().isCurrent()) {
            current = compile();
            compiled = current;
        }
        return current;
    }

    private Compiled compile() {
        var symbols = new SymbolNames(plan.table().symbols());
        BoundPlan bound = new PlanBinder(symbols).bind(plan);
        PhysicalPlan physical = Optimizer.optimize(bound);
        return new Compiled(bound, physical, Field.names(bound.fields()), symbols);
    }

    private String explain(Compiled current, TableSnapshot snapshot) {
        var lines = new StringBuilder();
        lines.append("-- typed\n").append(plan.text());
        lines.append("-- bound\n");
        PlanText.bound(current.bound(), current.symbols(), lines);
        lines.append("-- optimized\n");
        PlanText.physical(current.physical(), current.symbols(), lines);
        lines.append("-- physical\ntier=")
                .append(runner.tier(current.physical(), snapshot))
                .append('\n');
        lines.append(Pruning.text(current.physical(), snapshot));
        return lines.toString();
    }
}
