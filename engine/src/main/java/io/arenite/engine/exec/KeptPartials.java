package io.arenite.engine.exec;

import io.arenite.engine.QueryContext;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.PartitionExtent;
import io.arenite.partitions.PartitionView;
import io.arenite.partitions.TableSnapshot;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The partials of one plan over the partitions of one table, kept from answer to answer.
///
/// An answer looks at the partitions that the commits since the last one touched, without opening any; it
/// opens those that have other rows, and reads the rows that were appended. Nothing here refers to the table,
/// its partitions or their memory: all are known by numbers.
///
/// 1. One thread at a time, between [#tryEnter] and [#leave].
/// 2. What an answer changes is invalid until it is whole; a failed answer costs the next one the partitions
///    that it touched, and nothing else.
final class KeptPartials {
    private static final long WAIT_NS = 20_000;
    private static final long NEVER = -1;

    private final CompiledAggregate plan;
    private final ReentrantLock lock = new ReentrantLock();
    private final PartitionExtent extent = new PartitionExtent();

    // As of the last answer.
    private long catalog = NEVER;
    private long commit = NEVER;
    private boolean isWholeTable;

    /// The partitions, one unit each and without the snapshot.
    private ScanSelection selection;

    private PartitionLeaves leaves;
    /// Null where groups are asked for, each of which is a tree of its own.
    private PartialTree tree;

    // Of the answer that is being made: leaves that have other rows, from where on, and what they are.
    private int changedCount;
    private int[] changed = new int[8];
    private long[] starts = new long[8];
    private long[] rows = new long[8];
    private long[] versions = new long[8];
    private long[] lateRows = new long[8];

    KeptPartials(CompiledAggregate plan) {
        this.plan = plan;
    }

    /// Waits for a thread that makes the same answer.
    ///
    /// @return false if what is kept is newer than the snapshot, and so of no use
    boolean tryEnter(TableSnapshot snapshot, QueryContext context) {
        while (!lock.tryLock()) {
            context.check();
            LockSupport.parkNanos(WAIT_NS);
        }
        if (snapshot.commitNumber() < commit) {
            lock.unlock();
            return false;
        }
        return true;
    }

    void leave() {
        lock.unlock();
    }

    boolean isAligned(TableSnapshot snapshot) {
        return catalog == snapshot.catalogNumber();
    }

    /// The partitions are others than before: takes over what is known of those that are still there.
    void align(ScanSelection selected) {
        commit = NEVER;
        // an empty partition is not selected, but may have rows the next time
        catalog = selected.hasSkipped() ? NEVER : selected.snapshot.catalogNumber();
        isWholeTable = selected.size() == selected.snapshot.partitionCount();
        ScanSelection before = selection;
        selection = selected.withoutSnapshot();
        leaves = PartitionLeaves.aligned(plan, selection, before, leaves);
        tree = plan.keyRegisters().length > 0 ? null : new PartialTree(plan, selection, leaves.partials);
        for (int leaf = 0; tree != null && leaf < selection.size(); leaf++) {
            tree.changed(leaf);
        }
    }

    /// Heap bytes for so many partitions, blocks left aside.
    static long bytes(long partitions, CompiledAggregate plan) {
        boolean hasTree = plan.keyRegisters().length == 0;
        return PartitionLeaves.bytes(partitions, plan) + (hasTree ? PartialTree.bytes(partitions, plan.width()) : 0);
    }

    /// Heap bytes.
    long bytes() {
        return bytes(selection.size(), plan) + leaves.blockBytes();
    }

    int size() {
        return selection.size();
    }

    /// Leaves that have to be read.
    int changedCount() {
        return changedCount;
    }

    /// Of them, those of which something is kept.
    int extendedCount() {
        int extended = 0;
        for (int i = 0; i < changedCount; i++) {
            extended += starts[i] > 0 ? 1 : 0;
        }
        return extended;
    }

