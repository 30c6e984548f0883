package io.arenite.engine.exec;

import io.arenite.partitions.PartitionExtent;
import io.arenite.partitions.TableSnapshot;
import java.util.Arrays;

/// Leaves of [PartitionLeaves] that have other rows than are known, from where on they have to be read, and how much
/// there is now. Filled anew for each answer.
final class ChangedLeaves {
    private int count;
    private int[] leaves = new int[8];
    private long[] starts = new long[8];
    private long[] rows = new long[8];
    private long[] versions = new long[8];
    private long[] lateRows = new long[8];

    void clear() {
        count = 0;
    }

    void add(int leaf, long start, PartitionExtent extent) {
        if (count == leaves.length) {
            leaves = Arrays.copyOf(leaves, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
            rows = Arrays.copyOf(rows, count * 2);
            versions = Arrays.copyOf(versions, count * 2);
            lateRows = Arrays.copyOf(lateRows, count * 2);
        }
        leaves[count] = leaf;
        starts[count] = start;
        rows[count] = extent.rows();
        versions[count] = extent.version();
        lateRows[count++] = extent.lateRows();
    }

    int count() {
        return count;
    }

    /// Those of which something is kept.
    int extendedCount() {
        int extended = 0;
        for (int i = 0; i < count; i++) {
            extended += starts[i] > 0 ? 1 : 0;
        }
        return extended;
    }

    int leaf(int i) {
        return leaves[i];
    }

    long start(int i) {
        return starts[i];
    }

    long rows(int i) {
        return rows[i];
    }

    long version(int i) {
        return versions[i];
    }

    long lateRows(int i) {
        return lateRows[i];
    }

    /// The rows of the leaves in a snapshot.
    ///
    /// @param selection the partitions of the leaves
    ScanSelection rest(ScanSelection selection, TableSnapshot snapshot) {
        return selection.rest(snapshot, count, leaves, starts, rows);
    }
}
