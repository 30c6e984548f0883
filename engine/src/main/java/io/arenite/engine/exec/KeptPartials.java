package io.arenite.engine.exec;

import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.MainRows;
import io.arenite.partitions.PartitionExtent;
import io.arenite.partitions.PartitionView;
import io.arenite.partitions.TableSnapshot;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The partials of one plan over the partitions of one table, kept from answer to answer.
///
/// An answer looks at the partitions that the commits since the last one touched, without opening any; it
/// opens those that have other rows, and reads the rows that were appended. Nothing here refers to the table,
/// its partitions or their memory: all are known by numbers.
///
/// 1. One thread at a time, between [#tryEnter] and [#leave].
/// 2. What an answer changes in a partition is invalid until that is whole, and until the answer is made the
///    partitions may be of several commits. So a failed answer costs the next one a look at all partitions, and
///    the rows of those that were left in the middle.
final class KeptPartials {
    private static final long WAIT_NS = 20_000;
    private static final long NEVER = -1;

    /// Partitions between two looks at whether the query is to end.
    private static final int CHECK_EVERY = 64;

    private final CompiledAggregate plan;
    private final ReentrantLock lock = new ReentrantLock();
    private final PartitionExtent extent = new PartitionExtent();

    // As of the last answer; the commit is none where that failed.
    private long catalog = NEVER;
    private long commit = NEVER;
    private boolean isWholeTable;

    /// The partitions, one unit each and without the snapshot.
    private ScanSelection selection;

    private PartitionLeaves leaves;
    /// Null where groups are asked for, each of which is a tree of its own.
    private PartialTree tree;

    /// Null where the plan needs more.
    private FewRows few;

    // Of the answer that is being made: leaves that have to be read, and those that were extended in place.
    private final ChangedLeaves changed = new ChangedLeaves();
    private int extendedInPlace;
    private long rowsInPlace;
    private final long[] fewSlots;

    KeptPartials(CompiledAggregate plan) {
        this.plan = plan;
        this.fewSlots = new long[plan.width()];
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
        few = FewRows.of(plan, selected.snapshot.schema().keyIndex());
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

    /// Partitions of which nothing has to be read.
    int reusedCount() {
        return selection.size() - changed.count() - extendedInPlace;
    }

    /// Partitions of which something is kept and something is new.
    int extendedCount() {
        return changed.extendedCount() + extendedInPlace;
    }

    /// Finds out what has to be read for an answer on this snapshot.
    void look(TableSnapshot snapshot, QueryContext context) {
        look(snapshot, context, commit, null);
    }

    /// The same, and extends at once what got only a few rows. Until [#commit] nothing here is of one commit.
    void lookAndAdd(TableSnapshot snapshot, QueryContext context, Trace trace) {
        long since = commit;
        commit = NEVER;
        look(snapshot, context, since, few);
        if (trace != null) {
            trace.add(Trace.Counter.BLOCKS_SCANNED, extendedInPlace);
            trace.add(Trace.Counter.ROWS_SCANNED, rowsInPlace);
        }
    }

    private void look(TableSnapshot snapshot, QueryContext context, long since, FewRows adding) {
        changed.clear();
        extendedInPlace = 0;
        rowsInPlace = 0;
        leaves.newRound();
        int[] touched = since == NEVER ? null : snapshot.touchedSince(since);
        int count = touched == null ? selection.size() : touched.length;
        try (MainRows main = snapshot.mainRows()) {
            for (int i = 0; i < count; i++) {
                if ((i & CHECK_EVERY - 1) == 0) {
                    context.check();
                }
                int leaf = touched == null ? i : leafOf(touched[i]);
                if (leaf >= 0 && leaves.isFirstVisit(leaf)) {
                    look(snapshot, main, leaf, adding);
                }
            }
        }
    }

    /// Where a partition is kept, or a negative number.
    private int leafOf(int partition) {
        return isWholeTable ? partition : selection.indexOf(partition);
    }

    private void look(TableSnapshot snapshot, MainRows main, int leaf, FewRows adding) {
        main.look(selection.partition(leaf), extent);
        if (leaves.isSame(leaf, extent)) {
            return;
        }
        long start = leaves.start(leaf, extent);
        if (start == PartitionLeaves.MOVED) {
            try (PartitionView view = snapshot.open(selection.partition(leaf))) {
                start = leaves.startBefore(leaf, view.lateOrder().mainRowsBefore()[0]);
            }
        }
        if (adding == null || !isFew(leaf, start) || !add(main, leaf, start, adding)) {
            changed.add(leaf, start, extent);
        }
    }

    /// Whether the new rows are a few main rows in the middle of a block, and all of them in the time range.
    private boolean isFew(int leaf, long start) {
        long end = extent.rows();
        return end - start <= FewRows.MOST
                && start % Batch.BLOCK_ROWS != 0
                && end % Batch.BLOCK_ROWS > start % Batch.BLOCK_ROWS
                && extent.lateRows() == 0
                && !selection.isCut(leaf);
    }

    /// @return false where a column has nulls
    private boolean add(MainRows main, int leaf, long start, FewRows adding) {
        main.pin();
        if (adding.hasNulls(main)) {
            return false;
        }
        long end = extent.rows();
        int stateAt = leaf * plan.stateWidth();
        leaves.invalidate(leaf);
        if (start < Batch.BLOCK_ROWS) {
            adding.add(main, start, end, leaves.states, stateAt, leaves.partials, leaf * plan.width());
        } else {
            adding.add(main, start, end, leaves.states, stateAt, fewSlots, 0);
            leaves.truncate(leaf, start, end);
            leaves.append(leaf, (int) (start / Batch.BLOCK_ROWS), false, fewSlots, 0);
        }
        leaves.validate(leaf, extent.version(), end, 0, end);
        if (tree != null) {
            tree.changed(leaf);
        }
        extendedInPlace++;
        rowsInPlace += end - start;
        return true;
    }

    /// Whether anything is left to be read.
    boolean hasRest() {
        return changed.count() > 0;
    }

    /// The rows that [#look] found, to be read.
    ScanSelection rest(TableSnapshot snapshot) {
        return changed.rest(selection, snapshot);
    }

    /// What a run over the rest resumes and leaves behind. From now on until [#commit] the leaves are invalid.
    ///
    /// @param parallel several blocks of a partition may be computed at once, and there is one state: where
    ///     the rest has more blocks than the open one, that one is read from its beginning
    OpenBlocks open(ScanSelection rest, boolean parallel) {
        for (int i = 0; i < changed.count(); i++) {
            leaves.invalidate(changed.leaf(i));
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
        for (int i = 0; i < changed.count(); i++) {
            int leaf = changed.leaf(i);
            if (plan.isHashed()) {
                open.keepGroups(i);
            } else {
                join(rest, i, open.end(i), unitSlots);
            }
            leaves.validate(leaf, changed.version(i), changed.rows(i), changed.lateRows(i), open.end(i));
            if (tree != null) {
                tree.changed(leaf);
            }
        }
        commit(snapshot);
    }

    /// What is kept is that of the snapshot.
    void commit(TableSnapshot snapshot) {
        commit = snapshot.commitNumber();
    }

    /// Joins the partials of a partition's units, which end at `end`, to those of the blocks before.
    private void join(ScanSelection rest, int partition, long end, long[] unitSlots) {
        int leaf = changed.leaf(partition);
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
