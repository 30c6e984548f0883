package io.arenite.partitions;

import java.util.Arrays;

/// The type of a column: one of a closed set of kinds, with the parameter that decimals and times have. Switch over
/// [#kind()].
///
/// Layout is Arrow's: little-endian values, LSB bits for booleans, int32 dictionary codes for symbols, int64 offsets
/// and bytes for text and binary. A null is a zero bit in a validity bitmap beside the values, never a magic value;
/// NaN is a value.
///
/// @param scale decimal64 only, 0 to 18: an int64 `unscaled` stands for `unscaled / 10^scale`; 0 otherwise
/// @param unit timestamp (since 1970-01-01T00:00 UTC) and duration (may be negative) only; null otherwise
public record ColumnType(Kind kind, int scale, TimeResolution unit) {
    public static final int MAX_SCALE = 18;

    public static final ColumnType BOOL = simple(Kind.BOOL);
    public static final ColumnType INT8 = simple(Kind.INT8);
    public static final ColumnType INT16 = simple(Kind.INT16);
    public static final ColumnType INT32 = simple(Kind.INT32);
    public static final ColumnType INT64 = simple(Kind.INT64);
    public static final ColumnType UINT8 = simple(Kind.UINT8);
    public static final ColumnType UINT16 = simple(Kind.UINT16);
    public static final ColumnType UINT32 = simple(Kind.UINT32);
    public static final ColumnType UINT64 = simple(Kind.UINT64);
    public static final ColumnType FLOAT32 = simple(Kind.FLOAT32);
    public static final ColumnType FLOAT64 = simple(Kind.FLOAT64);
    public static final ColumnType DATE32 = simple(Kind.DATE32);
    public static final ColumnType SYMBOL = simple(Kind.SYMBOL);
    public static final ColumnType UTF8 = simple(Kind.UTF8);
    public static final ColumnType BINARY = simple(Kind.BINARY);
    public static final ColumnType TIMESTAMP_NS = timestamp(TimeResolution.NANOS);
    public static final ColumnType DURATION_NS = duration(TimeResolution.NANOS);

    public ColumnType {
        boolean timed = kind == Kind.TIMESTAMP || kind == Kind.DURATION;
        if (timed == (unit == null)) {
            throw new IllegalArgumentException(
                    "time unit goes with timestamp and duration only: kind=" + kind.displayName() + ", unit=" + unit);
        }
        if (scale < 0 || scale > (kind == Kind.DECIMAL64 ? MAX_SCALE : 0)) {
            throw new IllegalArgumentException("scale out of range: kind=" + kind.displayName() + ", scale=" + scale);
        }
    }

    public static ColumnType decimal64(int scale) {
        return new ColumnType(Kind.DECIMAL64, scale, null);
    }

    public static ColumnType timestamp(TimeResolution unit) {
        return new ColumnType(Kind.TIMESTAMP, 0, unit);
    }

    public static ColumnType duration(TimeResolution unit) {
        return new ColumnType(Kind.DURATION, 0, unit);
    }

    /// The type that [#displayName] calls so.
    ///
    /// @throws IllegalArgumentException if there is none
    public static ColumnType parse(String displayName) {
        int bracket = displayName.indexOf('(');
        String name = bracket < 0 ? displayName : displayName.substring(0, bracket);
        for (Kind kind : Kind.values()) {
            if (kind.displayName().equals(name)) {
                ColumnType type = withParameter(kind, bracket < 0 ? "" : displayName.substring(bracket));
                if (type != null && type.displayName().equals(displayName)) {
                    return type;
                }
            }
        }
        throw new IllegalArgumentException("unknown type: type=" + displayName + ", known="
                + Arrays.stream(Kind.values()).map(Kind::displayName).toList());
    }

    private static ColumnType withParameter(Kind kind, String parameter) {
        if (kind == Kind.DECIMAL64) {
            return parameter.matches("\\(\\d{1,2}\\)")
                    ? decimal64(Integer.parseInt(parameter.substring(1, parameter.length() - 1)))
                    : null;
        }
        if (kind != Kind.TIMESTAMP && kind != Kind.DURATION) {
            return simple(kind);
        }
        for (TimeResolution unit : TimeResolution.values()) {
            if (parameter.equals("(" + unit.symbol() + ")")) {
                return new ColumnType(kind, 0, unit);
            }
        }
        return null;
    }

    private static ColumnType simple(Kind kind) {
        return new ColumnType(kind, 0, null);
    }

    /// Bytes of one value; 0 for bool (one bit), 8 for utf8 and binary (an offset; the bytes lie elsewhere).
    public int widthBytes() {
        return kind.widthBytes();
    }

    /// int8 to int64 and uint8 to uint64; neither decimal nor time.
    public boolean isInteger() {
        return kind.isInteger();
    }

    /// uint8 to uint64.
    public boolean isUnsigned() {
        return kind.isUnsigned();
    }

    /// float32 and float64.
    public boolean isFloat() {
        return kind == Kind.FLOAT32 || kind == Kind.FLOAT64;
    }

    /// utf8 and binary.
    public boolean isVariable() {
        return kind.isVariable();
    }

    /// As users write it: `int64`, `decimal64(2)`, `timestamp(ns)`.
    public String displayName() {
        return switch (kind) {
            case DECIMAL64 -> "decimal64(" + scale + ")";
            case TIMESTAMP -> "timestamp(" + unit.symbol() + ")";
            case DURATION -> "duration(" + unit.symbol() + ")";
            case BOOL,
                    INT8,
                    INT16,
                    INT32,
                    INT64,
                    UINT8,
                    UINT16,
                    UINT32,
                    UINT64,
                    FLOAT32,
                    FLOAT64,
                    DATE32,
                    SYMBOL,
                    UTF8,
                    BINARY -> kind.displayName();
        };
    }

    /// Written out, as [#hashCode()] is: what the compiler makes of a record costs a fresh process 10 ms, and every
    /// table compares types.
    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnType type && kind == type.kind && scale == type.scale && unit == type.unit;
    }

    @Override
    public int hashCode() {
        return (kind.ordinal() * 31 + scale) * 31 + (unit == null ? -1 : unit.ordinal());
    }

    @Override
    public String toString() {
        return displayName();
    }

    /// A type without its parameters.
    public enum Kind {
        BOOL("bool", 0),
        INT8("int8", 1),
        INT16("int16", 2),
        INT32("int32", 4),
        INT64("int64", 8),
        UINT8("uint8", 1),
        UINT16("uint16", 2),
        UINT32("uint32", 4),
        UINT64("uint64", 8),
        FLOAT32("float32", 4),
        FLOAT64("float64", 8),
        DECIMAL64("decimal64", 8),
        TIMESTAMP("timestamp", 8),
        /// Days since 1970-01-01, int32.
        DATE32("date32", 4),
        DURATION("duration", 8),
        /// A code of the database's [SymbolDictionary], int32.
        SYMBOL("symbol", 4),
        UTF8("utf8", 8),
        BINARY("binary", 8);

        private final String displayName;
        private final int widthBytes;

        Kind(String displayName, int widthBytes) {
            this.displayName = displayName;
            this.widthBytes = widthBytes;
        }

        public String displayName() {
            return displayName;
        }

        public int widthBytes() {
            return widthBytes;
        }

        public boolean isInteger() {
            return ordinal() >= INT8.ordinal() && ordinal() <= UINT64.ordinal();
        }

        public boolean isUnsigned() {
            return ordinal() >= UINT8.ordinal() && ordinal() <= UINT64.ordinal();
        }

        public boolean isVariable() {
            return this == UTF8 || this == BINARY;
        }
    }
}
