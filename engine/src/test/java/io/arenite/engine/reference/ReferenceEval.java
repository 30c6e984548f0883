package io.arenite.engine.reference;

import io.arenite.engine.NumericException;
import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.ColumnType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Evaluates an expression over one row: Java's own arithmetic and BigDecimal, no kernels, no registers.
final class ReferenceEval {
    private ReferenceEval() {}

    static Object eval(BoundExpr expr, Object[] row) {
        return switch (expr) {
            case BoundExpr.Col(int column, var _) -> row[column];
            case BoundExpr.Lit(Object value, var _) -> value;
            case BoundExpr.Arithmetic arithmetic -> arithmetic(arithmetic, row);
            case BoundExpr.Negate(var operand, var type) -> sign(operand, type, row, true);
            case BoundExpr.Abs(var operand, var type) -> sign(operand, type, row, false);
            case BoundExpr.Compare(var op, var left, var right) -> compare(op, left, right, row);
            case BoundExpr.Between(var operand, var low, var high) ->
                and(compare(CompareOp.GE, operand, low, row), compare(CompareOp.LE, operand, high, row));
            case BoundExpr.InSymbols(var column, var codes) -> {
                Object code = eval(column, row);
                yield code == null ? null : (Object) codes.contains((int) (long) (Long) code);
            }
            case BoundExpr.IsNull(var operand) -> eval(operand, row) == null;
            case BoundExpr.IsNan(var operand) -> {
                Object value = eval(operand, row);
                yield value == null ? null : (Object) (value instanceof Double number && number.isNaN());
            }
            case BoundExpr.And(var operands) ->
                operands.stream().map(o -> (Boolean) eval(o, row)).reduce(true, ReferenceEval::and);
            case BoundExpr.Or(var operands) -> {
                Boolean result = false;
                for (BoundExpr operand : operands) {
                    result = not(and(not(result), not((Boolean) eval(operand, row))));
                }
                yield result;
            }
            case BoundExpr.Not(var operand) -> not((Boolean) eval(operand, row));
            case BoundExpr.Cast(var operand, var type) -> cast(eval(operand, row), operand.type(), type);
            case BoundExpr.MapBatches map -> throw new AssertionError("no reference for a function: " + map);
            case BoundExpr.FillNull(var operand, var replacement) -> {
                Object value = eval(operand, row);
                yield value == null ? replacement.value() : value;
            }
        };
    }

    private static Boolean not(Boolean value) {
        return value == null ? null : (Boolean) !value;
    }

