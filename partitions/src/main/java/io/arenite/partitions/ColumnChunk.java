package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.arenite.arena.Faults;
import io.arenite.arena.Lease;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// One contiguous part of a [ColumnView]: the rows of one partition, in (timestamp, arrival) order, and the
/// memory that they lie in.
public final class ColumnChunk {
    private final TableStore store;
    private final Column column;
    private final int slot;
    private final long rows;
    private final int keyCode;
    private final Block block;
    private final Lease lease;
    private final boolean hasNulls;
    /// The lifetime of segments that were handed out; null before the first.
    private Arena shared;

    private volatile boolean closed;

    private ColumnChunk(
            TableStore store, Column column, PartitionView view, Block block, Lease lease, boolean hasNulls) {
        this.store = store;
        this.column = column;
        this.slot = store.layout().slotOfColumn[column.index()];
        this.rows = view.rowCount();
        this.keyCode = view.keyCode();
        this.block = block;
        this.lease = lease;
        this.hasNulls = hasNulls;
    }

    /// Shares the view's main rows, or merges them with late rows into an arena of its own.
    static ColumnChunk of(TableStore store, PartitionView view, Column column) {
        int slot = store.layout().slotOfColumn[column.index()];
        if (slot < 0 || view.lateRowCount() == 0) {
            boolean hasNulls = slot >= 0 && view.hasNulls(slot);
            Block block = slot < 0 ? view.mainBlock() : view.mainBlock().require(slot);
            return new ColumnChunk(store, column, view, block, view.shareMain(), hasNulls);
        }
        MergedRows merged = view.merged();
        Block copy = merged.copy(store.name() + "." + column.name() + ".view", store.blocks(), slot);
        Lease lease = copy.arena.acquire();
        copy.release();
        return new ColumnChunk(store, column, view, copy, lease, merged.hasNulls(slot));
    }

    public long length() {
        return rows;
    }

    /// -1 in a table without a key.
    public int keyCode() {
        return keyCode;
    }

    public boolean hasNulls() {
        return hasNulls;
    }

    public boolean isNull(long row) {
        check(row);
        boolean isNull = hasNulls && !Bits.get(block.segment, block.layout.validityOffset[slot], row);
        requireStillOpen();
        return isNull;
    }

    public long getLong(long row) {
        requireValue(row);
        if (slot < 0) {
            return keyCode;
        }
        MemorySegment segment = block.segment;
        long at = block.layout.valuesOffset[slot];
        long value = switch (column.type().kind()) {
            case INT8 -> segment.get(JAVA_BYTE, at + row);
            case UINT8 -> segment.get(JAVA_BYTE, at + row) & 0xff;
            case INT16 -> segment.get(JAVA_SHORT, at + (row << 1));
            case UINT16 -> segment.get(JAVA_SHORT, at + (row << 1)) & 0xffff;
            case INT32, DATE32, SYMBOL -> Faults.widen(segment.get(JAVA_INT, at + (row << 2)));
            case UINT32 -> segment.get(JAVA_INT, at + (row << 2)) & 0xffff_ffffL;
            case INT64, UINT64, DECIMAL64, TIMESTAMP, DURATION -> segment.get(JAVA_LONG, at + (row << 3));
            case BOOL, FLOAT32, FLOAT64, UTF8, BINARY -> throw wrongType("long");
        };
        requireStillOpen();
        return value;
    }

    public double getDouble(long row) {
        requireValue(row);
        double value = switch (column.type().kind()) {
            case FLOAT64 -> block.segment.get(JAVA_DOUBLE, block.layout.valuesOffset[slot] + (row << 3));
            case FLOAT32 -> block.segment.get(JAVA_FLOAT, block.layout.valuesOffset[slot] + (row << 2));
            case BOOL,
                    INT8,
                    INT16,
                    INT32,
                    INT64,
                    UINT8,
                    UINT16,
                    UINT32,
                    UINT64,
                    DECIMAL64,
                    TIMESTAMP,
                    DATE32,
                    DURATION,
                    SYMBOL,
                    UTF8,
                    BINARY -> throw wrongType("double");
        };
        requireStillOpen();
        return value;
    }

    public boolean getBoolean(long row) {
        requireValue(row);
        if (column.type().kind() != ColumnType.Kind.BOOL) {
            throw wrongType("boolean");
        }
        boolean value = Bits.get(block.segment, block.layout.valuesOffset[slot], row);
        requireStillOpen();
        return value;
    }

