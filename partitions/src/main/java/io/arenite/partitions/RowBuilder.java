package io.arenite.partitions;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Collects one row: the timestamp, then one call per column in schema order, then [#append]. Reused for every row, so
/// that a row costs no allocation. Not thread safe.
///
/// A value of the wrong type or out of range, too many or too few values are errors that name table and column; the
/// half-built row is discarded and nothing else is lost.
public final class RowBuilder {
    private final TableLayout table;
    private final SymbolDictionary symbols;
    private final RowSink sink;
    private final ColumnType.Kind[] kinds;

    /// By position. Integers and time as they are, floats as bits, bool 0 or 1, variable ones as
    /// `start << 32 | length` in `bytes`. Zero for null.
    final long[] values;

    byte[] bytes = new byte[0];
    int byteCount;

    private final long[] bytesBySlot;

    private final boolean[] nulls;
    private boolean hasNulls;
    /// The position of the next value; one past the last when no row is under way or it is complete.
    private int next;

    private boolean started;

    RowBuilder(TableLayout table, SymbolDictionary symbols, RowSink sink) {
        this.table = table;
        this.symbols = symbols;
        this.sink = sink;
        int positions = table.columnOfPosition.length;
        this.values = new long[positions];
        this.nulls = new boolean[positions];
        this.bytesBySlot = table.hasVariable ? new long[table.slotCount] : null;
        this.kinds = new ColumnType.Kind[positions + 1];
        for (int position = 0; position < positions; position++) {
            kinds[position] =
                    table.schema.column(table.columnOfPosition[position]).type().kind();
        }
        this.next = positions;
    }

    /// Starts a row at a time in nanoseconds since the epoch, UTC.
    RowBuilder at(long tsNs) {
        sink.begin();
        if (started) {
            throw incomplete();
        }
        values[0] = tsNs;
        next = 1;
        started = true;
        return this;
    }

    /// A symbol by its text; stored if it is new.
    public RowBuilder symbol(String symbol) {
        int position = next;
        if (kinds[position] != ColumnType.Kind.SYMBOL) {
            throw wrongType("symbol");
        }
        if (symbol == null) {
            return nul();
        }
        values[position] = symbols.intern(symbol);
        next = position + 1;
        return this;
    }

    /// A symbol by its code in the database's dictionary.
    public RowBuilder symbolCode(int code) {
        int position = next;
        if (kinds[position] != ColumnType.Kind.SYMBOL) {
            throw wrongType("symbol");
        }
        if (code < 0 || code >= symbols.size()) {
            throw discard("unknown symbol code", "code=" + code + ", symbols=" + symbols.size());
        }
        values[position] = code;
        next = position + 1;
        return this;
    }

    /// For float64 and float32 columns; a finite value that float32 cannot hold is an error.
    public RowBuilder float64(double value) {
        int position = next;
        ColumnType.Kind kind = kinds[position];
        if (kind == ColumnType.Kind.FLOAT64) {
            values[position] = Double.doubleToRawLongBits(value);
        } else if (kind == ColumnType.Kind.FLOAT32) {
            float narrow = (float) value;
            if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
                throw outOfRange(Double.toString(value));
            }
            values[position] = Float.floatToRawIntBits(narrow);
        } else {
            throw wrongType("float64");
        }
        next = position + 1;
        return this;
    }

    public RowBuilder float32(float value) {
        return float64(value);
    }

    /// For every integer column; a value that it cannot hold is an error.
    public RowBuilder int64(long value) {
        int position = next;
        ColumnType.Kind kind = kinds[position];
        if (kind != ColumnType.Kind.INT64) {
            if (kind == null || !kind.isInteger()) {
                throw wrongType("int64");
            }
            if (!IntegerRange.contains(kind, value)) {
                throw outOfRange(Long.toString(value));
            }
        }
        values[position] = value;
        next = position + 1;
        return this;
    }

    public RowBuilder int32(int value) {
        return int64(value);
    }

    /// The 64 bits of an unsigned value, for a uint64 column.
    public RowBuilder uint64(long bits) {
        return put(ColumnType.Kind.UINT64, bits);
    }

    /// For a decimal64 column: exact, or an error.
    public RowBuilder decimal(BigDecimal value) {
        if (kinds[next] != ColumnType.Kind.DECIMAL64) {
            throw wrongType("decimal64");
        }
        if (value == null) {
            return nul();
        }
        try {
            return decimal(
                    value.setScale(column(next).type().scale()).unscaledValue().longValueExact());
        } catch (ArithmeticException e) {
            throw outOfRange(value.toPlainString());
        }
    }

    /// For a decimal64 column: `unscaled / 10^scale`.
    public RowBuilder decimal(long unscaled) {
        return put(ColumnType.Kind.DECIMAL64, unscaled);
    }

    public RowBuilder bool(boolean value) {
        return put(ColumnType.Kind.BOOL, value ? 1 : 0);
    }

    /// In the column's unit, since the epoch, UTC.
    public RowBuilder timestamp(long value) {
        return put(ColumnType.Kind.TIMESTAMP, value);
    }

    /// In the column's unit.
    public RowBuilder duration(long value) {
        return put(ColumnType.Kind.DURATION, value);
    }

    public RowBuilder date32(int daysSinceEpoch) {
        return put(ColumnType.Kind.DATE32, daysSinceEpoch);
    }

    public RowBuilder utf8(String text) {
        if (kinds[next] != ColumnType.Kind.UTF8) {
            throw wrongType("utf8");
        }
        return text == null ? nul() : putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public RowBuilder binary(byte[] value) {
        if (kinds[next] != ColumnType.Kind.BINARY) {
            throw wrongType("binary");
        }
        return value == null ? nul() : putBytes(value);
    }

    /// The next column is null. The key cannot be.
    public RowBuilder nul() {
        int position = next;
        if (kinds[position] == null) {
            throw wrongType("null");
        }
        if (position == table.keyPosition) {
            throw discard("key must not be null", "column=" + column(position).name());
        }
        values[position] = 0;
        nulls[position] = true;
        hasNulls = true;
        next = position + 1;
        return this;
    }

    /// Hands the row over. It is visible to readers after the next commit.
    public void append() {
        if (next != values.length || !started) {
            throw incomplete();
        }
        try {
            sink.accept(this);
        } finally {
            clear();
        }
    }

    boolean hasNulls() {
        return hasNulls;
    }

    boolean isNull(int position) {
        return nulls[position];
    }

    /// How many bytes the row has in each variable column; null without such columns. Valid until the next call.
    long[] bytesBySlot() {
        for (int slot = 0; slot < bytesBySlot.length; slot++) {
            boolean variable = table.opOfSlot[slot] == StoreOp.VARIABLE;
            bytesBySlot[slot] = variable ? (int) values[table.positionOfSlot[slot]] : 0;
        }
        return bytesBySlot;
    }

    boolean isStarted() {
        return started;
    }

    /// For a row that was not built by calls: a feed's.
    void setNull(int position) {
        nulls[position] = true;
        hasNulls = true;
    }

    /// Forgets the row under way, if any.
    void clear() {
        started = false;
        next = values.length;
        byteCount = 0;
        if (hasNulls) {
            Arrays.fill(nulls, false);
            hasNulls = false;
        }
    }

    void reserveBytes(int count) {
        if (bytes.length - byteCount < count) {
            bytes = Arrays.copyOf(bytes, Math.max(byteCount + count, bytes.length * 2));
        }
    }

    private RowBuilder put(ColumnType.Kind kind, long value) {
        int position = next;
        if (kinds[position] != kind) {
            throw wrongType(kind.displayName());
        }
        values[position] = value;
        next = position + 1;
        return this;
    }

    private RowBuilder putBytes(byte[] value) {
        reserveBytes(value.length);
        System.arraycopy(value, 0, bytes, byteCount, value.length);
        values[next] = (long) byteCount << 32 | value.length;
        byteCount += value.length;
        next++;
        return this;
    }

    private Column column(int position) {
        return table.schema.column(table.columnOfPosition[position]);
    }

    private RuntimeException wrongType(String given) {
        if (!started) {
            return discard("row not started", "given=" + given + ", first call=at");
        }
        if (next == values.length) {
            return discard("row has more values than the schema", "columns=" + values.length + ", given=" + given);
        }
        Column column = column(next);
        return discard(
                "wrong type for column", "column=" + column.name() + ", type=" + column.type() + ", given=" + given);
    }

    private RuntimeException outOfRange(String value) {
        Column column = column(next);
        return discard(
                "value out of range", "column=" + column.name() + ", type=" + column.type() + ", value=" + value);
    }

    private RuntimeException incomplete() {
        if (!started) {
            return discard("row not started", "first call=at");
        }
        return discard(
                "row is incomplete",
                next == values.length
                        ? "missing call=append"
                        : "missing column=" + column(next).name());
    }

    private IllegalArgumentException discard(String rule, String details) {
        clear();
        return new IllegalArgumentException(rule + ": table=" + table.table + ", " + details);
    }
}
