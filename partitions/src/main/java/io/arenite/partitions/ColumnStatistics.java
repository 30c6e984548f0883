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
///     nulls,min,max integers, decimals by their unscaled value, times by their unit; unsigned ones
///     unsigned nulls,min,max floats, without NaN; shortest text that reads back as the same number nulls
///     symbols, text, binary, booleans; and any column without such a value
///
/// @param nullCount rows that are null
/// @param hasRange whether there is a smallest and a largest value
/// @param min of integers, by their bits; floats have [#minDouble]
public record ColumnStatistics(
        long nullCount, boolean hasRange, long min, long max, double minDouble, double maxDouble) {

    /// Loops over an int are compiled better.
    private static final int CHUNK_ROWS = 1 << 20;

    /// In a batch's metadata: the statistics of all columns, in order, one line each.
    public static final String METADATA_KEY = "arenite.statistics";

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
        boolean isDouble = type.widthBytes() == Double.BYTES;
        if (isDouble && validity == null) {
            return ofDoubles(values, rows);
        }
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (long row = 0; row < rows; row++) {
            double value = isDouble ? values.get(JAVA_DOUBLE, row << 3) : values.get(JAVA_FLOAT, row << 2);
            if (validity == null || Bits.get(validity, 0, row)) {
                min = value < min ? value : min;
                max = value > max ? value : max;
            }
        }
        return floats(min, max, nullCount);
    }

    /// Four pairs, so that no comparison waits for the one before it. NaN is neither smaller nor larger.
    private static ColumnStatistics ofDoubles(MemorySegment values, long rows) {
        double[] min = {
            Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY
        };
        double[] max = {
            Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY
        };
        for (long from = 0; from < rows; from += CHUNK_ROWS) {
            int count = (int) Math.min(CHUNK_ROWS, rows - from);
            addDoubles(values.asSlice(from << 3, (long) count << 3), count, min, max);
        }
        double least = Math.min(Math.min(min[0], min[1]), Math.min(min[2], min[3]));
        double most = Math.max(Math.max(max[0], max[1]), Math.max(max[2], max[3]));
        return floats(least, most, 0);
    }

    private static void addDoubles(MemorySegment values, int count, double[] min, double[] max) {
        double min0 = min[0];
        double min1 = min[1];
        double min2 = min[2];
        double min3 = min[3];
        double max0 = max[0];
        double max1 = max[1];
        double max2 = max[2];
        double max3 = max[3];
        int row = 0;
        for (; row + 4 <= count; row += 4) {
            double value0 = values.getAtIndex(JAVA_DOUBLE, row);
            double value1 = values.getAtIndex(JAVA_DOUBLE, row + 1);
            double value2 = values.getAtIndex(JAVA_DOUBLE, row + 2);
            double value3 = values.getAtIndex(JAVA_DOUBLE, row + 3);
            min0 = value0 < min0 ? value0 : min0;
            max0 = value0 > max0 ? value0 : max0;
            min1 = value1 < min1 ? value1 : min1;
            max1 = value1 > max1 ? value1 : max1;
            min2 = value2 < min2 ? value2 : min2;
            max2 = value2 > max2 ? value2 : max2;
            min3 = value3 < min3 ? value3 : min3;
            max3 = value3 > max3 ? value3 : max3;
        }
        for (; row < count; row++) {
            double value = values.getAtIndex(JAVA_DOUBLE, row);
            min0 = value < min0 ? value : min0;
            max0 = value > max0 ? value : max0;
        }
        min[0] = min0;
        min[1] = min1;
        min[2] = min2;
        min[3] = min3;
        max[0] = max0;
        max[1] = max1;
        max[2] = max2;
        max[3] = max3;
    }

    /// Without a number the smallest is larger than the largest.
    private static ColumnStatistics floats(double min, double max, long nullCount) {
        return min <= max ? new ColumnStatistics(nullCount, true, 0, 0, min, max) : nulls(nullCount);
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
            for (long from = 0; from < rows; from += CHUNK_ROWS) {
                int count = (int) Math.min(CHUNK_ROWS, rows - from);
                MemorySegment chunk = values.asSlice(from << 3, (long) count << 3);
                for (int row = 0; row < count; row++) {
                    long value = chunk.getAtIndex(JAVA_LONG, row) ^ flip;
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                }
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
    public static ColumnStatistics parse(String text, ColumnType type) {
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