    public String getString(long row) {
        if (column.type().kind() == ColumnType.Kind.SYMBOL) {
            return store.symbols().symbol((int) getLong(row));
        }
        if (column.type().kind() != ColumnType.Kind.UTF8) {
            throw wrongType("string");
        }
        return new String(getBytes(row), StandardCharsets.UTF_8);
    }

    public byte[] getBytes(long row) {
        requireValue(row);
        if (!column.type().isVariable()) {
            throw wrongType("bytes");
        }
        long offsets = block.layout.valuesOffset[slot];
        long start = block.segment.get(JAVA_LONG, offsets + (row << 3));
        long end = block.segment.get(JAVA_LONG, offsets + (row + 1 << 3));
        requireStillOpen();
        byte[] bytes = new byte[Math.toIntExact(end - start)];
        long from = block.layout.variableOffset[slot] + start;
        MemorySegment.copy(block.segment, JAVA_BYTE, from, bytes, 0, bytes.length);
        requireStillOpen();
        return bytes;
    }

    /// The values as they lie in memory, read-only: for utf8 and binary the offsets. Any thread may read it
    /// until the view is closed; then it throws.
    public MemorySegment values() {
        requireStored();
        long length = StoreOp.valuesBytes(store.layout().opOfSlot[slot], rows);
        return shared(block.layout.valuesOffset[slot], length);
    }

    /// The bytes of utf8 and binary, as [#values].
    public MemorySegment variableBytes() {
        requireStored();
        if (!column.type().isVariable()) {
            throw wrongType("bytes");
        }
        long end = block.segment.get(JAVA_LONG, block.layout.valuesOffset[slot] + (rows << 3));
        return shared(block.layout.variableOffset[slot], end);
    }

    /// LSB bits, 0 is null, as [#values]; null where the column has no nulls.
    public MemorySegment validity() {
        requireStored();
        return hasNulls ? shared(block.layout.validityOffset[slot], StoreOp.bitmapBytes(rows)) : null;
    }

    /// Where the rows `[from, to)` lie in memory, for code outside of the JVM; with a lease of their own,
    /// which outlives this view. The bytes of utf8 and binary are those of the whole chunk, since offsets
    /// count from its start.
    public ForeignRows foreignRows(long from, long to) {
        requireStored();
        Objects.checkFromToIndex(from, to, rows);
        long values = block.layout.valuesOffset[slot] + from * column.type().widthBytes();
        long validity = hasNulls ? block.layout.validityOffset[slot] : -1;
        boolean variable = column.type().isVariable();
        long bytes = variable ? block.segment.get(JAVA_LONG, block.layout.valuesOffset[slot] + (rows << 3)) : 0;
        Lease own = lease.share();
        return new ForeignRows(
                own,
                to - from,
                address(values),
                validity < 0 ? 0 : address(validity),
                from,
                variable ? address(block.layout.variableOffset[slot]) : 0,
                bytes);
    }

    private long address(long offset) {
        return block.segment.asSlice(offset, 0).address();
    }

    /// Restricted, because a wrong length would not be noticed; this one is that of a slice.
    @SuppressWarnings("restricted")
    private synchronized MemorySegment shared(long offset, long length) {
        requireOpen();
        if (shared == null) {
            shared = Arena.ofShared();
        }
        return block.segment(lease)
                .asSlice(offset, length)
                .reinterpret(shared, null)
                .asReadOnly();
    }

    synchronized void closeIfOpen() {
        if (closed) {
            return;
        }
        if (shared != null) {
            shared.close();
        }
        closed = true;
        lease.close();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("column view is closed: column=" + column.name());
        }
    }

    /// After a read: what a close by another thread made meaningless is not returned.
    private void requireStillOpen() {
        VarHandle.loadLoadFence();
        requireOpen();
    }

    private void check(long row) {
        requireOpen();
        if (row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException(
                    "row out of range: column=" + column.name() + ", row=" + row + ", length=" + rows);
        }
    }

    private void requireValue(long row) {
        if (isNull(row)) {
            throw new IllegalStateException("value is null: column=" + column.name() + ", row=" + row);
        }
    }

    private void requireStored() {
        requireOpen();
        if (slot < 0) {
            throw new IllegalArgumentException("key column has no values in memory: column=" + column.name());
        }
    }

    private IllegalArgumentException wrongType(String wanted) {
        return new IllegalArgumentException(
                "wrong type for column: column=" + column.name() + ", type=" + column.type() + ", wanted=" + wanted);
    }
}