    /// Finds out what has to be read for an answer on this snapshot.
    void look(TableSnapshot snapshot) {
        changedCount = 0;
        leaves.newRound();
        int[] touched = snapshot.touchedSince(commit);
        if (touched == null || commit == NEVER) {
            for (int leaf = 0; leaf < selection.size(); leaf++) {
                look(snapshot, leaf);
            }
            return;
        }
        for (int partition : touched) {
            int leaf = isWholeTable ? partition : selection.indexOf(partition);
            if (leaf >= 0 && leaves.isFirstVisit(leaf)) {
                look(snapshot, leaf);
            }
        }
    }

    private void look(TableSnapshot snapshot, int leaf) {
        snapshot.extent(selection.partition(leaf), extent);
        if (leaves.isSame(leaf, extent)) {
            return;
        }
        long start = leaves.start(leaf, extent);
        if (start == PartitionLeaves.MOVED) {
            try (PartitionView view = snapshot.open(selection.partition(leaf))) {
                start = leaves.startBefore(leaf, view.lateOrder().mainRowsBefore()[0]);
            }
        }
        if (changedCount == changed.length) {
            changed = Arrays.copyOf(changed, changedCount * 2);
            starts = Arrays.copyOf(starts, changedCount * 2);
            rows = Arrays.copyOf(rows, changedCount * 2);
            versions = Arrays.copyOf(versions, changedCount * 2);
            lateRows = Arrays.copyOf(lateRows, changedCount * 2);
        }
        changed[changedCount] = leaf;
        starts[changedCount] = start;
        rows[changedCount] = extent.rows();
        versions[changedCount] = extent.version();
        lateRows[changedCount++] = extent.lateRows();
    }

    /// The rows that [#look] found, to be read.
    ScanSelection rest(TableSnapshot snapshot) {
        return selection.rest(snapshot, changedCount, changed, starts, rows);
    }

    /// What a run over the rest resumes and leaves behind. From now on until [#commit] the leaves are invalid.
    ///
    /// @param parallel several blocks of a partition may be computed at once, and there is one state: where
    ///     the rest has more blocks than the open one, that one is read from its beginning
    OpenBlocks open(ScanSelection rest, boolean parallel) {
        for (int i = 0; i < changedCount; i++) {
            leaves.invalidate(changed[i]);
            if (parallel && rest.firstUnit(i + 1) - rest.firstUnit(i) > 1) {
                rest.startAtBlock(i);
            }
        }
        return new OpenBlocks(plan, rest, changed, leaves);
    }

    /// Takes over what a run over the rest computed.
    ///
    /// @param unitSlots the partials by unit; with hashed keys they are in `open`
    void commit(ScanSelection rest, OpenBlocks open, long[] unitSlots, TableSnapshot snapshot) {
        for (int i = 0; i < changedCount; i++) {
            int leaf = changed[i];
            if (plan.isHashed()) {
                open.keepGroups(i);
            } else {
                join(rest, i, open.end(i), unitSlots);
            }
            leaves.validate(leaf, versions[i], rows[i], lateRows[i], open.end(i));
            if (tree != null) {
                tree.changed(leaf);
            }
        }
        commit = snapshot.commitNumber();
    }

    /// Joins the partials of a partition's units, which end at `end`, to those of the blocks before.
    private void join(ScanSelection rest, int partition, long end, long[] unitSlots) {
        int leaf = changed[partition];
        long start = rest.start(partition);
        // inside a block, with nothing new in the time range: the partial is what it was
        if (end > start || start % Batch.BLOCK_ROWS == 0) {
            leaves.truncate(leaf, start, end);
        }
        int unit = rest.firstUnit(partition);
        for (long from = start; from < end; unit++) {
            int block = (int) (from / Batch.BLOCK_ROWS);
            from = (block + 1L) * Batch.BLOCK_ROWS;
            leaves.append(leaf, block, from <= end, unitSlots, unit * plan.width());
        }
    }

    /// The partial of all rows, where there are no groups.
    long[] root() {
        var slots = new long[plan.width()];
        tree.root(slots);
        return slots;
    }

    /// The partitions, one unit each; their partials are [#partials].
    ScanSelection selection() {
        return selection;
    }

    long[] partials() {
        return leaves.partials;
    }

    /// The same with hashed keys.
    GroupedPartial[] groups() {
        return leaves.groups;
    }
}
