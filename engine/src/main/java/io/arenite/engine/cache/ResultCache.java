package io.arenite.engine.cache;

import io.arenite.partitions.TableStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/// How much of earlier answers may be kept, and what has to go: one bound in bytes for the whole answers and
/// the partial
/// states of a database. Thread safe.
///
/// Entries stand in a ring; when there is no room a hand goes round, passes over what was used since its last
/// visit and evicts the others (the *clock*, or second chance). So a use costs no lock, and what was asked
/// once goes before what is asked again. What is kept about a table goes when the table is dropped.
public final class ResultCache {
    /// Nothing larger than this part of the bound is kept.
    private static final int LARGEST_PART = 4;

    private final long limitBytes;

    // Guarded by this.
    private final ArrayDeque<CacheEntry> clock = new ArrayDeque<>();
    private final Set<Long> tables = new HashSet<>();
    private long bytes;
    private long evictions;

    private final LongAdder hits = new LongAdder();
    private final LongAdder extended = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /// @param limitBytes the bound; 0: nothing is kept
    public ResultCache(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    public boolean isOn() {
        return limitBytes > 0;
    }

    /// Whether something of that size would be kept at all.
    public boolean takes(long entryBytes) {
        return entryBytes <= limitBytes / LARGEST_PART;
    }

    /// Makes room and enters something about a table; it is out of the cache as soon as its owner is told.
    ///
    /// @return the entry, or null if it is too large or the table is dropped
    public CacheEntry add(TableStore table, long entryBytes, CacheEntry.Owner owner) {
        if (!takes(entryBytes)) {
            return null;
        }
        watch(table);
        var entry = new CacheEntry(table.number(), owner);
        synchronized (this) {
            if (!tables.contains(entry.table)) {
                return null;
            }
            entry.kept = true;
            entry.bytes = entryBytes;
            bytes += entryBytes;
            clock.addLast(entry);
            makeRoom(entry);
        }
        return entry;
    }

    /// The drop of a table that is not dropped yet will purge what was entered before it.
    private void watch(TableStore table) {
        long number = table.number();
        boolean known;
        synchronized (this) {
            known = !tables.add(number);
        }
        if (!known) {
            table.observers().whenDropped(() -> forget(number));
        }
    }

    /// The thing has another size now; it may go because of that.
    public void resize(CacheEntry entry, long newBytes) {
        if (!takes(newBytes)) {
            remove(entry);
            entry.owner.evicted();
            return;
        }
        synchronized (this) {
            if (entry.kept) {
                bytes += newBytes - entry.bytes;
                entry.bytes = newBytes;
                makeRoom(entry);
            }
        }
    }

    /// The owner has let go of the thing.
    public synchronized void remove(CacheEntry entry) {
        if (entry.kept && clock.remove(entry)) {
            letGo(entry);
        }
    }

    /// Everything about a table goes, and what is being computed about it will not be kept.
    private void forget(long table) {
        List<CacheEntry> gone = new ArrayList<>();
        synchronized (this) {
            tables.remove(table);
            for (Iterator<CacheEntry> each = clock.iterator(); each.hasNext(); ) {
                CacheEntry entry = each.next();
                if (entry.table == table) {
                    each.remove();
                    letGo(entry);
                    gone.add(entry);
                }
            }
        }
        gone.forEach(entry -> entry.owner.evicted());
    }

    public void hit() {
        hits.increment();
    }

    /// A query was answered from partial states.
    public void extended() {
        extended.increment();
    }

    public void missed() {
        misses.increment();
    }

    public synchronized CacheStats stats() {
        return new CacheStats(limitBytes, bytes, clock.size(), hits.sum(), extended.sum(), misses.sum(), evictions);
    }

    /// Under the lock. The newest is spared: it is not larger than its part of the bound.
    private void makeRoom(CacheEntry newest) {
        // after two rounds everything that others use meanwhile has had its chance
        int spared = 2 * clock.size();
        while (bytes > limitBytes) {
            CacheEntry entry = clock.pollFirst();
            if (entry == newest || entry.used && spared-- > 0) {
                entry.used = false;
                clock.addLast(entry);
            } else {
                letGo(entry);
                evictions++;
                entry.owner.evicted();
            }
        }
    }

    private void letGo(CacheEntry entry) {
        entry.kept = false;
        bytes -= entry.bytes;
    }
}
