package io.arenite.partitions;

/// When a commit is on disk.
public sealed interface SyncMode {

    /// In the system's page cache when the commit returns: it survives the process, not a loss of power.
    record None() implements SyncMode {}

    /// In the page cache when the commit returns, on disk so many milliseconds later at most.
    record Interval(long millis) implements SyncMode {
        public Interval {
            if (millis < 1) {
                throw new IllegalArgumentException("sync interval needs a millisecond: millis=" + millis);
            }
        }
    }

    /// On disk when the commit returns.
    record Commit() implements SyncMode {}

    static SyncMode none() {
        return new None();
    }

    static SyncMode interval(long millis) {
        return new Interval(millis);
    }

    static SyncMode commit() {
        return new Commit();
    }
}
