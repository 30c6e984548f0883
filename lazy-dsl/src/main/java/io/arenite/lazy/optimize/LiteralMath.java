package io.arenite.lazy.optimize;

import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.BoundExpr.Lit;
import io.arenite.engine.expr.CompareOp;
import io.arenite.lazy.plan.ExactTicks;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;

/// Operations between literals, with the engine's semantics: IEEE for floats, exact for the rest. Null means "cannot
/// be computed ahead": the result would overflow, which is an error only if a row asks for it, or the operation is
/// one that the engine does row by row.
final class LiteralMath {
    private static final long EXACT_DOUBLE = 1L << 53;

    private LiteralMath() {}

    static Lit arithmetic(ArithmeticOp op, Lit left, Lit right, ColumnType type) {
        if (op.isRowByRow()) {
            return null;
        }
        if (type.isFloat()) {
            Double a = asDouble(left);
            Double b = asDouble(right);
            return a == null || b == null ? null : new Lit(apply(op, a, b), type);
        }
        return isUnsigned(left) || isUnsigned(right) ? null : exact(apply(op, number(left), number(right)), type);
    }

    static Lit negate(Lit operand, ColumnType type) {
        if (operand.value() == null) {
            return new Lit(null, type);
        }
        if (operand.value() instanceof Double value) {
            return new Lit(-value, type);
        }
        return isUnsigned(operand) ? null : exact(number(operand).negate(), type);
    }

    static Lit abs(Lit operand, ColumnType type) {
        if (operand.value() == null) {
            return new Lit(null, type);
        }
        if (operand.value() instanceof Double value) {
            return new Lit(Math.abs(value), type);
        }
        return isUnsigned(operand) ? null : exact(number(operand).abs(), type);
    }

    /// Only casts that lose nothing.
    static Lit cast(Lit operand, ColumnType type) {
        if (operand.value() == null) {
            return new Lit(null, type);
        }
        boolean fromExact = operand.type().isInteger() || operand.type().kind() == ColumnType.Kind.DECIMAL64;
        if (!fromExact || isUnsigned(operand)) {
            return null;
        }
        if (type.equals(ColumnType.FLOAT64)) {
            Double value = asDouble(operand);
            return value == null ? null : new Lit(value, type);
        }
        boolean toExact = type.equals(ColumnType.INT64) || type.kind() == ColumnType.Kind.DECIMAL64;
        return toExact ? exact(number(operand), type) : null;
    }

    static boolean holds(CompareOp op, Lit left, Lit right) {
        if (left.type().isFloat() || right.type().isFloat()) {
            return ieee(op, number64(left), number64(right));
        }
        int order = switch (left.value()) {
            case Boolean b -> b.compareTo((Boolean) right.value());
            case String s -> s.compareTo((String) right.value());
            default -> number(left).compareTo(number(right));
        };
        return switch (op) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
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

    private static double apply(ArithmeticOp op, double left, double right) {
        return switch (op) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case FLOOR_DIVIDE, MODULO, POWER -> throw new IllegalStateException("the engine's: op=" + op);
        };
    }

    private static BigDecimal apply(ArithmeticOp op, BigDecimal left, BigDecimal right) {
        return switch (op) {
            case ADD -> left.add(right);
            case SUBTRACT -> left.subtract(right);
            case MULTIPLY -> left.multiply(right);
            case DIVIDE, FLOOR_DIVIDE, MODULO, POWER ->
                throw new IllegalStateException("not exact: op=" + op + ", left=" + left + ", right=" + right);
        };
    }

    private static Lit exact(BigDecimal value, ColumnType type) {
        ExactTicks ticks = ExactTicks.of(value, type.scale());
        return ticks.onGrid() && ticks.fits(type) ? new Lit(ticks.floor().longValue(), type) : null;
    }

    /// Null where a conversion would round: the engine shall do that.
    private static Double asDouble(Lit literal) {
        if (literal.value() instanceof Double value) {
            return value;
        }
        long bits = (Long) literal.value();
        boolean exact = !isUnsigned(literal) && Math.abs(bits) <= EXACT_DOUBLE && bits != Long.MIN_VALUE;
        return exact ? number(literal).doubleValue() : null;
    }

    private static double number64(Lit literal) {
        return literal.value() instanceof Double value ? value : number(literal).doubleValue();
    }

    private static BigDecimal number(Lit literal) {
        long bits = (Long) literal.value();
        return isUnsigned(literal)
                ? new BigDecimal(Long.toUnsignedString(bits))
                : BigDecimal.valueOf(bits, literal.type().scale());
    }

    private static boolean isUnsigned(Lit literal) {
        return literal.type().equals(ColumnType.UINT64);
    }
}
