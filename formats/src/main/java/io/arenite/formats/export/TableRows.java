package io.arenite.formats.export;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.arenite.Table;
import io.arenite.engine.frame.ColumnBuffers;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnSlot;
import io.arenite.partitions.PartitionView;
import io.arenite.partitions.TableSnapshot;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The rows of one snapshot of a table. One partition is open at a time. Where it has no late rows,
/// blocks are its own memory; where it has, rows are copied in order.
final class TableRows implements RowSource {
    static final int BLOCK_ROWS = 1 << 16;
    /// Fewer rows of a partition are gathered.
    private static final int SMALL_ROWS = 1 << 14;

    private final TableSnapshot snapshot;
    private final RowBuffer buffer;
    private final List<Column> columns;
    private final int keyIndex;
    private int nextPartition;
    private PartitionView view;
    private long nextRow;
    private int[] keyCodes = {};

    private TableRows(TableSnapshot snapshot) {
        this.snapshot = snapshot;
        this.columns = snapshot.schema().columns();
        this.keyIndex = snapshot.schema().keyIndex();
        this.buffer = new RowBuffer(fields(), BLOCK_ROWS, snapshot.table().symbols());
    }

    static TableRows open(Table table) {
        return new TableRows(table.snapshot());
    }

    @Override
    public List<Field> fields() {
        return columns.stream()
                .map(column -> new Field(column.name(), column.type()))
                .toList();
    }

    @Override
    public long rowCount() {
        return snapshot.rowCount();
    }

    @Override
    public RowBlock next() {
        while (openNext()) {
            long left = view.rowCount() - nextRow;
            boolean small = left < SMALL_ROWS || view.lateRowCount() > 0;
            if (!small && buffer.rows() > 0) {
                return buffer.take();
            }
            int rows = (int) Math.min(small ? buffer.room() : BLOCK_ROWS, left);
            List<ColumnBuffers> buffers = read(rows);
            nextRow += rows;
            if (!small) {
                return block(buffers, rows);
            }
            buffer.add(buffers, rows);
            if (buffer.room() == 0) {
                return buffer.take();
            }
        }
        return buffer.rows() == 0 ? null : buffer.take();
    }

    /// Whether there are rows, the next of which the open view has.
    private boolean openNext() {
        while (view == null || nextRow == view.rowCount()) {
            closeView();
            if (nextPartition == snapshot.partitionCount()) {
                return false;
            }
            view = snapshot.open(nextPartition++);
            nextRow = 0;
        }
        return true;
    }

    private List<ColumnBuffers> read(int rows) {
        long[] places = view.lateRowCount() == 0 ? null : places(rows);
        List<ColumnBuffers> read = new ArrayList<>(columns.size());
        for (Column column : columns) {
            if (column.index() == keyIndex) {
                read.add(key(rows));
            } else {
                read.add(places == null ? slice(column, rows) : gather(column, places));
            }
        }
        return read;
    }

    private RowBlock block(List<ColumnBuffers> buffers, int rows) {
        List<FrameColumn> block = new ArrayList<>(columns.size());
        for (Column column : columns) {
            ColumnBuffers memory = buffers.get(column.index());
            block.add(FrameColumn.over(
                    column.name(), column.type(), rows, memory, snapshot.table().symbols()));
        }
        return new RowBlock(block, rows);
    }

    private long[] places(int rows) {
        long[] places = new long[rows];
        for (int row = 0; row < rows; row++) {
            places[row] = view.rowAt(nextRow + row);
        }
        return places;
    }

    private ColumnBuffers key(int rows) {
        if (keyCodes.length < rows) {
            keyCodes = new int[rows];
        }
        Arrays.fill(keyCodes, 0, rows, view.keyCode());
        return new ColumnBuffers(MemorySegment.ofArray(keyCodes), null, null);
    }

    private ColumnBuffers slice(Column column, int rows) {
        MemorySegment segment = view.mainSegment();
        ColumnSlot slot = view.mainSlot(column.index());
        int width = column.type().widthBytes();
        MemorySegment validity = slot.validityOffset() < 0 ? null : bits(segment, slot.validityOffset(), rows);
        if (width == 0) {
            return new ColumnBuffers(bits(segment, slot.valuesOffset(), rows), validity, null);
        }
        boolean isVariable = column.type().isVariable();
        long bytes = (rows + (isVariable ? 1L : 0)) * width;
        MemorySegment values = segment.asSlice(slot.valuesOffset() + nextRow * width, bytes);
        MemorySegment data = isVariable
                ? segment.asSlice(slot.varDataOffset(), values.get(JAVA_LONG_UNALIGNED, (long) rows * Long.BYTES))
                : null;
        return new ColumnBuffers(values, validity, data);
    }

