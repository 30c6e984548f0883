package io.arenite.engine.exec;

import io.arenite.engine.cache.CacheEntry;
import io.arenite.engine.cache.ResultCache;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.partitions.TableSnapshot;
import java.util.concurrent.ConcurrentHashMap;

/// What is kept of aggregate plans, by plan and table, as long as the cache has room for it.
final class PartialCache {
    /// Partitions at least so large cost more to read than to keep: their partials are kept from the first
    /// question on, those of smaller ones from the second.
    private static final long WORTH_KEEPING_ROWS = 2_048;

    private static final long ENTRY_BYTES = 1_000;

    private final ResultCache cache;
    private final ConcurrentHashMap<Key, Kept> kept = new ConcurrentHashMap<>();

    private record Key(long table, AggregatePlan plan) {}

    /// What is kept of one plan over one table; nothing at first.
    final class Kept implements CacheEntry.Owner {
        private final Key key;
        private volatile CacheEntry entry;
        private volatile KeptPartials partials;
        private volatile boolean tooLarge;

        private Kept(Key key) {
            this.key = key;
        }

        @Override
        public void evicted() {
            kept.remove(key, this);
        }

        KeptPartials partials() {
            return partials;
        }

        private synchronized void start(CompiledAggregate plan) {
            if (partials == null && !tooLarge) {
                partials = new KeptPartials(plan);
            }
        }

        /// Whether that many partitions may be kept; if not, that is remembered.
        boolean takes(long partitions, CompiledAggregate plan) {
            long bytes = ENTRY_BYTES + KeptPartials.bytes(partitions, plan);
            if (!cache.takes(bytes)) {
                refuse();
                return false;
            }
            return true;
        }

        /// After an answer.
        ///
        /// @param wasUsed anything of it came from here
        void answered(boolean wasUsed) {
            if (wasUsed) {
                entry.use();
            }
            long bytes = ENTRY_BYTES + partials.bytes();
            if (cache.takes(bytes)) {
                cache.resize(entry, bytes);
            } else {
                refuse();
            }
        }

        private synchronized void refuse() {
            tooLarge = true;
            partials = null;
            cache.resize(entry, ENTRY_BYTES);
        }
    }

    PartialCache(ResultCache cache) {
        this.cache = cache;
    }

    /// What is kept of the plan, perhaps nothing yet; null if nothing is to be kept.
    Kept find(CompiledAggregate plan, TableSnapshot snapshot) {
        var key = new Key(snapshot.table().number(), plan.plan());
        Kept present = kept.get(key);
        if (present == null) {
            present = enter(key, snapshot);
            if (present == null || snapshot.rowCount() < WORTH_KEEPING_ROWS * snapshot.partitionCount()) {
                return null;
            }
        }
        if (present.partials == null) {
            present.start(plan);
        }
        return present.partials == null || present.entry == null ? null : present;
    }

    /// What is kept of the plan, or null; leaves nothing behind.
    KeptPartials peek(CompiledAggregate plan, TableSnapshot snapshot) {
        Kept present = kept.get(new Key(snapshot.table().number(), plan.plan()));
        return present == null ? null : present.partials;
    }

    /// Into the map first: who is evicted meanwhile takes himself out of it.
    private Kept enter(Key key, TableSnapshot snapshot) {
        var made = new Kept(key);
        if (kept.putIfAbsent(key, made) != null) {
            return null;
        }
        made.entry = cache.add(snapshot.table(), ENTRY_BYTES, made);
        if (made.entry == null) {
            made.evicted();
            return null;
        }
        return made;
    }
}
