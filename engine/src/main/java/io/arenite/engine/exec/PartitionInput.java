package io.arenite.engine.exec;

import io.arenite.partitions.ColumnSlot;
import io.arenite.partitions.PartitionView;
import io.arenite.partitions.TableSnapshot;

/// One open partition as block loops see it: where its columns lie, and from which position on late rows are
/// mixed in.
final class PartitionInput implements AutoCloseable {
    final PartitionView view;
    final MainSource main;

    /// Positions before it are main rows in place.
    final long firstLate;

    /// No row can pass the filter.
    final boolean isExcluded;

    private final int[] columns;
    private final ColumnSlot[] mainSlots;
    private final boolean nullable;
    private final long nullableColumns;
    private MergedSource merged;

    private PartitionInput(PartitionView view, int[] columns, int schemaColumns, BlockStatisticsReader statistics) {
        this.view = view;
        this.columns = columns;
        this.isExcluded = statistics != null && statistics.isExcluded(view);
        this.mainSlots = new ColumnSlot[schemaColumns];
        boolean anyNull = false;
        long nullBits = 0;
        for (int i = 0; i < columns.length; i++) {
            int column = columns[i];
            mainSlots[column] = isExcluded ? view.mainPlace(column) : view.mainSlot(column);
            boolean hasNulls = mainSlots[column].validityOffset() >= 0;
            anyNull |= hasNulls;
            nullBits |= hasNulls ? 1L << i : 0;
        }
        this.nullable = anyNull;
        this.nullableColumns = nullBits;
        this.main = new MainSource(view, mainSlots);
        this.firstLate = view.lateRowCount() == 0
                ? view.mainRowCount()
                : view.lateOrder().mainRowsBefore()[0];
    }

    /// Opens a partition of a snapshot for a program that reads these columns.
    ///
    /// @param statistics to exclude it by, before its columns are looked at; or null
    static PartitionInput open(
            TableSnapshot snapshot, int partition, int[] columns, int schemaColumns, BlockStatisticsReader statistics) {
        PartitionView view = snapshot.open(partition, columns);
        try {
            return new PartitionInput(view, columns, schemaColumns, statistics);
        } catch (RuntimeException | Error e) {
            view.close();
            throw e;
        }
    }

    /// Whether positions before `to` can be read in place and hold no null in any column.
    boolean isPlain(long to) {
        return !nullable && to <= firstLate;
    }

    /// Bit `i`: the main rows of the `i`-th column that is read have nulls; of the first 64 columns.
    long nullableColumns() {
        return nullableColumns;
    }

    /// The source of a batch that ends before `to`.
    BatchSource source(long to) {
        if (to <= firstLate) {
            return main;
        }
        return merged();
    }

    MergedSource merged() {
        if (merged == null) {
            var lateSlots = new ColumnSlot[mainSlots.length];
            for (int column : columns) {
                lateSlots[column] = view.lateSlot(column);
            }
            merged = new MergedSource(view, mainSlots, lateSlots);
        }
        return merged;
    }

    @Override
    public void close() {
        view.close();
    }
}
