package io.arenite.engine.exec;

import io.arenite.engine.EngineOptions;
import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.cache.ResultCache;
import io.arenite.engine.frame.FrameBuilder;
import io.arenite.partitions.TableSnapshot;
import java.util.function.Supplier;

/// Answers aggregate plans from the partials that are kept of earlier answers, reading only the rows that are
/// new.
final class CachedAggregates {
    private static final String TIER = "cached partials";

    private final ResultCache cache;
    private final PartialCache partials;
    private final EngineOptions options;
    private final Scratch scratch;
    private final WorkerPool workers;

    CachedAggregates(ResultCache cache, EngineOptions options, Scratch scratch, WorkerPool workers) {
        this.cache = cache;
        this.partials = new PartialCache(cache);
        this.options = options;
        this.scratch = scratch;
        this.workers = workers;
    }

    /// Whether partials of the plan are kept at all. What counts rows alone is answered by what snapshots know.
    private boolean isKept(CompiledAggregate plan) {
        return cache.isOn() && !plan.program().callsForeign() && !(options.pruning() && plan.countsAllRows());
    }

    /// Appends the rows of the result.
    ///
    /// @param select the partitions of the plan in the snapshot; not asked while they are the same as before
    /// @return how many, or -1 if nothing is kept: then nothing was appended
    long write(
            CompiledAggregate plan,
            TableSnapshot snapshot,
            Supplier<ScanSelection> select,
            QueryContext context,
            Trace trace,
            FrameBuilder out) {
        PartialCache.Kept kept = isKept(plan) ? partials.find(plan, snapshot) : null;
        KeptPartials known = kept == null ? null : kept.partials();
        if (known == null || !known.tryEnter(snapshot, context)) {
            return -1;
        }
        try {
            if (!known.isAligned(snapshot)) {
                ScanSelection selection = select.get();
                if (!kept.takes(selection.size(), plan)) {
                    return -1;
                }
                known.align(selection);
            } else if (trace != null) {
                trace.add(Trace.Counter.PARTITIONS, known.size());
                trace.add(Trace.Counter.PARTITIONS_PRUNED, snapshot.partitionCount() - known.size());
            }
            known.lookAndAdd(snapshot, context, trace);
            boolean useful = count(known, trace);
            extend(plan, known, snapshot, context, trace);
            kept.answered(useful);
            return AggregateResult.write(plan, known, out);
        } finally {
            known.leave();
        }
    }

    private void extend(
            CompiledAggregate plan, KeptPartials known, TableSnapshot snapshot, QueryContext context, Trace trace) {
        if (!known.hasRest()) {
            if (trace != null) {
                trace.tier(TIER);
            }
            known.commit(snapshot);
            return;
        }
        ScanSelection rest = known.rest(snapshot);
        boolean parallel = options.threads() > 1 && rest.totalRows() >= options.parallelRows() && rest.units() > 1;
        OpenBlocks open = known.open(rest, parallel);
        var run = new AggregateRun(plan, rest, open, parallel, scratch, options, context, trace);
        workers.run(run, parallel ? Math.min(run.morselCount(), options.threads()) - 1 : 0);
        known.commit(rest, open, run.unitSlots, snapshot);
    }

    /// @return whether anything is kept that can be used
    private boolean count(KeptPartials known, Trace trace) {
        int reused = known.reusedCount();
        int extended = known.extendedCount();
        if (reused + extended > 0) {
            cache.extended();
        } else {
            cache.missed();
        }
        if (trace != null) {
            trace.add(Trace.Counter.PARTITIONS_REUSED, reused);
            trace.add(Trace.Counter.PARTITIONS_EXTENDED, extended);
        }
        return reused + extended > 0;
    }

    /// A query that takes nothing from here.
    void missed() {
        if (cache.isOn()) {
            cache.missed();
        }
    }

    /// Counts what an answer would find.
    void explain(CompiledAggregate plan, TableSnapshot snapshot, QueryContext context, Trace trace) {
        KeptPartials known = isKept(plan) ? partials.peek(plan, snapshot) : null;
        if (known == null || !known.tryEnter(snapshot, context)) {
            return;
        }
        try {
            if (known.isAligned(snapshot)) {
                known.look(snapshot, context);
                trace.add(Trace.Counter.PARTITIONS_REUSED, known.reusedCount());
                trace.add(Trace.Counter.PARTITIONS_EXTENDED, known.extendedCount());
            }
        } finally {
            known.leave();
        }
    }
}
