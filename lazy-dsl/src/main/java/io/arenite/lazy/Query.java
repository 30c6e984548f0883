package io.arenite.lazy;

import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.frame.Frame;
import io.arenite.lazy.PreparedQuery.Compiled;
import io.arenite.lazy.plan.LogicalPlan;
import io.arenite.lazy.text.PlanText;
import io.arenite.lazy.text.Pruning;
import io.arenite.partitions.TableSnapshot;

/// A logical plan and, once it has run, what is known of it. Any thread may use it.
public final class Query {
    private final LogicalPlan plan;
    private final QueryRunner runner;
    private volatile PreparedQuery prepared;

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

    /// The answer that is held, if nothing has changed since; otherwise that of a snapshot taken now.
    public Answer collect() {
        PreparedQuery known = prepared;
        Answer held = known == null ? null : known.held();
        return held != null ? held : collect(QueryContext.unlimited());
    }

    /// The same with limits. A limit on the result's memory is one on the work: it is always done.
    public Answer collect(QueryContext context) {
        context.check();
        PreparedQuery known = prepared();
        if (!known.isShared() || context.limitsResult()) {
            return run(known, context);
        }
        Answer held = known.held();
        if (held != null) {
            return held;
        }
        known.lock(context);
        try {
            held = known.held();
            return held != null ? held : run(known, context);
        } finally {
            known.unlock();
        }
    }

    /// Compiles (or checks what is compiled) after the snapshot is taken, so that a symbol whose rows the
    /// snapshot has is known to the plan.
    private Answer run(PreparedQuery known, QueryContext context) {
        return plan.table().ask(snapshot -> {
            Compiled current = known.compiled();
            Frame frame = runner.run(current.physical(), snapshot, context, null);
            return known.keep(snapshot.commitNumber(), frame.named(current.names()));
        });
    }

    private PreparedQuery prepared() {
        PreparedQuery known = prepared;
        if (known == null || known.isEvicted()) {
            known = runner.prepared(plan);
            prepared = known;
        }
        return known;
    }

    public String explain() {
        return plan.table().ask(snapshot -> explain(prepared().compiled(), snapshot));
    }

    /// Runs the query for what it does; a held answer is left aside.
    public String profile() {
        return plan.table().ask(this::profile);
    }

    private String profile(TableSnapshot snapshot) {
        var trace = new Trace();
        long start = System.nanoTime();
        Compiled current = prepared().compiled();
        long rows;
        try (Frame frame = runner.run(current.physical(), snapshot, QueryContext.unlimited(), trace)) {
            rows = frame.rowCount();
        }
        long micros = (System.nanoTime() - start) / 1_000;
        return explain(current, snapshot) + "-- profile\n" + trace + "\nrows of the result=" + rows + ", time us="
                + micros + "\n";
    }

    private String explain(Compiled current, TableSnapshot snapshot) {
        var lines = new StringBuilder();
        lines.append("-- typed\n").append(plan.text());
        lines.append("-- bound\n");
        PlanText.bound(current.bound(), current.symbols(), lines);
        lines.append("-- optimized\n");
        PlanText.physical(current.physical(), current.symbols(), lines);
        Trace pass = runner.explain(current.physical(), snapshot);
        lines.append("-- physical\ntier=").append(pass.tier()).append('\n');
        lines.append(Pruning.text(current.physical(), snapshot));
        lines.append(cached(pass));
        return lines.toString();
    }

    /// Empty if nothing is kept.
    private String cached(Trace pass) {
        PreparedQuery known = prepared;
        String held = known != null && known.isHeld() ? "cache: the answer of this commit\n" : "";
        long reused = pass.get(Trace.Counter.PARTITIONS_REUSED);
        long extended = pass.get(Trace.Counter.PARTITIONS_EXTENDED);
        if (reused + extended == 0) {
            return held;
        }
        long scanned = pass.get(Trace.Counter.PARTITIONS) - reused - extended;
        return held + "cache: partitions reused=" + reused + ", extended=" + extended + ", scanned=" + scanned + "\n";
    }
}
