package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/// What a sealed file says of one column of one partition: exact, and kept as text in the batch's metadata.
///
///     nulls,min,max       integers, decimals by their unscaled value, times by their unit; unsigned ones unsigned
///     nulls,min,max       floats, without NaN; shortest text that reads back as the same number
///     nulls               symbols, text, binary, booleans; and any column without such a value
///
/// @param nullCount rows that are null
/// @param hasRange whether there is a smallest and a largest value
/// @param min of integers, by their bits; floats have [#minDouble]
public record ColumnStatistics(
        long nullCount, boolean hasRange, long min, long max, double minDouble, double maxDouble) {

    private static ColumnStatistics nulls(long nullCount) {
        return new ColumnStatistics(nullCount, false, 0, 0, Double.NaN, Double.NaN);
    }

    /// @param validity null where nothing is null
    static ColumnStatistics of(ColumnType type, MemorySegment values, MemorySegment validity, long rows) {
        long nullCount = validity == null ? 0 : rows - Bits.count(validity, 0, rows);
        return switch (type.kind()) {
            case BOOL, SYMBOL, UTF8, BINARY -> nulls(nullCount);
            case FLOAT32, FLOAT64 -> ofFloats(type, values, validity, rows, nullCount);
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, DECIMAL64, TIMESTAMP, DATE32, DURATION ->
                ofIntegers(type, values, validity, rows, nullCount);
        };
    }

    private static ColumnStatistics ofFloats(
            ColumnType type, MemorySegment values, MemorySegment validity, long rows, long nullCount) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        boolean any = false;
        for (long row = 0; row < rows; row++) {
            double value = type.widthBytes() == Double.BYTES
                    ? values.get(JAVA_DOUBLE, row << 3)
                    : values.get(JAVA_FLOAT, row << 2);
            if (!Double.isNaN(value) && (validity == null || Bits.get(validity, 0, row))) {
                any = true;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        return any ? new ColumnStatistics(nullCount, true, 0, 0, min, max) : nulls(nullCount);
    }

    private static ColumnStatistics ofIntegers(
            ColumnType type, MemorySegment values, MemorySegment validity, long rows, long nullCount) {
        if (nullCount == rows) {
            return nulls(nullCount);
        }
        // uint64 in the order of int64 by its flipped sign
        long flip = type.kind() == ColumnType.Kind.UINT64 ? Long.MIN_VALUE : 0;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        if (type.widthBytes() == Long.BYTES && validity == null) {
            for (long row = 0; row < rows; row++) {
                long value = values.get(JAVA_LONG, row << 3) ^ flip;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        } else {
            for (long row = 0; row < rows; row++) {
                if (validity == null || Bits.get(validity, 0, row)) {
                    long value = integer(type, values, row) ^ flip;
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                }
            }
        }
        return new ColumnStatistics(nullCount, true, min ^ flip, max ^ flip, Double.NaN, Double.NaN);
    }

    private static long integer(ColumnType type, MemorySegment values, long row) {
        return switch (type.widthBytes()) {
            case 1 -> {
                byte value = values.get(JAVA_BYTE, row);
                yield type.isUnsigned() ? value & 0xff : value;
            }
            case 2 -> {
                short value = values.get(JAVA_SHORT, row << 1);
                yield type.isUnsigned() ? value & 0xffff : value;
            }
            case 4 -> {
                int value = values.get(JAVA_INT, row << 2);
                yield type.isUnsigned() ? value & 0xffff_ffffL : value;
            }
            default -> values.get(JAVA_LONG, row << 3);
        };
    }

    /// @throws IllegalArgumentException where it is no such text
    static ColumnStatistics parse(String text, ColumnType type) {
        String[] parts = text.split(",", -1);
        try {
            long nullCount = Long.parseLong(parts[0]);
            if (parts.length == 1) {
                return nulls(nullCount);
            }
            if (parts.length == 3) {
                return type.isFloat()
                        ? new ColumnStatistics(
                                nullCount, true, 0, 0, Double.parseDouble(parts[1]), Double.parseDouble(parts[2]))
                        : new ColumnStatistics(
                                nullCount,
                                true,
                                parse(parts[1], type.isUnsigned()),
                                parse(parts[2], type.isUnsigned()),
                                Double.NaN,
                                Double.NaN);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("no statistics: text=" + text + ", type=" + type, e);
        }
        throw new IllegalArgumentException("no statistics: text=" + text + ", type=" + type);
    }

    private static long parse(String number, boolean unsigned) {
        return unsigned ? Long.parseUnsignedLong(number) : Long.parseLong(number);
    }

    String text(ColumnType type) {
        if (!hasRange) {
            return Long.toString(nullCount);
        }
        if (type.isFloat()) {
            return nullCount + "," + minDouble + "," + maxDouble;
        }
        return type.isUnsigned()
                ? nullCount + "," + Long.toUnsignedString(min) + "," + Long.toUnsignedString(max)
                : nullCount + "," + min + "," + max;
    }
}
