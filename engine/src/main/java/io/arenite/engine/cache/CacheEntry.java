package io.arenite.engine.cache;

/// The place of something that is kept: how large it is, which table it is about, whether it was used of late.
/// Knows its table by number only, so that an entry never keeps a table alive.
public final class CacheEntry {
    final long table;
    final Owner owner;

    // Guarded by the cache.
    long bytes;
    boolean kept;

    /// Set without a lock at each use, cleared by the hand of the clock; a use that is lost costs one round.
    boolean used;

    /// Who keeps the thing itself.
    public interface Owner {
        /// The thing is to be let go of. Must neither block nor throw.
        void evicted();
    }

    CacheEntry(long table, Owner owner) {
        this.table = table;
        this.owner = owner;
    }

    /// Notes a use.
    public void use() {
        if (!used) {
            used = true;
        }
    }
}
