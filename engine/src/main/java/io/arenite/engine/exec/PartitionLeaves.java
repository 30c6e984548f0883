package io.arenite.engine.exec;

import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.PartitionExtent;
import java.util.Arrays;

/// What [KeptPartials] knows of each partition:
///
///     blocks     | finished 0 | finished 1 | ... | open          |
///     finished   fold of 0..0   fold of 0..1  ...                     a partial for each finished block
///     states                                       lanes, counts      from which the open block is resumed
///     partials   ------------- fold of all of them -------------      of the leaf
///
/// Late rows move only the positions after the first of them: the folds of the blocks before are kept.
final class PartitionLeaves {
    /// Rows moved, from where on is not known yet.
    static final long MOVED = -1;

    private static final long[] NO_BLOCKS = {};

    private final CompiledAggregate plan;
    private final int width;

    /// 0: nothing is known.
    private final long[] versions;
    private final long[] rows;
    private final long[] lateRows;
    /// Positions before it are computed: those of the time range.
    private final long[] ends;
    private final long[][] finished;
    private final int[] lastRound;
    private int round;
    private long finishedSlots;

    final boolean[] hasState;
    final long[] states;
    final long[] partials;

    /// With hashed keys instead of the partials: of the finished blocks together, and of all blocks.
    final GroupedPartial[] finishedGroups;

    final GroupedPartial[] groups;
    private long groupBytes;

    private PartitionLeaves(CompiledAggregate plan, int size) {
        this.plan = plan;
        boolean hashed = plan.isHashed();
        width = hashed ? 0 : plan.width();
        groups = new GroupedPartial[hashed ? size : 0];
        finishedGroups = new GroupedPartial[hashed ? size : 0];
        versions = new long[size];
        rows = new long[size];
        lateRows = new long[size];
        ends = new long[size];
        finished = new long[size][];
        Arrays.fill(finished, NO_BLOCKS);
        lastRound = new int[size];
        hasState = new boolean[size];
        states = new long[Math.multiplyExact(size, stateWidth(plan))];
        partials = new long[Math.multiplyExact(size, width)];
    }

    private static int stateWidth(CompiledAggregate plan) {
        return plan.isResumable() ? plan.stateWidth() : 0;
    }

    /// Leaves for a selection, with what is known of the partitions that were selected before.
    static PartitionLeaves aligned(
            CompiledAggregate plan, ScanSelection selection, ScanSelection before, PartitionLeaves known) {
        var leaves = new PartitionLeaves(plan, selection.size());
        int old = 0;
        for (int leaf = 0; before != null && leaf < selection.size(); leaf++) {
            while (old < before.size() && compare(before, old, selection, leaf) < 0) {
                old++;
            }
            if (old < before.size() && compare(before, old, selection, leaf) == 0) {
                leaves.take(leaf, known, old, stateWidth(plan));
            }
        }
        return leaves;
    }

    private static int compare(ScanSelection left, int i, ScanSelection right, int j) {
        int byBucket = Long.compareUnsigned(left.buckets()[i], right.buckets()[j]);
        return byBucket != 0 ? byBucket : Integer.compare(left.codes()[i], right.codes()[j]);
    }

    private void take(int leaf, PartitionLeaves known, int old, int stateWidth) {
        versions[leaf] = known.versions[old];
        rows[leaf] = known.rows[old];
        lateRows[leaf] = known.lateRows[old];
        ends[leaf] = known.ends[old];
        finished[leaf] = known.finished[old];
        finishedSlots += finished[leaf].length;
        hasState[leaf] = known.hasState[old];
        System.arraycopy(known.states, old * stateWidth, states, leaf * stateWidth, stateWidth);
        System.arraycopy(known.partials, old * width, partials, leaf * width, width);
        if (groups.length > 0 && known.groups[old] != null) {
            setGroups(leaf, known.finishedGroups[old], known.groups[old]);
        }
    }

    /// Heap bytes of so many leaves, blocks left aside.
    static long bytes(long size, CompiledAggregate plan) {
        return size * (8L * (stateWidth(plan) + (plan.isHashed() ? 1 : plan.width())) + 64);
    }

    /// Heap bytes of the finished blocks and of groups.
    long blockBytes() {
        return 8 * finishedSlots + groupBytes;
    }

    /// Begins to count visits anew.
    void newRound() {
        round++;
    }

    boolean isFirstVisit(int leaf) {
        boolean first = lastRound[leaf] != round;
        lastRound[leaf] = round;
        return first;
    }

    boolean isSame(int leaf, PartitionExtent extent) {
        return versions[leaf] == extent.version() && rows[leaf] == extent.rows() && lateRows[leaf] == extent.lateRows();
    }

    /// The position from which on the partition has to be read, or [#MOVED].
    long start(int leaf, PartitionExtent extent) {
        if (versions[leaf] != extent.version() || extent.rows() < rows[leaf]) {
            return 0;
        }
        if (lateRows[leaf] != extent.lateRows()) {
            return MOVED;
        }
        return hasState[leaf] ? ends[leaf] : startOfBlock(ends[leaf]);
    }

    /// The same where the rows before a position are in place.
    long startBefore(int leaf, long position) {
        if (groups.length > 0) {
            // one partial for all finished blocks
            long end = startOfBlock(ends[leaf]);
            return position >= end ? end : 0;
        }
        return startOfBlock(Math.min(ends[leaf], position));
    }

    private static long startOfBlock(long position) {
        return position - position % Batch.BLOCK_ROWS;
    }

    void invalidate(int leaf) {
        versions[leaf] = 0;
    }

    /// Forgets the blocks from that of a position on, and makes room for those before another one.
    void truncate(int leaf, long start, long end) {
        int kept = (int) (start / Batch.BLOCK_ROWS) * width;
        int wanted = Math.multiplyExact(Math.toIntExact(end / Batch.BLOCK_ROWS), width);
        long[] folds = finished[leaf];
        if (wanted > folds.length) {
            // one block after the other: more room than is needed at once
            int room = kept == 0 ? wanted : Math.max(wanted, folds.length * 2);
            finished[leaf] = Arrays.copyOf(folds, room);
            finishedSlots += room - folds.length;
        }
        if (kept > 0) {
            System.arraycopy(finished[leaf], kept - width, partials, leaf * width, width);
        } else {
            Arrays.fill(partials, leaf * width, leaf * width + width, 0);
        }
    }

    /// Joins the partial of the next block.
    void append(int leaf, int block, boolean isFinished, long[] slots, int at) {
        if (block == 0) {
            System.arraycopy(slots, at, partials, leaf * width, width);
        } else {
            plan.combine(partials, leaf * width, slots, at);
        }
        if (isFinished) {
            System.arraycopy(partials, leaf * width, finished[leaf], block * width, width);
        }
    }

    /// Takes over the partials by group.
    void setGroups(int leaf, GroupedPartial ofFinished, GroupedPartial all) {
        groupBytes += bytes(ofFinished, all) - bytes(finishedGroups[leaf], groups[leaf]);
        finishedGroups[leaf] = ofFinished;
        groups[leaf] = all;
    }

    private static long bytes(GroupedPartial ofFinished, GroupedPartial all) {
        if (all == null) {
            return 0;
        }
        return 200 + all.sizeBytes() + ofFinished.sizeBytes();
    }

    /// The leaf is whole again.
    void validate(int leaf, long version, long rowCount, long lateRowCount, long end) {
        versions[leaf] = version;
        rows[leaf] = rowCount;
        lateRows[leaf] = lateRowCount;
        ends[leaf] = end;
    }
}
