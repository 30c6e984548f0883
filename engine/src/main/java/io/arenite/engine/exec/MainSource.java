package io.arenite.engine.exec;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.kernel.BitmapKernel;
import io.arenite.partitions.ColumnSlot;
import io.arenite.partitions.PartitionView;
import java.lang.foreign.MemorySegment;

/// The main rows of a partition, read where they lie. Positions are row numbers, which holds before the first late row.
final class MainSource implements BatchSource {
    private final PartitionView view;
    private final MemorySegment segment;
    private final ColumnSlot[] slots;

    MainSource(PartitionView view, ColumnSlot[] slots) {
        this.view = view;
        this.segment = view.mainSegment();
        this.slots = slots;
    }

    @Override
    public void values(
            int column, int widthBytes, long position, int rows, MemorySegment home, long homeOffset, Place out) {
        out.segment = segment;
        out.offset = slots[column].valuesOffset() + position * widthBytes;
    }

    @Override
    public void bits(int column, long position, int rows, MemorySegment home, long homeOffset) {
        BitmapKernel.copy(segment, slots[column].valuesOffset() + (position >>> 3), rows, home, homeOffset);
    }

    @Override
    public boolean isNullable(int column) {
        return slots[column].validityOffset() >= 0;
    }

    @Override
    public void validity(int column, long position, int rows, MemorySegment home, long homeOffset) {
        BitmapKernel.copy(segment, slots[column].validityOffset() + (position >>> 3), rows, home, homeOffset);
    }

    @Override
    public void appendBytes(int column, long position, ColumnBuilder out) {
        appendBytes(segment, slots[column], position, out);
    }

    /// Offsets count from the start of the column's bytes.
    static void appendBytes(MemorySegment segment, ColumnSlot slot, long row, ColumnBuilder out) {
        long at = slot.valuesOffset() + row * 8;
        long start = segment.get(JAVA_LONG_UNALIGNED, at);
        long end = segment.get(JAVA_LONG_UNALIGNED, at + 8);
        out.appendBytes(segment, slot.varDataOffset() + start, end - start);
    }

    @Override
    public int keyCode() {
        return view.keyCode();
    }

    MemorySegment segment() {
        return segment;
    }

    long valuesOffset(int column) {
        return slots[column].valuesOffset();
    }

    long validityOffset(int column) {
        return slots[column].validityOffset();
    }
}
