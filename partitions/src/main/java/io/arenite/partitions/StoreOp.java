package io.arenite.partitions;

/// How one value of a column is written into a block: the layout side of a [ColumnType.Kind]. Plain ints, because a
/// switch over them stands in the per-row loop.
final class StoreOp {
    static final int EIGHT_BYTES = 0;
    static final int FOUR_BYTES = 1;
    static final int TWO_BYTES = 2;
    static final int ONE_BYTE = 3;
    /// LSB first.
    static final int BIT = 4;
    /// int64 offsets, one more than rows, and a region of bytes.
    static final int VARIABLE = 5;

    /// Values of the first four operations take `1 << (EIGHT_BYTES_SHIFT - op)` bytes.
    static final int EIGHT_BYTES_SHIFT = 3;

    private StoreOp() {}

    static int of(ColumnType.Kind kind) {
        return switch (kind) {
            case BOOL -> BIT;
            case INT8, UINT8 -> ONE_BYTE;
            case INT16, UINT16 -> TWO_BYTES;
            case INT32, UINT32, FLOAT32, DATE32, SYMBOL -> FOUR_BYTES;
            case INT64, UINT64, FLOAT64, DECIMAL64, TIMESTAMP, DURATION -> EIGHT_BYTES;
            case UTF8, BINARY -> VARIABLE;
        };
    }

    /// The bytes that `rows` values need in the values region.
    static long valuesBytes(int op, long rows) {
        return switch (op) {
            case EIGHT_BYTES -> rows << 3;
            case FOUR_BYTES -> rows << 2;
            case TWO_BYTES -> rows << 1;
            case ONE_BYTE -> rows;
            case BIT -> bitmapBytes(rows);
            case VARIABLE -> rows + 1 << 3;
            default -> throw new AssertionError("unknown store operation: op=" + op);
        };
    }

    static long bitmapBytes(long rows) {
        return rows + 7 >>> 3;
    }
}