    private static Boolean and(Boolean left, Boolean right) {
        if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
            return false;
        }
        return left == null || right == null ? null : (Boolean) true;
    }

    /// The float64 that a value of the type is converted to.
    static double asDouble(Object value, ColumnType type) {
        return switch (value) {
            case Double number -> number;
            case Boolean truth -> truth ? 1 : 0;
            case Long bits
            when type.equals(ColumnType.UINT64) -> big(bits, type).doubleValue();
            case Long whole -> type.scale() == 0 ? (double) whole : whole / Math.pow(10, type.scale());
            default -> throw new IllegalArgumentException("not a number: " + value);
        };
    }

    /// The exact value of an integer or decimal.
    static BigDecimal big(Object value, ColumnType type) {
        if (value instanceof Boolean truth) {
            return truth ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        BigInteger whole = BigInteger.valueOf((Long) value);
        if (type.equals(ColumnType.UINT64) && whole.signum() < 0) {
            whole = whole.add(BigInteger.ONE.shiftLeft(64));
        }
        return new BigDecimal(whole, type.scale());
    }

    private static long unscaled(BigDecimal value, ColumnType type) {
        try {
            return value.setScale(type.scale(), RoundingMode.UNNECESSARY)
                    .unscaledValue()
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new NumericException("does not fit: value=" + value + ", type=" + type);
        }
    }

    private static double canonical(double value) {
        return Double.isNaN(value) ? Double.NaN : value;
    }

    private static Object arithmetic(BoundExpr.Arithmetic expr, Object[] row) {
        Object left = eval(expr.left(), row);
        Object right = eval(expr.right(), row);
        if (left == null || right == null) {
            return null;
        }
        if (expr.type().isFloat()) {
            double l = asDouble(left, expr.left().type());
            double r = asDouble(right, expr.right().type());
            return canonical(
                    switch (expr.op()) {
                        case ADD -> l + r;
                        case SUBTRACT -> l - r;
                        case MULTIPLY -> l * r;
                        case DIVIDE -> l / r;
                        case FLOOR_DIVIDE -> Math.floor(l / r);
                        case MODULO -> l - r * Math.floor(l / r);
                        case POWER -> r == 2 ? l * l : StrictMath.pow(l, r);
                    });
        }
        BigDecimal l = big(left, expr.left().type());
        BigDecimal r = big(right, expr.right().type());
        boolean divides = expr.op() == ArithmeticOp.FLOOR_DIVIDE || expr.op() == ArithmeticOp.MODULO;
        if (divides && r.signum() == 0) {
            return null;
        }
        BigDecimal result = switch (expr.op()) {
            case ADD -> l.add(r);
            case SUBTRACT -> l.subtract(r);
            case MULTIPLY -> l.multiply(r);
            case FLOOR_DIVIDE -> l.divide(r, 0, RoundingMode.FLOOR);
            case MODULO -> l.subtract(r.multiply(l.divide(r, 0, RoundingMode.FLOOR)));
            case POWER -> power(l, r.longValueExact());
            case DIVIDE -> throw new IllegalStateException("division is float64");
        };
        return unscaled(result, expr.type());
    }

    private static BigDecimal power(BigDecimal base, long exponent) {
        if (exponent >= 0) {
            return base.pow((int) Math.min(exponent, 999));
        }
        if (base.abs().compareTo(BigDecimal.ONE) == 0) {
            return base.pow((int) (exponent & 1));
        }
        throw new NumericException("not an integer: base=" + base + ", exponent=" + exponent);
    }

    private static Object sign(BoundExpr operand, ColumnType type, Object[] row, boolean negate) {
        Object value = eval(operand, row);
        if (value == null) {
            return null;
        }
        if (type.isFloat()) {
            double number = (Double) value;
            return canonical(negate ? -number : Math.abs(number));
        }
        BigDecimal number = big(value, operand.type());
        return unscaled(negate ? number.negate() : number.abs(), type);
    }

    private static Boolean compare(CompareOp op, BoundExpr left, BoundExpr right, Object[] row) {
        Object l = eval(left, row);
        Object r = eval(right, row);
        if (l == null || r == null) {
            return null;
        }
        if (left.type().isFloat() || right.type().isFloat()) {
            double x = asDouble(l, left.type());
            double y = asDouble(r, right.type());
            return switch (op) {
                case EQ -> x == y;
                case NE -> x != y;
                case LT -> x < y;
                case LE -> x <= y;
                case GT -> x > y;
                case GE -> x >= y;
            };
        }
        int order = big(l, left.type()).compareTo(big(r, right.type()));
        return switch (op) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    private static Object cast(Object value, ColumnType from, ColumnType to) {
        if (value == null) {
            return null;
        }
        if (to.isFloat()) {
            double number = asDouble(value, from);
            return to.equals(ColumnType.FLOAT32) ? (Object) (double) (float) number : (Object) number;
        }
        if (value instanceof Double number) {
            if (!Double.isFinite(number)) {
                throw new NumericException("not finite");
            }
            RoundingMode mode = to.kind() == Kind.DECIMAL64 ? RoundingMode.HALF_EVEN : RoundingMode.DOWN;
            return unscaled(new BigDecimal(number).setScale(to.scale(), mode), to);
        }
        return unscaled(big(value, from), to);
    }
}
