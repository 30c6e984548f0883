package io.arenite.engine.exec;

import io.arenite.engine.kernel.Batch;
import io.arenite.engine.kernel.BitmapKernel;
import io.arenite.engine.kernel.Int128Sum;
import io.arenite.engine.kernel.Lanes;
import io.arenite.engine.kernel.LongMinMaxKernel;
import io.arenite.engine.kernel.LongSumKernel;
import io.arenite.engine.kernel.MinMaxKernel;
import io.arenite.engine.kernel.SumKernel;
import io.arenite.partitions.BlockStatistics;
import io.arenite.partitions.ColumnSlot;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionView;
import java.lang.foreign.MemorySegment;

/// Computes the exact statistics of a finished block of a 64-bit column with the same kernels, lanes and batches as a
/// query does, so that an answer from statistics has the bits of a scan.
final class BlockStatisticsBuilder {
    private final MemorySegment segment;
    private final ColumnSlot slot;
    private final ColumnType type;
    private final long firstRow;
    private final MemorySegment scratch;
    private final long maskOffset;

    private final double[] lanes = Lanes.create();
    private final Int128Sum sum = new Int128Sum();
    private double minDouble = Double.NaN;
    private double maxDouble = Double.NaN;
    private long min;
    private long max;
    private long count;

    private BlockStatisticsBuilder(
            PartitionView view, int column, ColumnType type, int block, MemorySegment scratch, long maskOffset) {
        this.segment = view.mainSegment();
        this.slot = view.mainSlot(column);
        this.type = type;
        this.firstRow = (long) block * Batch.BLOCK_ROWS;
        this.scratch = scratch;
        this.maskOffset = maskOffset;
        this.min = order() ^ Long.MAX_VALUE;
        this.max = order() ^ Long.MIN_VALUE;
    }

    /// @param maskOffset room for one mask in the scratch
    static BlockStatistics of(
            PartitionView view, int column, ColumnType type, int block, MemorySegment scratch, long maskOffset) {
        return new BlockStatisticsBuilder(view, column, type, block, scratch, maskOffset).build();
    }

    private BlockStatistics build() {
        for (int done = 0; done < Batch.BLOCK_ROWS; done += Batch.ROWS) {
            if (slot.validityOffset() < 0) {
                addAll(done);
            } else {
                addMasked(done);
            }
        }
        return new BlockStatistics(
                count,
                Batch.BLOCK_ROWS - count,
                min,
                max,
                minDouble,
                maxDouble,
                type.isFloat() ? Lanes.fold(lanes) : 0,
                sum.hi(),
                sum.lo());
    }

    private long order() {
        return type.equals(ColumnType.UINT64) ? LongMinMaxKernel.UNSIGNED : LongMinMaxKernel.SIGNED;
    }

    private long offset(int done) {
        return slot.valuesOffset() + (firstRow + done) * 8;
    }

    private void addAll(int done) {
        long at = offset(done);
        int rows = Batch.ROWS;
        count += rows;
        if (type.isFloat()) {
            SumKernel.run(segment, at, rows, 0, lanes);
            minDouble = MinMaxKernel.smaller(minDouble, MinMaxKernel.min(segment, at, rows));
            maxDouble = MinMaxKernel.larger(maxDouble, MinMaxKernel.max(segment, at, rows));
            return;
        }
        if (order() == LongMinMaxKernel.UNSIGNED) {
            LongSumKernel.runUnsigned(segment, at, rows, sum);
        } else {
            LongSumKernel.run(segment, at, rows, sum);
        }
        joinLongs(LongMinMaxKernel.min(order(), segment, at, rows), LongMinMaxKernel.max(order(), segment, at, rows));
    }

    private void addMasked(int done) {
        long at = offset(done);
        int rows = Batch.ROWS;
        BitmapKernel.copy(segment, slot.validityOffset() + (firstRow + done >>> 3), rows, scratch, maskOffset);
        int valid = BitmapKernel.count(scratch, maskOffset, rows);
        if (valid == 0) {
            return;
        }
        count += valid;
        if (type.isFloat()) {
            SumKernel.runMasked(segment, at, rows, scratch, maskOffset, lanes);
            minDouble = MinMaxKernel.smaller(minDouble, MinMaxKernel.minMasked(segment, at, rows, scratch, maskOffset));
            maxDouble = MinMaxKernel.larger(maxDouble, MinMaxKernel.maxMasked(segment, at, rows, scratch, maskOffset));
            return;
        }
        if (order() == LongMinMaxKernel.UNSIGNED) {
            LongSumKernel.runUnsignedMasked(segment, at, rows, scratch, maskOffset, sum);
        } else {
            LongSumKernel.runMasked(segment, at, rows, scratch, maskOffset, sum);
        }
        joinLongs(
                LongMinMaxKernel.minMasked(order(), segment, at, rows, scratch, maskOffset),
                LongMinMaxKernel.maxMasked(order(), segment, at, rows, scratch, maskOffset));
    }

    private void joinLongs(long batchMin, long batchMax) {
        long flip = order();
        min = Math.min(min ^ flip, batchMin ^ flip) ^ flip;
        max = Math.max(max ^ flip, batchMax ^ flip) ^ flip;
    }
}
