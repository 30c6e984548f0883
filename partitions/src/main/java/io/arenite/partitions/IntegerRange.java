package io.arenite.partitions;

/// What the integer kinds can hold of an int64.
final class IntegerRange {
    private IntegerRange() {}

    static boolean contains(ColumnType.Kind kind, long value) {
        return switch (kind) {
            case INT8 -> value == (byte) value;
            case INT16 -> value == (short) value;
            case INT32 -> value == (int) value;
            case INT64 -> true;
            case UINT8 -> value >>> 8 == 0;
            case UINT16 -> value >>> 16 == 0;
            case UINT32 -> value >>> 32 == 0;
            case UINT64 -> value >= 0;
            case BOOL, FLOAT32, FLOAT64, DECIMAL64, TIMESTAMP, DATE32, DURATION, SYMBOL, UTF8, BINARY ->
                throw new IllegalArgumentException("not an integer type: type=" + kind.displayName());
        };
    }
}
