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

    // Of a record of `seen`.
    private static final int VERSION = 0;
    private static final int ROWS = 1;
    private static final int LATE_ROWS = 2;
    private static final int END = 3;
    private static final int ROUND = 4;
    private static final int HAS_STATE = 5;
    private static final int RECORD = 6;

    private final CompiledAggregate plan;
    private final int width;

    /// What was seen of each partition: one cache line for each look.
    ///
    ///     | version, 0: nothing is known | rows | late rows | end | last round | has state |
    ///
    /// Positions before the end are computed: those of the time range.
    private final long[] seen;

    private final long[][] finished;
    private long round;
    private long finishedSlots;

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
        seen = new long[Math.multiplyExact(size, RECORD)];
        finished = new long[size][];
        Arrays.fill(finished, NO_BLOCKS);
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
        System.arraycopy(known.seen, old * RECORD, seen, leaf * RECORD, RECORD);
        seen[leaf * RECORD + ROUND] = 0;
        finished[leaf] = known.finished[old];
        finishedSlots += finished[leaf].length;
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
        int at = leaf * RECORD + ROUND;
        boolean first = seen[at] != round;
        seen[at] = round;
        return first;
    }

    boolean isSame(int leaf, PartitionExtent extent) {
        int at = leaf * RECORD;
        return seen[at + VERSION] == extent.version()
                && seen[at + ROWS] == extent.rows()
                && seen[at + LATE_ROWS] == extent.lateRows();
    }

    /// The position from which on the partition has to be read, or [#MOVED].
    long start(int leaf, PartitionExtent extent) {
        int at = leaf * RECORD;
        if (seen[at + VERSION] != extent.version() || extent.rows() < seen[at + ROWS]) {
            return 0;
        }
        if (seen[at + LATE_ROWS] != extent.lateRows()) {
            return MOVED;
        }
        long end = seen[at + END];
        return seen[at + HAS_STATE] != 0 ? end : startOfBlock(end);
    }

    /// The same where the rows before a position are in place.
    long startBefore(int leaf, long position) {
        long end = seen[leaf * RECORD + END];
        if (groups.length > 0) {
            // one partial for all finished blocks
            long finishedEnd = startOfBlock(end);
            return position >= finishedEnd ? finishedEnd : 0;
        }
        return startOfBlock(Math.min(end, position));
    }

    private static long startOfBlock(long position) {
        return position - position % Batch.BLOCK_ROWS;
    }

    void invalidate(int leaf) {
        seen[leaf * RECORD + VERSION] = 0;
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
        int at = leaf * RECORD;
        seen[at + VERSION] = version;
        seen[at + ROWS] = rowCount;
        seen[at + LATE_ROWS] = lateRowCount;
        seen[at + END] = end;
    }

    /// Whether [#states] holds that of the leaf's open block.
    void setState(int leaf, boolean hasState) {
        seen[leaf * RECORD + HAS_STATE] = hasState ? 1 : 0;
    }
}
