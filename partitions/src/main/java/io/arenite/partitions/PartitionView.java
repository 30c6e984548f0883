package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.arena.Lease;
import java.lang.foreign.MemorySegment;

/// The rows of one partition as a snapshot sees them, pinned until closed. What it returns about memory is
/// for kernels: unchecked offsets into the arena's segment, good while the view is open.
///
/// Positions count rows in merged order: main and late rows by (timestamp, arrival).
public final class PartitionView implements AutoCloseable {
    private final TableStore store;
    private final Partition partition;
    private final PartitionVersion version;
    private final Block mainBlock;
    private final Lease mainLease;
    private final boolean[] mainValidity;
    private final long mainRows;
    private final Block lateBlock;
    private final Lease lateLease;
    private final boolean[] lateValidity;
    private final int lateRows;

    private PartitionView(TableStore store, Partition partition, PartitionVersion version, Pinned main, Pinned late) {
        this.store = store;
        this.partition = partition;
        this.version = version;
        this.mainBlock = main.block;
        this.mainLease = main.lease;
        this.mainValidity = main.validity;
        this.mainRows = main.rows;
        this.lateBlock = late == null ? null : late.block;
        this.lateLease = late == null ? null : late.lease;
        this.lateValidity = late == null ? null : late.validity;
        this.lateRows = late == null ? 0 : (int) late.rows;
    }

    /// The caller holds a reference to the published state of that commit.
    ///
    /// @param columns the ones that will be looked at; null for all
    static PartitionView open(TableStore store, Partition partition, long commit, int[] columns) {
        PartitionVersion version = partition.version.at(commit);
        Marks marks = version.marks();
        int place = marks.find(commit);
        long lateRows = marks.lateRows(place);
        Pinned main = Pinned.pin(version.main(), marks.mainRows(place), columns);
        try {
            Pinned late = lateRows == 0 ? null : Pinned.pin(version.late, lateRows, null);
            return new PartitionView(store, partition, version, main, late);
        } catch (RuntimeException | Error e) {
            main.lease.close();
            throw e;
        }
    }

    private record Pinned(Block block, Lease lease, boolean[] validity, long rows) {
        /// The validity is read before the block: whichever block comes later has the bits that it names.
        static Pinned pin(MainRun run, long rows, int[] columns) {
            boolean[] validity = run.publishedValidity();
            while (true) {
                Block block = run.block(columns);
                Lease lease = block.arena.tryAcquire();
                if (lease != null) {
                    return new Pinned(block, lease, validity, rows);
                }
                Thread.onSpinWait();
            }
        }
    }

    public PartitionRef partition() {
        return partition;
    }

    public long bucketStartNs() {
        return partition.bucketStartNs();
    }

    public int keyCode() {
        return partition.keyCode();
    }

    public long rowCount() {
        return mainRows + lateRows;
    }

    public long mainRowCount() {
        return mainRows;
    }

    public int lateRowCount() {
        return lateRows;
    }

    public MemorySegment mainSegment() {
        return mainBlock.segment(mainLease);
    }

    /// Null without late rows.
    public MemorySegment lateSegment() {
        return lateLease == null ? null : lateLease.segment();
    }

    /// Where a column of the schema lies among the main rows; null for the key, which is [#keyCode] in every
    /// row.
    public ColumnSlot mainSlot(int column) {
        return slot(column, mainBlock, mainValidity);
    }

    public ColumnSlot lateSlot(int column) {
        return lateBlock == null ? null : slot(column, lateBlock, lateValidity);
    }

    /// Where it would lie, for who looks at none of its values.
    public ColumnSlot mainPlace(int column) {
        int slot = store.layout().slotOfColumn[column];
        return slot < 0 ? null : slot(slot, mainBlock.layout, mainValidity);
    }

    private ColumnSlot slot(int column, Block block, boolean[] validity) {
        int slot = store.layout().slotOfColumn[column];
        return slot < 0 ? null : slot(slot, block.require(slot).layout, validity);
    }

    private static ColumnSlot slot(int slot, BlockLayout layout, boolean[] validity) {
        boolean hasNulls = validity != null && validity[slot];
        return new ColumnSlot(
                layout.valuesOffset[slot], hasNulls ? layout.validityOffset[slot] : -1, layout.variableOffset[slot]);
    }

    /// Where the late rows belong; null if there are none. Computed at the first call, then shared by all
    /// readers.
    public LateOrder lateOrder() {
        if (lateRows == 0) {
            return null;
        }
        mainLease.segment();
        return version.lateOrder(mainBlock, mainRows, lateBlock, lateRows);
    }

    /// Where the row at a position lies: a row of the main segment, or `~row` of the late segment.
    ///
    /// The last position needs no order where main rows may still come: a late row is older than a main row
    /// that was published before it, so whatever is last is a main row. To a sealed run all rows are late,
    /// newer ones too.
    public long rowAt(long position) {
        if (lateRows == 0) {
            return position;
        }
        if (position == mainRows + lateRows - 1 && version.main() instanceof RowRun) {
            return mainRows - 1;
        }
        LateOrder order = lateOrder();
        int before = order.lateBefore(position);
        boolean late = before < lateRows && order.mainRowsBefore()[before] + before == position;
        return late ? ~order.lateRow()[before] : position - before;
    }

    /// What is known of a column over all rows without looking at them; null where nothing is.
    public ColumnStatistics statistics(int column) {
        return lateRows == 0 && version.main() instanceof SealedRun sealed
                ? sealed.statistics(store.schema().column(column))
                : null;
    }

    /// Statistics of finished blocks of main rows, shared by all readers of this version.
    public StatisticsSlots statistics() {
        return version.statistics();
    }

    /// Stands for the rows and their places: the same object as long as main rows only grow, another one
    /// after a fold.
    public Object versionIdentity() {
        return version;
    }

    /// The first position with a timestamp not before `tsNs`; the row count if there is none.
    public long lowerBound(long tsNs) {
        long offset = mainBlock.require(TableLayout.TIMESTAMP_SLOT).layout.valuesOffset[TableLayout.TIMESTAMP_SLOT];
        long before = TimestampSearch.lowerBound(mainSegment(), offset, 0, mainRows, tsNs);
        if (lateRows == 0) {
            return before;
        }
        LateOrder order = lateOrder();
        MemorySegment late = lateSegment();
        long lateOffset = lateBlock.layout.valuesOffset[TableLayout.TIMESTAMP_SLOT];
        int low = 0;
        int high = lateRows;
        while (low < high) {
            int middle = low + high >>> 1;
            long lateTsNs = late.get(JAVA_LONG, lateOffset + ((long) order.lateRow()[middle] << 3));
            if (lateTsNs < tsNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return before + low;
    }

    /// Main and late rows in one new block.
    MergedRows merged() {
        if (lateRows == 0) {
            return new MergedRows(
                    store.layout(), mainBlock, mainValidity, mainRows, mainBlock, mainValidity, LateOrder.NONE);
        }
        return new MergedRows(store.layout(), mainBlock, mainValidity, mainRows, lateBlock, lateValidity, lateOrder());
    }

    Block mainBlock() {
        return mainBlock;
    }

    boolean hasNulls(int slot) {
        return mainValidity != null && mainValidity[slot];
    }

    /// A second lease on the main rows, for a view of this view.
    Lease shareMain() {
        return mainLease.share();
    }

    /// @throws io.arenite.arena.ArenaClosedException the second time
    @Override
    public void close() {
        mainLease.close();
        if (lateLease != null) {
            lateLease.close();
        }
    }
}