    /// The bits of the next rows, which need not begin with a byte.
    private MemorySegment bits(MemorySegment segment, long offset, int rows) {
        if ((nextRow & 7) == 0) {
            return segment.asSlice(offset + (nextRow >>> 3), (rows + 7) >>> 3);
        }
        MemorySegment bits = MemorySegment.ofArray(new byte[(rows + 7) >>> 3]);
        for (int row = 0; row < rows; row++) {
            Gather.setBit(bits, row, Gather.bit(segment, offset, nextRow + row));
        }
        return bits;
    }

    private ColumnBuffers gather(Column column, long[] places) {
        Gather gather = new Gather(
                view.mainSegment(), view.mainSlot(column.index()), view.lateSegment(), view.lateSlot(column.index()));
        MemorySegment validity = gather.validity(places);
        if (column.type().isVariable()) {
            return gather.variable(places, validity);
        }
        return new ColumnBuffers(gather.fixed(places, column.type().widthBytes()), validity, null);
    }

    private void closeView() {
        if (view != null) {
            view.close();
            view = null;
        }
    }

    @Override
    public void close() {
        closeView();
        if (!snapshot.isClosed()) {
            snapshot.close();
        }
    }

    /// Copies rows of one column out of main and late rows.
    private record Gather(MemorySegment main, ColumnSlot mainSlot, MemorySegment late, ColumnSlot lateSlot) {

        /// Bits, 0 is null; null if no row is.
        MemorySegment validity(long[] places) {
            if (mainSlot.validityOffset() < 0 && lateSlot.validityOffset() < 0) {
                return null;
            }
            byte[] bits = new byte[(places.length + 7) >>> 3];
            for (int row = 0; row < places.length; row++) {
                boolean isMain = places[row] >= 0;
                long offset = isMain ? mainSlot.validityOffset() : lateSlot.validityOffset();
                boolean valid = offset < 0 || bit(isMain ? main : late, offset, isMain ? places[row] : ~places[row]);
                bits[row >>> 3] |= (byte) (valid ? 1 << (row & 7) : 0);
            }
            return MemorySegment.ofArray(bits);
        }

        MemorySegment fixed(long[] places, int width) {
            MemorySegment values =
                    MemorySegment.ofArray(new byte[Math.max((places.length + 7) >>> 3, places.length * width)]);
            for (int row = 0; row < places.length; row++) {
                boolean isMain = places[row] >= 0;
                MemorySegment from = isMain ? main : late;
                long at = isMain ? places[row] : ~places[row];
                long offset = (isMain ? mainSlot : lateSlot).valuesOffset();
                switch (width) {
                    case 0 -> setBit(values, row, bit(from, offset, at));
                    case 1 -> values.set(JAVA_BYTE, row, from.get(JAVA_BYTE, offset + at));
                    case 2 ->
                        values.set(JAVA_SHORT_UNALIGNED, row * 2L, from.get(JAVA_SHORT_UNALIGNED, offset + at * 2));
                    case 4 -> values.set(JAVA_INT_UNALIGNED, row * 4L, from.get(JAVA_INT_UNALIGNED, offset + at * 4));
                    default ->
                        values.set(JAVA_LONG_UNALIGNED, row * 8L, from.get(JAVA_LONG_UNALIGNED, offset + at * 8));
                }
            }
            return values;
        }

        ColumnBuffers variable(long[] places, MemorySegment validity) {
            long[] offsets = new long[places.length + 1];
            for (int row = 0; row < places.length; row++) {
                offsets[row + 1] = offsets[row] + end(places[row]) - start(places[row]);
            }
            MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(offsets[places.length])]);
            for (int row = 0; row < places.length; row++) {
                boolean isMain = places[row] >= 0;
                long from = (isMain ? mainSlot : lateSlot).varDataOffset() + start(places[row]);
                MemorySegment.copy(isMain ? main : late, from, data, offsets[row], offsets[row + 1] - offsets[row]);
            }
            return new ColumnBuffers(MemorySegment.ofArray(offsets), validity, data);
        }

        private long start(long place) {
            return place >= 0
                    ? main.get(JAVA_LONG_UNALIGNED, mainSlot.valuesOffset() + place * 8)
                    : late.get(JAVA_LONG_UNALIGNED, lateSlot.valuesOffset() + ~place * 8);
        }

        private long end(long place) {
            return place >= 0 ? start(place + 1) : start(~(~place + 1));
        }

        private static boolean bit(MemorySegment segment, long offset, long row) {
            return (segment.get(JAVA_BYTE, offset + (row >>> 3)) >>> (row & 7) & 1) != 0;
        }

        private static void setBit(MemorySegment bits, int row, boolean value) {
            if (value) {
                long at = (long) row >>> 3;
                bits.set(JAVA_BYTE, at, (byte) (bits.get(JAVA_BYTE, at) | 1 << (row & 7)));
            }
        }
    }
}
