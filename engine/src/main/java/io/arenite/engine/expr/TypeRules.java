package io.arenite.engine.expr;

import io.arenite.partitions.ColumnType;
import io.arenite.partitions.ColumnType.Kind;

/// Which operations exist between types, and the type of what they give.
///
/// - integer with integer gives int64, overflow is an error; division always gives float64, and so does a
///   power with a decimal
/// - a float with any number gives float64
/// - decimals add, divide with `//` and `%` at the larger scale and multiply to the sum of scales; an integer is
///   a decimal of scale 0
/// - a difference of timestamps is a duration; a timestamp moves by a duration of the same unit
/// - sums: integers to int64 (uint64 to uint64), decimals and durations keep their type, floats to float64
public final class TypeRules {
    private TypeRules() {}

    /// Integers, floats and decimals.
    public static boolean isNumeric(ColumnType type) {
        return type.isInteger() || type.isFloat() || type.kind() == Kind.DECIMAL64;
    }

    static Class<?> literalClass(ColumnType type) {
        return switch (type.kind()) {
            case BOOL -> Boolean.class;
            case FLOAT32, FLOAT64 -> Double.class;
            case UTF8 -> String.class;
            case BINARY -> byte[].class;
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> Long.class;
            case DECIMAL64, TIMESTAMP, DATE32, DURATION, SYMBOL -> Long.class;
        };
    }

    /// The type of `left op right`.
    public static ColumnType arithmetic(ArithmeticOp op, ColumnType left, ColumnType right) {
        if (isNumeric(left) && isNumeric(right)) {
            return numeric(op, left, right);
        }
        ColumnType temporal = temporal(op, left, right);
        if (temporal == null) {
            throw new IllegalArgumentException(
                    "no such arithmetic between these types: operation=" + left + " " + op.sign() + " " + right);
        }
        return temporal;
    }

    private static ColumnType numeric(ArithmeticOp op, ColumnType left, ColumnType right) {
        if (op == ArithmeticOp.DIVIDE || left.isFloat() || right.isFloat()) {
            return ColumnType.FLOAT64;
        }
        if (left.isInteger() && right.isInteger()) {
            return ColumnType.INT64;
        }
        if (op == ArithmeticOp.POWER) {
            return ColumnType.FLOAT64;
        }
        return op == ArithmeticOp.MULTIPLY
                ? product(left, right)
                : ColumnType.decimal64(Math.max(left.scale(), right.scale()));
    }

    private static ColumnType product(ColumnType left, ColumnType right) {
        int scale = left.scale() + right.scale();
        if (scale > ColumnType.MAX_SCALE) {
            throw new IllegalArgumentException("a decimal product has too many digits after the point: left=" + left
                    + ", right=" + right + ", max scale=" + ColumnType.MAX_SCALE);
        }
        return ColumnType.decimal64(scale);
    }

    private static ColumnType temporal(ArithmeticOp op, ColumnType left, ColumnType right) {
        boolean add = op == ArithmeticOp.ADD;
        if (!add && op != ArithmeticOp.SUBTRACT) {
            return null;
        }
        if (left.kind() == Kind.TIMESTAMP) {
            ColumnType step = ColumnType.duration(left.unit());
            if (right.equals(left) && !add) {
                return step;
            }
            return right.equals(step) ? left : null;
        }
        if (left.kind() == Kind.DURATION) {
            if (right.equals(left)) {
                return left;
            }
            return add && right.equals(ColumnType.timestamp(left.unit())) ? right : null;
        }
        return null;
    }

    /// The type of minus and absolute value.
    public static ColumnType negated(ColumnType type) {
        if (type.isFloat()) {
            return ColumnType.FLOAT64;
        }
        if (type.isInteger()) {
            return ColumnType.INT64;
        }
        if (type.kind() == Kind.DECIMAL64 || type.kind() == Kind.DURATION) {
            return type;
        }
        throw new IllegalArgumentException("only numbers and durations have a sign: type=" + type);
    }

    static void checkComparable(ColumnType left, ColumnType right) {
        boolean same = left.equals(right) && !left.isVariable();
        if (!same && !(isNumeric(left) && isNumeric(right))) {
            throw new IllegalArgumentException("these types cannot be compared: left=" + left + ", right=" + right);
        }
    }

    static void checkCast(ColumnType from, ColumnType to) {
        boolean numbers = isNumeric(to) && (isNumeric(from) || from.equals(ColumnType.BOOL));
        boolean units = from.kind() == to.kind() && (isInstantLike(from) || from.equals(to));
        boolean counts = isInstantLike(from) && to.equals(ColumnType.INT64)
                || isInstantLike(to) && from.equals(ColumnType.INT64);
        boolean dates = from.kind() == Kind.TIMESTAMP && to.equals(ColumnType.DATE32)
                || from.equals(ColumnType.DATE32) && to.kind() == Kind.TIMESTAMP;
        if (!numbers && !units && !counts && !dates) {
            throw new IllegalArgumentException("no such cast: from=" + from + ", to=" + to);
        }
    }

    private static boolean isInstantLike(ColumnType type) {
        return type.kind() == Kind.TIMESTAMP || type.kind() == Kind.DURATION || type.equals(ColumnType.DATE32);
    }

    static void checkGroupKey(ColumnType type) {
        if (type.isVariable()) {
            throw new IllegalArgumentException("a group key must be of a fixed width: type=" + type);
        }
    }

    /// The type of an aggregate; `weight` is null unless it takes one.
    public static ColumnType aggregate(AggregateKind kind, ColumnType argument, ColumnType weight) {
        return switch (kind) {
            case COUNT_ALL, COUNT -> ColumnType.INT64;
            case SUM -> sum(argument);
            case MIN, MAX -> ordered(kind, argument);
            case FIRST, LAST -> fixedWidth(kind, argument);
            case MEAN, VARIANCE, STDDEV -> {
                numeric(kind, argument);
                yield ColumnType.FLOAT64;
            }
            case VWAP -> {
                numeric(kind, argument);
                numeric(kind, weight);
                yield ColumnType.FLOAT64;
            }
            case DOT -> {
                numeric(kind, argument);
                numeric(kind, weight);
                yield numeric(ArithmeticOp.MULTIPLY, argument, weight);
            }
        };
    }

    private static ColumnType sum(ColumnType type) {
        if (type.isFloat()) {
            return ColumnType.FLOAT64;
        }
        if (type.equals(ColumnType.UINT64) || type.kind() == Kind.DECIMAL64 || type.kind() == Kind.DURATION) {
            return type;
        }
        if (type.isInteger() || type.equals(ColumnType.BOOL)) {
            return ColumnType.INT64;
        }
        throw unsupported(AggregateKind.SUM, type);
    }

    private static ColumnType ordered(AggregateKind kind, ColumnType type) {
        if (isNumeric(type) || isInstantLike(type)) {
            return type;
        }
        throw unsupported(kind, type);
    }

    private static ColumnType fixedWidth(AggregateKind kind, ColumnType type) {
        if (type.isVariable()) {
            throw unsupported(kind, type);
        }
        return type;
    }

    private static void numeric(AggregateKind kind, ColumnType type) {
        if (!isNumeric(type)) {
            throw unsupported(kind, type);
        }
    }

    private static IllegalArgumentException unsupported(AggregateKind kind, ColumnType type) {
        return new IllegalArgumentException("no such aggregate of this type: kind=" + kind + ", type=" + type);
    }
}
