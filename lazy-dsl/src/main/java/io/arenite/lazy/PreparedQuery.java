package io.arenite.lazy;

import io.arenite.engine.QueryContext;
import io.arenite.engine.cache.CacheEntry;
import io.arenite.engine.frame.Frame;
import io.arenite.lazy.bind.PlanBinder;
import io.arenite.lazy.optimize.Optimizer;
import io.arenite.lazy.plan.BoundPlan;
import io.arenite.lazy.plan.Field;
import io.arenite.lazy.plan.LogicalPlan;
import io.arenite.lazy.plan.PhysicalPlan;
import io.arenite.lazy.plan.SymbolNames;
import io.arenite.partitions.TableStore;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// What is known of a query: what it was compiled to, and its last answer while that is small.
///
/// 1. An answer is right as long as its table is at the same commit: a commit shows all of its rows at once,
///    drops have numbers as well, schemas never change, symbols keep their codes, and a symbol that was
///    unknown has no rows in the table before the next commit.
/// 2. Answers follow each other in order of their commits: one thread at a time computes, the others wait
///    for it and take what it found.
final class PreparedQuery implements CacheEntry.Owner {
    private static final long WAIT_NS = 20_000;
    private static final long ENTRY_BYTES = 1_000;
    /// Of the plan as text, for what it is as typed, bound and compiled: a list of literals takes about so
    /// much.
    private static final long BYTES_PER_CHARACTER = 20;

    private final LogicalPlan plan;
    private final TableStore table;
    private final PreparedQueries queries;
    private final ReentrantLock lock = new ReentrantLock();

    private long ownBytes;

    private volatile Compiled compiled;
    private volatile Answer answer;
    private volatile CacheEntry entry;
    private volatile boolean evicted;
    /// The last answer was too large to be held: threads need not wait for each other.
    private volatile boolean large;

    /// A plan bound and optimized, good as long as the dictionary has no symbol that was unknown then. The
    /// schema of a table never changes.
    record Compiled(BoundPlan bound, PhysicalPlan physical, List<String> names, SymbolNames symbols) {}

    PreparedQuery(LogicalPlan plan, PreparedQueries queries) {
        this.plan = plan;
        this.table = plan.table();
        this.queries = queries;
    }

    /// Takes its place in the cache, before anybody else sees it there.
    void enter() {
        ownBytes = ENTRY_BYTES + BYTES_PER_CHARACTER * plan.text().length();
        entry = queries.cache().add(table, ownBytes, this);
        if (entry == null) {
            evicted();
        }
    }

    @Override
    public void evicted() {
        queries.forget(plan, this);
        evicted = true;
        answer = null;
    }

    boolean isEvicted() {
        return evicted;
    }

    /// The last answer if it is still right, or null: two reads and a comparison.
    ///
    /// @throws IllegalStateException if the table is dropped
    Answer held() {
        Answer last = answer;
        if (last == null || last.commit != table.commitNumber()) {
            return null;
        }
        last.entry.use();
        queries.cache().hit();
        return last;
    }

    /// Whether the last answer is still right.
    boolean isHeld() {
        Answer last = answer;
        return last != null && last.commit == table.commitNumber();
    }

    /// Whether threads that ask at once should wait for one of them.
    boolean isShared() {
        return entry != null && !evicted && !large;
    }

    void lock(QueryContext context) {
        while (!lock.tryLock()) {
            context.check();
            LockSupport.parkNanos(WAIT_NS);
        }
    }

    void unlock() {
        lock.unlock();
    }

    /// The answer of that commit, held from now on if it is small.
    Answer keep(long commit, Frame frame) {
        CacheEntry place = entry;
        long bytes = ownBytes + frame.heapBytes();
        large = frame.isOffHeap() || !queries.cache().takes(bytes);
        if (large || place == null || evicted) {
            return new Answer(commit, frame, null);
        }
        var kept = new Answer(commit, frame, place);
        Answer before = answer;
        if (before == null || before.commit <= commit) {
            answer = kept;
            queries.cache().resize(place, bytes);
            // an eviction that came before the answer has not seen it
            if (evicted) {
                answer = null;
            }
        }
        return kept;
    }

    Compiled compiled() {
        Compiled current = compiled;
        if (current == null || !current.symbols().isCurrent()) {
            current = compile();
            compiled = current;
        }
        return current;
    }

    private Compiled compile() {
        var symbols = new SymbolNames(table.symbols());
        BoundPlan bound = new PlanBinder(symbols).bind(plan);
        PhysicalPlan physical = Optimizer.optimize(bound);
        return new Compiled(bound, physical, Field.names(bound.fields()), symbols);
    }
}
