package io.arenite.engine.exec;

import io.arenite.partitions.ColumnType;

/// How a value lies in a register: all integers, decimals, times and codes as int64, both floats as float64, booleans
/// as a bitmap. Text and binary have no register values; only their validity is loaded.
enum RegisterKind {
    LONG,
    DOUBLE,
    BITS,
    PRESENCE;

    static RegisterKind of(ColumnType type) {
        return switch (type.kind()) {
            case BOOL -> BITS;
            case FLOAT32, FLOAT64 -> DOUBLE;
            case UTF8, BINARY -> PRESENCE;
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> LONG;
            case DECIMAL64, TIMESTAMP, DATE32, DURATION, SYMBOL -> LONG;
        };
    }
}
