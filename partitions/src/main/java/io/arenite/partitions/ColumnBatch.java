package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Rows as columns, for [Appender#append(ColumnBatch)]: one array or segment per column of the schema. Arrays are read
/// when the batch is appended, not before and not after; set them again and reuse the batch.
///
/// Rows may come in any order of time; on equal timestamps the order of the batch is the order of arrival.
public final class ColumnBatch {
    private final Schema schema;
    private int rows;
    /// By column: an array, byte values, or a segment with the values as a block has them.
    final Object[] values;
    /// By column, null where all values are there: an LSB bitmap, 0 is null.
    final MemorySegment[] validity;

    private ColumnBatch(Schema schema, int rows) {
        this.schema = schema;
        this.rows = rows;
        this.values = new Object[schema.columnCount()];
        this.validity = new MemorySegment[schema.columnCount()];
    }

    public static ColumnBatch of(Schema schema, int rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("negative row count: rows=" + rows);
        }
        return new ColumnBatch(schema, rows);
    }

    public int rows() {
        return rows;
    }

    /// The number of rows to take from each column the next time.
    public ColumnBatch rows(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("negative row count: rows=" + count);
        }
        rows = count;
        return this;
    }

    public Schema schema() {
        return schema;
    }

    /// int64, uint64, decimal64 (unscaled), timestamp and duration (in the column's unit).
    public ColumnBatch longs(String column, long[] array) {
        return set(
                column,
                array,
                array.length,
                ColumnType.Kind.INT64,
                ColumnType.Kind.UINT64,
                ColumnType.Kind.DECIMAL64,
                ColumnType.Kind.TIMESTAMP,
                ColumnType.Kind.DURATION);
    }

    /// int32, uint32 (its bits) and date32.
    public ColumnBatch ints(String column, int[] array) {
        return set(column, array, array.length, ColumnType.Kind.INT32, ColumnType.Kind.UINT32, ColumnType.Kind.DATE32);
    }

    /// int16 and uint16 (its bits).
    public ColumnBatch shorts(String column, short[] array) {
        return set(column, array, array.length, ColumnType.Kind.INT16, ColumnType.Kind.UINT16);
    }

    /// int8 and uint8 (its bits).
    public ColumnBatch bytes(String column, byte[] array) {
        return set(column, array, array.length, ColumnType.Kind.INT8, ColumnType.Kind.UINT8);
    }

    public ColumnBatch doubles(String column, double[] array) {
        return set(column, array, array.length, ColumnType.Kind.FLOAT64);
    }

    public ColumnBatch floats(String column, float[] array) {
        return set(column, array, array.length, ColumnType.Kind.FLOAT32);
    }

    public ColumnBatch booleans(String column, boolean[] array) {
        return set(column, array, array.length, ColumnType.Kind.BOOL);
    }

    /// Symbols as text, stored where they are new; a null element is a null.
    public ColumnBatch symbols(String column, String[] array) {
        return set(column, array, array.length, ColumnType.Kind.SYMBOL);
    }

    /// Symbols by their codes in the database's dictionary.
    public ColumnBatch symbolCodes(String column, int[] array) {
        return set(column, array, array.length, ColumnType.Kind.SYMBOL);
    }

    /// A null element is a null.
    public ColumnBatch utf8(String column, String[] array) {
        return set(column, array, array.length, ColumnType.Kind.UTF8);
    }

    /// A null element is a null.
    public ColumnBatch binary(String column, byte[][] array) {
        return set(column, array, array.length, ColumnType.Kind.BINARY);
    }

    /// utf8 (which the caller has checked) and binary as bytes in memory.
    public ColumnBatch byteValues(String column, ByteValues bytes) {
        return set(column, bytes, bytes.rows(), ColumnType.Kind.UTF8, ColumnType.Kind.BINARY);
    }

    /// Values in memory as a block has them: little-endian, LSB bits for bool, int32 codes for symbols. Not for utf8
    /// and
    /// binary.
    public ColumnBatch segment(String column, MemorySegment segment) {
        Column described = schema.column(column);
        if (described.type().isVariable()) {
            throw wrongType(described, "segment");
        }
        long needed = StoreOp.valuesBytes(StoreOp.of(described.type().kind()), rows);
        if (segment.byteSize() < needed) {
            throw new IllegalArgumentException(
                    "segment too short: column=" + column + ", bytes=" + segment.byteSize() + ", needed=" + needed);
        }
        values[described.index()] = segment;
        return this;
    }

    /// Which values are there: LSB bits, 0 is null. Null for a column without nulls.
    public ColumnBatch validity(String column, MemorySegment bitmap) {
        Column described = nullable(column);
        if (bitmap != null && bitmap.byteSize() < StoreOp.bitmapBytes(rows)) {
            throw new IllegalArgumentException("validity too short: column=" + column + ", bytes=" + bitmap.byteSize()
                    + ", needed=" + StoreOp.bitmapBytes(rows));
        }
        validity[described.index()] = bitmap;
        return this;
    }

    /// Which values are there. Copied. Null for a column without nulls.
    public ColumnBatch validity(String column, boolean[] present) {
        Column described = nullable(column);
        if (present == null) {
            validity[described.index()] = null;
            return this;
        }
        requireLength(described, present.length);
        byte[] bitmap = new byte[(int) StoreOp.bitmapBytes(present.length)];
        for (int row = 0; row < present.length; row++) {
            bitmap[row >>> 3] |= (byte) (present[row] ? 1 << (row & 7) : 0);
        }
        validity[described.index()] = MemorySegment.ofArray(bitmap);
        return this;
    }

    boolean isNull(int column, int row) {
        MemorySegment bitmap = validity[column];
        if (bitmap != null && (bitmap.get(JAVA_BYTE, row >>> 3) >>> (row & 7) & 1) == 0) {
            return true;
        }
        return values[column] instanceof Object[] array && array[row] == null;
    }

    /// Whether the column may have nulls: without a bitmap only arrays of objects can say so.
    boolean mayHaveNulls(int column) {
        return validity[column] != null
                || values[column] instanceof Object[] array
                        && Arrays.asList(array).subList(0, rows).contains(null);
    }

    /// That it can be appended to this table as a whole.
    void requireTable(TableStore table) {
        if (!schema.equals(table.schema())) {
            throw new IllegalArgumentException("batch has another schema: table=" + table.name() + ", table schema="
                    + table.schema() + ", batch schema=" + schema);
        }
        for (Column column : schema.columns()) {
            if (values[column.index()] == null) {
                throw new IllegalArgumentException(
                        "row is incomplete: table=" + table.name() + ", missing column=" + column.name());
            }
            requireLength(column, lengthOf(values[column.index()], column));
        }
    }

    private static int lengthOf(Object array, Column column) {
        return switch (array) {
            case long[] longs -> longs.length;
            case int[] ints -> ints.length;
            case short[] shorts -> shorts.length;
            case byte[] bytes -> bytes.length;
            case double[] doubles -> doubles.length;
            case float[] floats -> floats.length;
            case boolean[] booleans -> booleans.length;
            case Object[] objects -> objects.length;
            case ByteValues bytes -> bytes.rows();
            case MemorySegment segment -> rowsIn(segment, column);
            default -> throw new AssertionError("unknown column values: class=" + array.getClass());
        };
    }

    private static int rowsIn(MemorySegment segment, Column column) {
        int width = column.type().widthBytes();
        long count = width == 0 ? segment.byteSize() * 8 : segment.byteSize() / width;
        return (int) Math.min(Integer.MAX_VALUE, count);
    }

    private ColumnBatch set(String column, Object array, int length, ColumnType.Kind... kinds) {
        Column described = schema.column(column);
        if (!Arrays.asList(kinds).contains(described.type().kind())) {
            throw wrongType(described, array.getClass().getSimpleName());
        }
        requireLength(described, length);
        values[described.index()] = array;
        return this;
    }

    private void requireLength(Column column, int length) {
        if (length < rows) {
            throw new IllegalArgumentException(
                    "column too short: column=" + column.name() + ", length=" + length + ", rows=" + rows);
        }
    }

    private Column nullable(String column) {
        Column described = schema.column(column);
        if (described.index() == schema.timestampIndex() || described.index() == schema.keyIndex()) {
            throw new IllegalArgumentException("column cannot be null: column=" + column);
        }
        return described;
    }

    private static IllegalArgumentException wrongType(Column column, String given) {
        return new IllegalArgumentException(
                "wrong type for column: column=" + column.name() + ", type=" + column.type() + ", given=" + given);
    }
}
