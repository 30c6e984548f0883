package io.arenite.naive;

import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.CompareOp;
import io.arenite.lazy.plan.ExprNode;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.function.Function;

/// Row expressions, one row at a time, over boxed values: what the words mean, without types, kernels or plans.
final class NaiveExpr {
    private final Function<ExprNode, Object> leaves;

    /// `leaves` gives the value of columns and, where they may stand, of aggregates.
    NaiveExpr(Function<ExprNode, Object> leaves) {
        this.leaves = leaves;
    }

    Object value(ExprNode node) {
        return switch (node) {
            case ExprNode.Column column -> leaves.apply(column);
            case ExprNode.Aggregation aggregation -> leaves.apply(aggregation);
            case ExprNode.Literal literal -> literal.value();
            case ExprNode.Alias alias -> value(alias.input());
            case ExprNode.Arithmetic a -> arithmetic(a.op(), value(a.left()), value(a.right()));
            case ExprNode.Negate negate -> negate(value(negate.input()));
            case ExprNode.Abs abs -> abs(value(abs.input()));
            case ExprNode.Comparison c -> compare(c.op(), c.left(), c.right());
            case ExprNode.Between b ->
                and(compare(CompareOp.GE, b.input(), b.low()), compare(CompareOp.LE, b.input(), b.high()));
            case ExprNode.IsIn in -> isIn(in);
            case ExprNode.IsNull isNull -> value(isNull.input()) == null;
            case ExprNode.IsNan isNan ->
                value(isNan.input()) instanceof Number n ? Double.isNaN(n.doubleValue()) : null;
            case ExprNode.And and -> and((Boolean) value(and.left()), (Boolean) value(and.right()));
            case ExprNode.Or or -> not(and(not((Boolean) value(or.left())), not((Boolean) value(or.right()))));
            case ExprNode.Not not -> not((Boolean) value(not.input()));
            case ExprNode.Cast cast -> cast(value(cast.input()), cast.type());
            case ExprNode.MapBatches map -> throw new AssertionError("not of the naive engine: " + map);
            case ExprNode.FillNull fill -> value(fill.input()) == null ? value(fill.value()) : value(fill.input());
            case ExprNode.Descending descending -> value(descending.input());
        };
    }

