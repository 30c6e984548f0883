package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnStatisticsTest {
    private static final double[] DOUBLES = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0, 1e300, -1e300, Double.MIN_VALUE
    };

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 63, 1000})
    void isThatOfAPlainLoop(int rows) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            MemorySegment values = MemorySegment.ofArray(new long[rows + 1]);
            MemorySegment validity = random.nextBoolean() ? null : MemorySegment.ofArray(new byte[rows / 8 + 1]);
            int special = random.nextInt(4);
            for (int row = 0; row < rows; row++) {
                double value =
                        random.nextInt(4) < special ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextGaussian();
                values.setAtIndex(JAVA_DOUBLE, row, value);
                if (validity != null && random.nextBoolean()) {
                    Bits.set(validity, 0, row, true);
                }
            }
            for (ColumnType type : new ColumnType[] {ColumnType.FLOAT64, ColumnType.INT64, ColumnType.UINT64}) {
                ColumnStatistics found = ColumnStatistics.of(type, values, validity, rows);
                String text = found.text(type);
                assertThat(oneZero(text))
                        .as("type %s, rows %d, seed %d", type, rows, seed)
                        .isEqualTo(oneZero(expected(type, values, validity, rows)));
                assertThat(ColumnStatistics.parse(text, type).text(type)).isEqualTo(text);
            }
        }
    }

    private static String expected(ColumnType type, MemorySegment values, MemorySegment validity, int rows) {
        int nulls = 0;
        Object min = null;
        Object max = null;
        for (int row = 0; row < rows; row++) {
            if (validity != null && !Bits.get(validity, 0, row)) {
                nulls++;
                continue;
            }
            Object value =
                    type.isFloat() ? (Object) values.getAtIndex(JAVA_DOUBLE, row) : values.getAtIndex(JAVA_LONG, row);
            if (!value.equals(Double.NaN)) {
                min = min == null || compare(type, value, min) < 0 ? value : min;
                max = max == null || compare(type, value, max) > 0 ? value : max;
            }
        }
        return min == null ? "" + nulls : nulls + "," + text(type, min) + "," + text(type, max);
    }

    private static int compare(ColumnType type, Object left, Object right) {
        if (type.isFloat()) {
            return Double.compare((double) left + 0.0, (double) right + 0.0);
        }
        return type.isUnsigned()
                ? Long.compareUnsigned((long) left, (long) right)
                : Long.compare((long) left, (long) right);
    }

    /// Which of the two zeros is written does not matter.
    private static String oneZero(String text) {
        return text.replace("-0.0", "0.0");
    }

    private static String text(ColumnType type, Object value) {
        return type.isUnsigned() ? Long.toUnsignedString((long) value) : value.toString();
    }
}
