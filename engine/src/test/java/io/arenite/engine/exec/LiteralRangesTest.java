package io.arenite.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every comparison of edge values with edge literals, as a range and by the definition.
class LiteralRangesTest {
    private static final double[] DOUBLES = {
        Double.NEGATIVE_INFINITY,
        -Double.MAX_VALUE,
        -1,
        -Double.MIN_VALUE,
        -0.0,
        0.0,
        Double.MIN_VALUE,
        0.05,
        1,
        0x1p53,
        0x1p63,
        0x1p64,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NaN
    };
    private static final long[] LONGS = {
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        -100,
        -1,
        0,
        1,
        5,
        100,
        (1L << 53) - 1,
        1L << 53,
        (1L << 53) + 1,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };
    private static final List<ColumnType> WHOLE =
            List.of(ColumnType.INT64, ColumnType.UINT64, ColumnType.decimal64(2), ColumnType.decimal64(18));

    @Test
    void doublesAgainstDoubles() {
        for (CompareOp op : CompareOp.values()) {
            for (double literal : DOUBLES) {
                var range = (ValueRange.Doubles) LiteralRanges.of(op, ColumnType.FLOAT64, lit(literal));
                for (double value : DOUBLES) {
                    boolean in = value >= range.lo() && value <= range.hi();
                    assertThat(in != (op == CompareOp.NE))
                            .as("%s %s %s", value, op, literal)
                            .isEqualTo(holds(op, value, literal));
                }
            }
        }
    }

    @Test
    void wholeNumbersAgainstDoublesCompareAsDoubles() {
        for (ColumnType type : WHOLE) {
            for (CompareOp op : CompareOp.values()) {
                for (double literal : DOUBLES) {
                    ValueRange range = LiteralRanges.of(op, type, lit(literal));
                    for (long value : LONGS) {
                        assertThat(contains(range, value) != (op == CompareOp.NE))
                                .as("%s %s %s %s", type, value, op, literal)
                                .isEqualTo(holds(op, asDouble(value, type), literal));
                    }
                }
            }
        }
    }

    @Test
    void wholeNumbersAgainstWholeNumbersCompareExactly() {
        for (ColumnType type : WHOLE) {
            for (ColumnType literalType : WHOLE) {
                for (CompareOp op : CompareOp.values()) {
                    for (long literal : LONGS) {
                        ValueRange range = LiteralRanges.of(op, type, new BoundExpr.Lit(literal, literalType));
                        for (long value : LONGS) {
                            int order = exact(value, type).compareTo(exact(literal, literalType));
                            assertThat(contains(range, value) != (op == CompareOp.NE))
                                    .as("%s %s %s %s %s", type, value, op, literalType, literal)
                                    .isEqualTo(holds(op, order, 0));
                        }
                    }
                }
            }
        }
    }

    private static BoundExpr.Lit lit(double value) {
        return new BoundExpr.Lit(value, ColumnType.FLOAT64);
    }

    private static boolean contains(ValueRange range, long value) {
        var longs = (ValueRange.Longs) range;
        long flip = longs.unsigned() ? Long.MIN_VALUE : 0;
        return (value ^ flip) >= (longs.lo() ^ flip) && (value ^ flip) <= (longs.hi() ^ flip);
    }

    private static BigDecimal exact(long value, ColumnType type) {
        BigInteger whole = type.equals(ColumnType.UINT64)
                ? new BigInteger(Long.toUnsignedString(value))
                : BigInteger.valueOf(value);
        return new BigDecimal(whole, type.scale());
    }

    private static double asDouble(long value, ColumnType type) {
        return type.equals(ColumnType.UINT64) ? exact(value, type).doubleValue() : value / Math.pow(10, type.scale());
    }

    private static boolean holds(CompareOp op, double left, double right) {
        return switch (op) {
            case EQ -> left == right;
            case NE -> left != right;
            case LT -> left < right;
            case LE -> left <= right;
            case GT -> left > right;
            case GE -> left >= right;
        };
    }
}
