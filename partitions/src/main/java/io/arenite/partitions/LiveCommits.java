package io.arenite.partitions;

import java.util.Arrays;

/// The states of a table that some snapshot may still hold: the current one, and superseded ones until their last
/// snapshot goes. Guarded by the table's lock.
///
/// A superseded state that has no reference can get no new one ([Published#tryAcquire] refuses), so dropping it here is
/// final; one that has may lose it at any time, so what is listed errs on the side of alive.
final class LiveCommits {
    private Published[] superseded = new Published[8];
    private int supersededCount;
    private long[] commits = new long[8];
    private int count;

    /// Notes a state that is no longer current and whose table reference is gone.
    void supersede(Published state) {
        if (!state.isAlive()) {
            return;
        }
        if (supersededCount == superseded.length) {
            superseded = Arrays.copyOf(superseded, supersededCount * 2);
        }
        superseded[supersededCount++] = state;
    }

    /// Looks again which states are alive.
    ///
    /// @param current the current state, or null in a dropped table
    void refresh(Published current) {
        int kept = 0;
        count = 0;
        if (commits.length <= supersededCount) {
            commits = new long[superseded.length * 2];
        }
        for (int i = 0; i < supersededCount; i++) {
            if (superseded[i].isAlive()) {
                superseded[kept++] = superseded[i];
                commits[count++] = superseded[i].commit;
            }
        }
        Arrays.fill(superseded, kept, supersededCount, null);
        supersededCount = kept;
        if (current != null) {
            commits[count++] = current.commit;
        }
    }

    /// The oldest live commit; `Long.MAX_VALUE` if there is none.
    long oldest() {
        return count == 0 ? Long.MAX_VALUE : commits[0];
    }

    /// Whether a live commit lies in `[from, to)`.
    boolean anyIn(long from, long to) {
        int place = Arrays.binarySearch(commits, 0, count, from);
        int first = place >= 0 ? place : -place - 1;
        return first < count && commits[first] < to;
    }

    int liveStates() {
        return count;
    }
}
