package io.arenite.lazy.optimize;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Between;
import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.engine.expr.BoundExpr.Compare;
import io.arenite.engine.expr.BoundExpr.IsNull;
import io.arenite.engine.expr.BoundExpr.Lit;
import io.arenite.engine.expr.BoundExpr.Not;
import io.arenite.engine.expr.CompareOp;
import io.arenite.partitions.ColumnType;
import java.util.Set;

/// The values that comparisons of one column with literals leave over; nulls are never among them, NaN neither.
sealed interface ColumnRange {
    Col column();

    boolean isEmpty();

    /// The cheapest test of this range.
    BoundExpr test();

    ColumnRange and(ColumnRange other);

    /// The ends of a range of whole numbers; only the timestamp is asked.
    default long low() {
        throw new IllegalStateException("not a range of whole numbers: column=" + column());
    }

    default long high() {
        throw new IllegalStateException("not a range of whole numbers: column=" + column());
    }

    /// Null when the conjunct is something else. An uint64 is left as it is: its order is not that of a long.
    static ColumnRange of(BoundExpr conjunct) {
        if (!(conjunct instanceof Compare(CompareOp op, Col column, Lit(Object value, ColumnType literal)))
                || op == CompareOp.NE
                || value == null) {
            return null;
        }
        if (column.type().isFloat()) {
            return value instanceof Double d ? Floats.of(op, column, d, conjunct) : null;
        }
        boolean comparable = column.type().scale() == literal.scale()
                && !Set.of(ColumnType.BOOL, ColumnType.SYMBOL, ColumnType.UINT64)
                        .contains(column.type())
                && !literal.equals(ColumnType.UINT64);
        return comparable && value instanceof Long l ? Longs.of(op, column, l, conjunct) : null;
    }

    /// `low <= column <= high`; `single` is the comparison as written while there is only one.
    record Longs(Col column, long low, long high, BoundExpr single) implements ColumnRange {
        private static final long MIN = Long.MIN_VALUE;
        private static final long MAX = Long.MAX_VALUE;

        static Longs of(CompareOp op, Col column, long value, BoundExpr single) {
            return switch (op) {
                case EQ -> new Longs(column, value, value, single);
                case LE -> new Longs(column, MIN, value, single);
                case GE -> new Longs(column, value, MAX, single);
                case LT -> value == MIN ? nothing(column) : new Longs(column, MIN, value - 1, single);
                case GT -> value == MAX ? nothing(column) : new Longs(column, value + 1, MAX, single);
                case NE -> throw new IllegalStateException("not one range: column=" + column);
            };
        }

        private static Longs nothing(Col column) {
            return new Longs(column, 1, 0, null);
        }

        @Override
        public boolean isEmpty() {
            return low > high;
        }

        @Override
        public ColumnRange and(ColumnRange other) {
            var that = (Longs) other;
            return new Longs(column, Math.max(low, that.low), Math.min(high, that.high), null);
        }

        @Override
        public BoundExpr test() {
            if (low == MIN && high == MAX) {
                return new Not(new IsNull(column));
            }
            if (single != null) {
                return single;
            }
            ColumnType type = column.type().isInteger() ? ColumnType.INT64 : column.type();
            return bounded(column, low == MIN ? null : new Lit(low, type), high == MAX ? null : new Lit(high, type));
        }
    }

    /// `low <= column <= high` by IEEE; null where an end is open, since an infinity is a value and NaN is beyond it.
    record Floats(Col column, Double lowest, Double highest, BoundExpr single) implements ColumnRange {
        static Floats of(CompareOp op, Col column, double value, BoundExpr single) {
            if (Double.isNaN(value)) {
                return nothing(column);
            }
            return switch (op) {
                case EQ -> new Floats(column, value, value, single);
                case LE -> new Floats(column, null, value, single);
                case GE -> new Floats(column, value, null, single);
                case LT ->
                    value == Double.NEGATIVE_INFINITY
                            ? nothing(column)
                            : new Floats(column, null, Math.nextDown(value), single);
                case GT ->
                    value == Double.POSITIVE_INFINITY
                            ? nothing(column)
                            : new Floats(column, Math.nextUp(value), null, single);
                case NE -> throw new IllegalStateException("not one range: column=" + column);
            };
        }

        private static Floats nothing(Col column) {
            return new Floats(column, 1.0, 0.0, null);
        }

        @Override
        public boolean isEmpty() {
            return lowest != null && highest != null && lowest > (double) highest;
        }

        @Override
        public ColumnRange and(ColumnRange other) {
            var that = (Floats) other;
            Double low = lowest == null || that.lowest != null && that.lowest > (double) lowest ? that.lowest : lowest;
            Double high =
                    highest == null || that.highest != null && that.highest < (double) highest ? that.highest : highest;
            return new Floats(column, low, high, null);
        }

        @Override
        public BoundExpr test() {
            return single != null ? single : bounded(column, literal(lowest), literal(highest));
        }

        private static Lit literal(Double end) {
            return end == null ? null : new Lit(end, ColumnType.FLOAT64);
        }
    }

    private static BoundExpr bounded(Col column, Lit low, Lit high) {
        if (low == null) {
            return new Compare(CompareOp.LE, column, high);
        }
        if (high == null) {
            return new Compare(CompareOp.GE, column, low);
        }
        return low.equals(high) ? new Compare(CompareOp.EQ, column, low) : new Between(column, low, high);
    }
}
