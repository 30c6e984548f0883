package io.arenite.engine.frame;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.arenite.partitions.ColumnType;
import io.arenite.partitions.SymbolDictionary;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/// One column of a [Frame]: Arrow's layout, typed accessors that check row, null and liveness. Asking a
/// null for a value throws; `get` gives null.
public final class FrameColumn {
    private final FrameStorage storage;
    private final String name;
    private final ColumnType type;
    private final long rowCount;
    private final ColumnBuffers buffers;
    private final SymbolDictionary symbols;

    FrameColumn(
            FrameStorage storage,
            String name,
            ColumnType type,
            long rowCount,
            ColumnBuffers buffers,
            SymbolDictionary symbols) {
        this.storage = storage;
        this.name = name;
        this.type = type;
        this.rowCount = rowCount;
        this.buffers = buffers;
        this.symbols = symbols;
    }

    /// A column over memory that the caller keeps until nobody reads it any more.
    ///
    /// @param symbols the dictionary of a symbol column
    public static FrameColumn over(
            String name, ColumnType type, long rowCount, ColumnBuffers buffers, SymbolDictionary symbols) {
        return new FrameColumn(FrameStorage.heap(), name, type, rowCount, buffers, symbols);
    }

    public String name() {
        return name;
    }

    public ColumnType type() {
        return type;
    }

    public long rowCount() {
        return rowCount;
    }

    public boolean isNull(long row) {
        check(row);
        return buffers.isNull(row);
    }

    /// Whether any row is null.
    public boolean hasNulls() {
        for (long row = 0; buffers.validity() != null && row < rowCount; row++) {
            if (buffers.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    /// Integers (uint64 as its bits), unscaled decimals, timestamps, durations, dates, and codes of
    /// symbols.
    public long getLong(long row) {
        checkValue(row);
        return longAt(row);
    }

    /// Floats; integers and decimals converted to the nearest float64.
    public double getDouble(long row) {
        checkValue(row);
        return switch (type.kind()) {
            case FLOAT64 -> buffers.values().get(JAVA_DOUBLE_UNALIGNED, row * 8);
            case FLOAT32 -> buffers.values().get(JAVA_FLOAT_UNALIGNED, row * 4);
            case UINT64 -> unsignedDecimal(longAt(row)).doubleValue();
            default -> type.scale() == 0 ? longAt(row) : getDecimal(row).doubleValue();
        };
    }

    public boolean getBoolean(long row) {
        checkValue(row);
        if (!type.equals(ColumnType.BOOL)) {
            throw wrongType("boolean");
        }
        return ColumnBuffers.bit(buffers.values(), row);
    }

    /// An exact number: integers and decimals.
    public BigDecimal getDecimal(long row) {
        checkValue(row);
        if (type.equals(ColumnType.UINT64)) {
            return unsignedDecimal(longAt(row));
        }
        if (!type.isInteger() && !(type.kind() == ColumnType.Kind.DECIMAL64)) {
            throw wrongType("decimal");
        }
        return BigDecimal.valueOf(longAt(row), type.scale());
    }

    /// The text of a symbol or utf8 value.
    public String getString(long row) {
        checkValue(row);
        return switch (type.kind()) {
            case SYMBOL -> symbols.symbol((int) longAt(row));
            case UTF8 -> new String(buffers.bytes(row), StandardCharsets.UTF_8);
            default -> throw wrongType("text");
        };
    }

    /// The bytes of a utf8 or binary value, copied.
    public byte[] getBytes(long row) {
        checkValue(row);
        if (!type.isVariable()) {
            throw wrongType("bytes");
        }
        return buffers.bytes(row);
    }

    /// The value as an object, or null: Boolean, Long (integers, times), Double, BigDecimal (decimal64,
    /// uint64), String or byte[].
    public Object get(long row) {
        if (isNull(row)) {
            return null;
        }
        return switch (type.kind()) {
            case BOOL -> getBoolean(row);
            case FLOAT32, FLOAT64 -> getDouble(row);
            case SYMBOL, UTF8 -> getString(row);
            case BINARY -> getBytes(row);
            case UINT64, DECIMAL64 -> getDecimal(row);
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, TIMESTAMP, DATE32, DURATION -> longAt(row);
        };
    }

    /// The buffers, for operators inside the engine.
    public ColumnBuffers buffers() {
        storage.checkOpen();
        return buffers;
    }

    long bufferBytes() {
        long bytes = buffers.values().byteSize();
        bytes += buffers.validity() == null ? 0 : buffers.validity().byteSize();
        return bytes + (buffers.data() == null ? 0 : buffers.data().byteSize());
    }

    /// The dictionary of a symbol column, otherwise perhaps null.
    public SymbolDictionary symbols() {
        return symbols;
    }

    FrameColumn renamed(String newName) {
        return new FrameColumn(storage, newName, type, rowCount, buffers, symbols);
    }

    private long longAt(long row) {
        MemorySegment values = buffers.values();
        return switch (type.kind()) {
            case INT8 -> values.get(JAVA_BYTE, row);
            case UINT8 -> values.get(JAVA_BYTE, row) & 0xffL;
            case INT16 -> values.get(JAVA_SHORT_UNALIGNED, row * 2);
            case UINT16 -> values.get(JAVA_SHORT_UNALIGNED, row * 2) & 0xffffL;
            case INT32, DATE32, SYMBOL -> values.get(JAVA_INT_UNALIGNED, row * 4);
            case UINT32 -> values.get(JAVA_INT_UNALIGNED, row * 4) & 0xffff_ffffL;
            case INT64, UINT64, DECIMAL64, TIMESTAMP, DURATION -> values.get(JAVA_LONG_UNALIGNED, row * 8);
            case BOOL, FLOAT32, FLOAT64, UTF8, BINARY -> throw wrongType("integer");
        };
    }

    private static BigDecimal unsignedDecimal(long bits) {
        return new BigDecimal(Long.toUnsignedString(bits));
    }

    private void check(long row) {
        storage.checkOpen();
        if (row < 0 || row >= rowCount) {
            throw new IndexOutOfBoundsException("no such row: column=" + name + ", row=" + row + ", rows=" + rowCount);
        }
    }

    private void checkValue(long row) {
        check(row);
        if (buffers.isNull(row)) {
            throw new NullPointerException("the value is null: column=" + name + ", row=" + row);
        }
    }

    private IllegalStateException wrongType(String asked) {
        return new IllegalStateException(
                "the column is of another type: column=" + name + ", type=" + type + ", asked for=" + asked);
    }

    @Override
    public String toString() {
        return name + ": " + type + " x " + rowCount;
    }
}
