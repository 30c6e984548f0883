package io.arenite.engine.exec;

import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.kernel.Batch;

/// Walks the units of a morsel: opens each partition once, cuts blocks to the time range, asks statistics,
/// and hands the rest to a visitor.
final class UnitScan {
    private final ScanSelection selection;
    private final Program program;
    private final int schemaColumns;
    private final BlockStatisticsReader statistics;
    private final QueryContext context;
    private final Trace trace;

    /// What is done with blocks, by one worker.
    interface Visitor {
        /// The units that follow are of this partition, of which positions before `hi` are in the time range.
        default void enter(int partition, PartitionInput input, long hi) {}

        /// Positions `[from, to)` of one block are to be scanned.
        ///
        /// @return whether to go on
        boolean scan(int partition, int unit, PartitionInput input, long from, long to);

        /// All rows of the block pass the filter: may answer without a scan.
        default boolean answer(int unit, PartitionInput input, int block) {
            return false;
        }

        /// The units of the partition in this morsel are done, whether scanned, answered or pruned.
        default void leave(int partition, int units) {}
    }

    /// @param statistics null: neither asked nor made
    UnitScan(
            ScanSelection selection,
            Program program,
            int schemaColumns,
            BlockStatisticsReader statistics,
            QueryContext context,
            Trace trace) {
        this.selection = selection;
        this.program = program;
        this.schemaColumns = schemaColumns;
        this.statistics = statistics != null && statistics.isUseful() ? statistics : null;
        this.context = context;
        this.trace = trace;
    }

    void run(int firstUnit, int endUnit, Visitor visitor) {
        int unit = firstUnit;
        for (int partition = selection.partitionOfUnit(unit); unit < endUnit; partition++) {
            int end = Math.min(endUnit, selection.firstUnit(partition + 1));
            try (var input = PartitionInput.open(
                    selection.snapshot, selection.partition(partition), program.columns(), schemaColumns, statistics)) {
                if (!partition(partition, unit, end, input, visitor)) {
                    return;
                }
            }
            visitor.leave(partition, end - unit);
            unit = end;
        }
    }

    private boolean partition(int partition, int firstUnit, int endUnit, PartitionInput input, Visitor visitor) {
        long lo = 0;
        long hi = selection.rows(partition);
        if (selection.isCut(partition)) {
            lo = input.view.lowerBound(selection.scan.fromNs());
            hi = selection.scan.toNs() == Long.MAX_VALUE ? hi : input.view.lowerBound(selection.scan.toNs());
        }
        lo = Math.max(lo, selection.start(partition));
        visitor.enter(partition, input, hi);
        for (int unit = firstUnit; unit < endUnit; unit++) {
            int block = unit - selection.firstUnit(partition) + selection.firstBlock(partition);
            long start = (long) block * Batch.BLOCK_ROWS;
            long from = Math.max(lo, start);
            long to = Math.min(hi, start + Batch.BLOCK_ROWS);
            if (from < to) {
                context.check();
                if (!block(partition, unit, block, input, from, to, visitor)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean block(
            int partition, int unit, int block, PartitionInput input, long from, long to, Visitor visitor) {
        if (statistics != null) {
            BlockStatisticsReader.Verdict verdict = statistics.verdict(input, block);
            boolean whole = to - from == Batch.BLOCK_ROWS;
            if (verdict == BlockStatisticsReader.Verdict.NO_ROWS) {
                count(Trace.Counter.BLOCKS_PRUNED, 1);
                return true;
            }
            if (verdict == BlockStatisticsReader.Verdict.ALL_ROWS && whole && visitor.answer(unit, input, block)) {
                count(Trace.Counter.BLOCKS_FROM_STATISTICS, 1);
                return true;
            }
        }
        count(Trace.Counter.BLOCKS_SCANNED, 1);
        count(Trace.Counter.ROWS_SCANNED, to - from);
        return visitor.scan(partition, unit, input, from, to);
    }

    private void count(Trace.Counter counter, long amount) {
        if (trace != null) {
            trace.add(counter, amount);
        }
    }
}
