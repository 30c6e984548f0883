package io.arenite.partitions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/// What commits, drops and seals have replaced: versions that snapshots may still read, until none lies in
/// their time. Guarded by the table's lock.
final class Retirement {
    /// Written before [#reap] looks for live snapshots, read after a snapshot has gone: one of both sees the
    /// other.
    volatile boolean hasRetired;

    private final LiveCommits live = new LiveCommits();
    private final List<Retired> retired = new ArrayList<>();
    private final List<Retired> unacknowledged = new ArrayList<>();

    /// A version that snapshots of commits in `[version.firstCommit, until)` may still read.
    private record Retired(Partition partition, PartitionVersion version, long until) {}

    /// A superseded version.
    void add(Partition partition, PartitionVersion version, long until) {
        retired.add(new Retired(partition, version, until));
        hasRetired = true;
    }

    /// Takes the last [#add] back.
    void removeLast() {
        retired.removeLast();
    }

    /// A dropped partition, which the writer may be writing to.
    void addDropped(Partition partition, long until) {
        unacknowledged.add(new Retired(partition, partition.version, until));
    }

    int size() {
        return retired.size() + unacknowledged.size();
    }

    /// @param current the current state, or null in a dropped table
    LiveCommits live(Published current) {
        live.refresh(current);
        return live;
    }

    void supersede(Published old) {
        if (!old.release()) {
            live.supersede(old);
        }
    }

    /// The writer is not writing now: what was dropped under it can go. Partitions without uncommitted rows
    /// first: they need no memory for that, and the others may need theirs.
    void acknowledge(Published current, TableWriter writer) {
        if (unacknowledged.size() > 1) {
            unacknowledged.sort(Comparator.comparing(dropped -> !dropped.partition.dirty));
        }
        while (!unacknowledged.isEmpty()) {
            Retired dropped = unacknowledged.getLast();
            if (dropped.partition.dirty) {
                reap(current);
            }
            if (current != null) {
                writer.replaceDropped(dropped.partition);
            }
            unacknowledged.removeLast();
            retired.add(dropped);
            hasRetired = true;
        }
    }

    void reap(Published current) {
        if (retired.isEmpty()) {
            return;
        }
        live.refresh(current);
        for (Iterator<Retired> each = retired.iterator(); each.hasNext(); ) {
            Retired candidate = each.next();
            PartitionVersion version = candidate.version;
            if (!live.anyIn(version.firstCommit(), candidate.until)) {
                each.remove();
                candidate.partition.version.unlink(version);
                version.release();
            }
        }
        hasRetired = !retired.isEmpty();
    }
}
