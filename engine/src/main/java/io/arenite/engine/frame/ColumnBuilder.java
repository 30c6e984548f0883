package io.arenite.engine.frame;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.arenite.partitions.ColumnType;
import java.lang.foreign.MemorySegment;

/// Builds one column of a frame, value by value in row order. The validity bitmap appears with the first null.
public final class ColumnBuilder {
    private final ColumnType type;
    private final GrowingBuffer values;
    private final GrowingBuffer validity;
    private final GrowingBuffer data;
    private long rows;
    private long dataBytes;
    private boolean nullable;

    ColumnBuilder(ColumnType type, GrowingBuffer.ResultMemory memory) {
        this.type = type;
        this.values = new GrowingBuffer(memory);
        this.validity = new GrowingBuffer(memory);
        this.data = new GrowingBuffer(memory);
    }

    public ColumnType type() {
        return type;
    }

    public long rows() {
        return rows;
    }

    /// Integers, decimals, times and codes; narrower types take the low bytes.
    public void appendLong(long value) {
        switch (type.widthBytes()) {
            case 1 -> place(1).set(JAVA_BYTE, rows, (byte) value);
            case 2 -> place(2).set(JAVA_SHORT_UNALIGNED, rows * 2, (short) value);
            case 4 -> place(4).set(JAVA_INT_UNALIGNED, rows * 4, (int) value);
            default -> place(8).set(JAVA_LONG_UNALIGNED, rows * 8, value);
        }
        valid();
    }

    /// float32 and float64.
    public void appendDouble(double value) {
        if (type.equals(ColumnType.FLOAT32)) {
            place(4).set(JAVA_FLOAT_UNALIGNED, rows * 4, (float) value);
        } else {
            place(8).set(JAVA_DOUBLE_UNALIGNED, rows * 8, value);
        }
        valid();
    }

    public void appendBoolean(boolean value) {
        values.ensure((rows >>> 3) + 1);
        if (value) {
            values.setBit(rows);
        }
        valid();
    }

    /// utf8 and binary: `length` bytes of `source` from `offset` on.
    public void appendBytes(MemorySegment source, long offset, long length) {
        data.ensure(dataBytes + length);
        MemorySegment.copy(source, offset, data.segment(), dataBytes, length);
        dataBytes += length;
        endOfBytes();
        valid();
    }

    public void appendNull() {
        if (!nullable) {
            nullable = true;
            validity.ensure((rows >>> 3) + 1);
            for (long row = 0; row < rows; row++) {
                validity.setBit(row);
            }
        }
        if (type.isVariable()) {
            endOfBytes();
        } else if (type.equals(ColumnType.BOOL)) {
            values.ensure((rows >>> 3) + 1);
        } else {
            place(type.widthBytes());
        }
        validity.ensure((rows >>> 3) + 1);
        rows++;
    }

    /// Appends one row of a column of the same type.
    public void appendFrom(ColumnBuffers source, long row) {
        if (source.isNull(row)) {
            appendNull();
            return;
        }
        if (type.isVariable()) {
            long start = source.values().get(JAVA_LONG_UNALIGNED, row * 8);
            appendBytes(source.data(), start, source.values().get(JAVA_LONG_UNALIGNED, row * 8 + 8) - start);
            return;
        }
        appendStored(source.values(), 0, row);
    }

    /// Appends the value of one row of a column of the same type as it lies in memory: types of a fixed
    /// width, and bits.
    public void appendStored(MemorySegment source, long offset, long row) {
        switch (type.widthBytes()) {
            case 0 -> appendBoolean((source.get(JAVA_BYTE, offset + (row >>> 3)) >>> (row & 7) & 1) != 0);
            case 1 -> appendLong(source.get(JAVA_BYTE, offset + row));
            case 2 -> appendLong(source.get(JAVA_SHORT_UNALIGNED, offset + row * 2));
            case 4 -> {
                place(4).set(JAVA_INT_UNALIGNED, rows * 4, source.get(JAVA_INT_UNALIGNED, offset + row * 4));
                valid();
            }
            default -> {
                place(8).set(JAVA_LONG_UNALIGNED, rows * 8, source.get(JAVA_LONG_UNALIGNED, offset + row * 8));
                valid();
            }
        }
    }

    /// Appends rows `[from, to)` of a column of the same type; in bulk where nothing has to be looked at.
    public void appendRange(ColumnBuffers source, long from, long to) {
        int width = type.widthBytes();
        if (source.validity() != null || nullable || type.isVariable() || width == 0) {
            for (long row = from; row < to; row++) {
                appendFrom(source, row);
            }
            return;
        }
        appendValues(source.values(), from * width, to - from);
    }

    /// Appends `count` values as they lie in memory; for types of a fixed width of at least a byte.
    public void appendValues(MemorySegment source, long offset, long count) {
        int width = type.widthBytes();
        values.ensure((rows + count) * width);
        MemorySegment.copy(source, offset, values.segment(), rows * width, count * width);
        if (nullable) {
            validity.ensure((rows + count + 7) >>> 3);
            for (long row = rows; row < rows + count; row++) {
                validity.setBit(row);
            }
        }
        rows += count;
    }

    /// What is built so far; valid until the next append.
    public ColumnBuffers buffers() {
        if (type.isVariable()) {
            values.ensure((rows + 1) * 8);
        }
        return new ColumnBuffers(
                values.segment(), nullable ? validity.segment() : null, type.isVariable() ? data.segment() : null);
    }

    /// Bytes in use.
    public long sizeBytes() {
        return rows * Math.max(1, type.widthBytes()) + (nullable ? rows >>> 3 : 0) + dataBytes;
    }

    GrowingBuffer[] parts() {
        return new GrowingBuffer[] {values, validity, data};
    }

    private MemorySegment place(int width) {
        values.ensure((rows + 1) * width);
        return values.segment();
    }

    private void endOfBytes() {
        values.ensure((rows + 2) * 8);
        values.segment().set(JAVA_LONG_UNALIGNED, (rows + 1) * 8, dataBytes);
    }

    private void valid() {
        if (nullable) {
            validity.ensure((rows >>> 3) + 1);
            validity.setBit(rows);
        }
        rows++;
    }
}
