package io.arenite.partitions;

/// When late rows are folded into the main rows, and how: into a new version, while old snapshots keep the
/// old one.
final class LateFold {
    /// The default of [TableStore#lateRowsBeforeFold].
    static final long LATE_ROWS_BEFORE_FOLD = 1024;

    private LateFold() {}

    /// Late rows are a quarter of the main rows and more than readers should have to merge. So a row is
    /// copied by folds four times at most for each late row, and the copies are amortised. Sealed rows are
    /// merged by sealing again.
    static boolean isDue(Partition partition, long lateRowsBeforeFold) {
        return partition.sealed == null && partition.lateRows() > Math.max(lateRowsBeforeFold, partition.main.rows / 4);
    }

    /// All rows of a sealed partition, none of them uncommitted, in a run that grows.
    static RowRun thaw(TableStore store, Partition partition) {
        String name = store.runName(partition.bucketStartNs(), partition.keyCode(), "main");
        try (PartitionView view = PartitionView.open(store, partition, Long.MAX_VALUE, null)) {
            MergedRows rows = view.merged();
            return RowRun.ofRows(store.blocks(), name, rows.copy(name, store.blocks(), -1), rows);
        }
    }

    /// The writer's rows, uncommitted ones included, in a run of their own.
    static RowRun fold(Partition partition, String name, BlockSource blocks) {
        RowRun main = partition.main;
        RowRun late = partition.late;
        LateOrder order = LateOrder.of(main.block, main.rows, late.block, Math.toIntExact(late.rows));
        MergedRows merged =
                new MergedRows(main.table, main.block, main.validity(), main.rows, late.block, late.validity(), order);
        Block copy = merged.copy(name, blocks, -1);
        try {
            return RowRun.ofRows(blocks, name, copy, merged);
        } catch (RuntimeException | Error e) {
            copy.release();
            throw e;
        }
    }
}