    static Object arithmetic(ArithmeticOp op, Object left, Object right) {
        if (left == null || right == null) {
            return null;
        }
        boolean integers = left instanceof Long && right instanceof Long;
        boolean ofFloats = left instanceof Double || right instanceof Double;
        if (op == ArithmeticOp.DIVIDE || ofFloats || op == ArithmeticOp.POWER && !integers) {
            double a = asDouble(left);
            double b = asDouble(right);
            return switch (op) {
                case ADD -> a + b;
                case SUBTRACT -> a - b;
                case MULTIPLY -> a * b;
                case DIVIDE -> a / b;
                case FLOOR_DIVIDE -> Math.floor(a / b);
                case MODULO -> a - b * Math.floor(a / b);
                case POWER -> b == 2 ? a * a : StrictMath.pow(a, b);
            };
        }
        BigDecimal a = asDecimal(left);
        BigDecimal b = asDecimal(right);
        if ((op == ArithmeticOp.FLOOR_DIVIDE || op == ArithmeticOp.MODULO) && b.signum() == 0) {
            return null;
        }
        BigDecimal exact = switch (op) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.subtract(b);
            case MULTIPLY -> a.multiply(b);
            case FLOOR_DIVIDE -> a.divide(b, 0, RoundingMode.FLOOR);
            case MODULO -> a.subtract(b.multiply(a.divide(b, 0, RoundingMode.FLOOR)));
            case POWER -> a.pow(b.intValueExact());
            case DIVIDE -> throw new IllegalStateException("a division is one of doubles");
        };
        return integers ? (Object) exact.longValueExact() : exact;
    }

    private static Object negate(Object value) {
        return switch (value) {
            case Long l -> Math.negateExact(l);
            case Double d -> -d;
            case BigDecimal d -> d.negate();
            case null, default -> null;
        };
    }

    private static Object abs(Object value) {
        return switch (value) {
            case Long l -> Math.absExact(l);
            case Double d -> Math.abs(d);
            case BigDecimal d -> d.abs();
            case null, default -> null;
        };
    }

    /// A literal is compared exactly; beside a decimal, a double literal is the decimal that it prints as.
    private Boolean compare(CompareOp op, ExprNode leftNode, ExprNode rightNode) {
        Object left = value(leftNode);
        Object right = value(rightNode);
        if (left == null || right == null) {
            return null;
        }
        if (left instanceof Boolean || left instanceof String || left instanceof Instant) {
            return holds(op, compareSame(left, right));
        }
        boolean literal = leftNode instanceof ExprNode.Literal || rightNode instanceof ExprNode.Literal;
        if (literal && isFinite(left) && isFinite(right)) {
            boolean decimal = left instanceof BigDecimal || right instanceof BigDecimal;
            boolean floats = decimal && (isColumnOfDoubles(leftNode, left) || isColumnOfDoubles(rightNode, right));
            if (!floats) {
                return holds(op, exactly(left, decimal).compareTo(exactly(right, decimal)));
            }
        } else if (!(left instanceof Double) && !(right instanceof Double)) {
            return holds(op, asDecimal(left).compareTo(asDecimal(right)));
        }
        return ieee(op, asDouble(left), asDouble(right));
    }

    private static boolean isColumnOfDoubles(ExprNode node, Object value) {
        return !(node instanceof ExprNode.Literal) && value instanceof Double;
    }

    private static BigDecimal exactly(Object value, boolean besideDecimal) {
        return value instanceof Double d && !besideDecimal ? new BigDecimal(d) : asDecimal(value);
    }

    private static boolean isFinite(Object value) {
        return !(value instanceof Double d) || Double.isFinite(d);
    }

    @SuppressWarnings("unchecked")
    private static int compareSame(Object left, Object right) {
        Object other = left instanceof Instant && right instanceof String s ? Instant.parse(s) : right;
        return ((Comparable<Object>) left).compareTo(other);
    }

    private static boolean holds(CompareOp op, int order) {
        return ieee(op, order, 0);
    }

    private static boolean ieee(CompareOp op, double left, double right) {
        return switch (op) {
            case EQ -> left == right;
            case NE -> left != right;
            case LT -> left < right;
            case LE -> left <= right;
            case GT -> left > right;
            case GE -> left >= right;
        };
    }

    private Boolean isIn(ExprNode.IsIn in) {
        if (value(in.input()) == null) {
            return null;
        }
        return in.values().stream().anyMatch(value -> Boolean.TRUE.equals(compare(CompareOp.EQ, in.input(), value)));
    }

    private static Boolean and(Boolean left, Boolean right) {
        if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
            return false;
        }
        return left == null || right == null ? null : Boolean.TRUE;
    }

    private static Boolean not(Boolean value) {
        return value == null ? null : !value;
    }

    private static Object cast(Object value, ColumnType type) {
        if (value == null) {
            return null;
        }
        return switch (type.kind()) {
            case FLOAT64 -> asDouble(value);
            case INT64 -> asDecimal(value).longValueExact();
            case DECIMAL64 -> asDecimal(value).setScale(type.scale());
            default -> throw new IllegalArgumentException("the test casts to what it does not know: type=" + type);
        };
    }

    static double asDouble(Object value) {
        return ((Number) value).doubleValue();
    }

    static BigDecimal asDecimal(Object value) {
        return switch (value) {
            case Long l -> BigDecimal.valueOf(l);
            case Double d -> BigDecimal.valueOf(d);
            case BigDecimal d -> d;
            default -> throw new IllegalArgumentException("not a number: value=" + value);
        };
    }
}
