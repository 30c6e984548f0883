package io.arenite.partitions;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// Which partitions the last commits touched: a ring of (commit, place in the catalog), so that whoever kept something
/// about each partition looks again at those that changed and not at all of them. One writer, many readers without
/// locks.
///
/// Assumptions:
/// 1. Commits are added in ascending order, by one thread at a time, before they are published.
/// 2. A reader asks about commits that were published before it asks, between which the catalog did not change.
///
/// Guarantees:
/// 1. The writer announces what it is about to overwrite in `reserved` before it does, and tells it in `tail` after.
///    A reader that finds its oldest place announced anew after it has read gives up: no list is ever torn.
/// 2. An answer names every partition touched in its time, perhaps more than once.
final class ChangeLog {
    static final int CAPACITY = 1 << 13;

    private final long[] commits = new long[CAPACITY];
    private final int[] places = new int[CAPACITY];
    private volatile long reserved;
    private volatile long tail;
    /// What was touched by this commit or earlier ones is not all here.
    private volatile long knownAfter;

    ChangeLog(long knownAfter) {
        this.knownAfter = knownAfter;
    }

    void add(long commit, Partition[] touched, int count) {
        if (count >= CAPACITY) {
            knownAfter = commit;
            return;
        }
        long at = tail;
        reserved = at + count;
        VarHandle.storeStoreFence();
        for (int i = 0; i < count; i++) {
            commits[placeOf(at + i)] = commit;
            places[placeOf(at + i)] = touched[i].catalogPlace;
        }
        tail = at + count;
    }

    /// The places of what commits in `(after, until]` touched, or null if that is not known any more.
    int[] between(long after, long until) {
        long end = tail;
        if (after < knownAfter) {
            return null;
        }
        long oldest = Math.max(0, end - CAPACITY);
        long first = end;
        while (first > oldest && commits[placeOf(first - 1)] > after) {
            first--;
        }
        if (first == oldest && oldest > 0) {
            return null;
        }
        int[] found = new int[(int) (end - first)];
        int count = 0;
        for (long at = first; at < end && commits[placeOf(at)] <= until; at++) {
            found[count++] = places[placeOf(at)];
        }
        VarHandle.loadLoadFence();
        // `first - 1` ended the walk, so it has to be whole as well
        boolean overwritten = reserved - CAPACITY > Math.max(0, first - 1);
        return overwritten ? null : count == found.length ? found : Arrays.copyOf(found, count);
    }

    private static int placeOf(long at) {
        return (int) (at & CAPACITY - 1);
    }
}
