package io.arenite.engine.exec;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.kernel.BitmapKernel;
import io.arenite.partitions.ColumnSlot;
import io.arenite.partitions.LateOrder;
import io.arenite.partitions.PartitionView;
import java.lang.foreign.MemorySegment;

/// Main and late rows of a partition in one order. A batch is gathered into scratch: runs of main rows by one copy
/// each,
/// late rows one by one. Late row `k` of the order has position `mainRowsBefore[k] + k`.
final class MergedSource implements BatchSource {
    private final PartitionView view;
    private final LateOrder order;
    private final MemorySegment main;
    private final MemorySegment late;
    private final ColumnSlot[] mainSlots;
    private final ColumnSlot[] lateSlots;

    MergedSource(PartitionView view, ColumnSlot[] mainSlots, ColumnSlot[] lateSlots) {
        this.view = view;
        this.order = view.lateOrder();
        this.main = view.mainSegment();
        this.late = view.lateSegment();
        this.mainSlots = mainSlots;
        this.lateSlots = lateSlots;
    }

    /// What is done with a run of main rows, and with a late row; `to` is the first row in the batch.
    private interface Gather {
        void mainRows(long from, int count, int to);

        void lateRow(int row, int to);
    }

    private void gather(long position, int rows, Gather target) {
        int k = order.lateBefore(position);
        int done = 0;
        while (done < rows) {
            long at = position + done;
            long nextLate = k < order.lateRows() ? order.mainRowsBefore()[k] + k : Long.MAX_VALUE;
            if (at == nextLate) {
                target.lateRow(order.lateRow()[k], done);
                k++;
                done++;
            } else {
                int run = (int) Math.min(rows - done, nextLate - at);
                target.mainRows(at - k, run, done);
                done += run;
            }
        }
    }

    @Override
    public void values(
            int column, int widthBytes, long position, int rows, MemorySegment home, long homeOffset, Place out) {
        long mainOffset = mainSlots[column].valuesOffset();
        long lateOffset = lateSlots[column].valuesOffset();
        gather(position, rows, new Gather() {
            @Override
            public void mainRows(long from, int count, int to) {
                long target = homeOffset + (long) to * widthBytes;
                MemorySegment.copy(main, mainOffset + from * widthBytes, home, target, (long) count * widthBytes);
            }

            @Override
            public void lateRow(int row, int to) {
                long target = homeOffset + (long) to * widthBytes;
                MemorySegment.copy(late, lateOffset + (long) row * widthBytes, home, target, widthBytes);
            }
        });
        out.segment = home;
        out.offset = homeOffset;
    }

    @Override
    public void bits(int column, long position, int rows, MemorySegment home, long homeOffset) {
        gatherBits(
                mainSlots[column].valuesOffset(), lateSlots[column].valuesOffset(), position, rows, home, homeOffset);
    }

    @Override
    public boolean isNullable(int column) {
        return mainSlots[column].validityOffset() >= 0 || lateSlots[column].validityOffset() >= 0;
    }

    @Override
    public void validity(int column, long position, int rows, MemorySegment home, long homeOffset) {
        gatherBits(
                mainSlots[column].validityOffset(),
                lateSlots[column].validityOffset(),
                position,
                rows,
                home,
                homeOffset);
    }

    /// A negative offset stands for a bitmap of ones.
    private void gatherBits(
            long mainOffset, long lateOffset, long position, int rows, MemorySegment home, long homeOffset) {
        BitmapKernel.range(0, 0, rows, home, homeOffset);
        gather(position, rows, new Gather() {
            @Override
            public void mainRows(long from, int count, int to) {
                for (int i = 0; i < count; i++) {
                    set(to + i, mainOffset < 0 || bit(main, mainOffset, from + i));
                }
            }

            @Override
            public void lateRow(int row, int to) {
                set(to, lateOffset < 0 || bit(late, lateOffset, row));
            }

            private void set(int row, boolean value) {
                if (value) {
                    long word = homeOffset + (row >>> 6 << 3);
                    home.set(JAVA_LONG_UNALIGNED, word, home.get(JAVA_LONG_UNALIGNED, word) | 1L << row);
                }
            }
        });
    }

    static boolean bit(MemorySegment bits, long offset, long row) {
        return (bits.get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset + (row >>> 3)) >>> (row & 7) & 1) != 0;
    }

    @Override
    public void appendBytes(int column, long position, ColumnBuilder out) {
        int k = order.lateBefore(position);
        if (k < order.lateRows() && order.mainRowsBefore()[k] + k == position) {
            MainSource.appendBytes(late, lateSlots[column], order.lateRow()[k], out);
        } else {
            MainSource.appendBytes(main, mainSlots[column], position - k, out);
        }
    }

    @Override
    public int keyCode() {
        return view.keyCode();
    }
}
