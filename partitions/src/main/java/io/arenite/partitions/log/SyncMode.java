package io.arenite.partitions.log;

/// When a commit is on disk. In all modes it outlives the process as soon as it has returned.
public sealed interface SyncMode {

    /// When the kernel sees fit: a loss of power may take the last commits, of a suffix of them all.
    record None() implements SyncMode {}

    /// Soon after: a loss of power takes what was committed in about the last interval.
    record Interval(long millis) implements SyncMode {
        public Interval {
            if (millis <= 0) {
                throw new IllegalArgumentException("sync interval must be positive: millis=" + millis);
            }
        }
    }

    /// Before it returns.
    record Commit() implements SyncMode {}

    long DEFAULT_INTERVAL_MILLIS = 50;

    static SyncMode none() {
        return new None();
    }

    static SyncMode interval() {
        return new Interval(DEFAULT_INTERVAL_MILLIS);
    }

    static SyncMode interval(long millis) {
        return new Interval(millis);
    }

    static SyncMode commit() {
        return new Commit();
    }
}
