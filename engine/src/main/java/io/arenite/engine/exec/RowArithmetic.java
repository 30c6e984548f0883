package io.arenite.engine.exec;

import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.kernel.Lanes;

/// `//`, `%` and `**`: row by row, as no vector instruction divides or raises integers. What they mean is said by
/// [ArithmeticOp].
final class RowArithmetic {
    private RowArithmetic() {}

    static Step doubles(ArithmeticOp op, int left, int right, int out) {
        return state -> {
            Register l = state.registers[left];
            Register r = state.registers[right];
            Register o = state.registers[out];
            for (int row = 0; row < state.rows; row++) {
                o.setDouble(row, Lanes.canonical(apply(op, l.doubleAt(row), r.doubleAt(row))));
            }
            o.joinValidity(l, r, state.rows);
        };
    }

    /// @param one what stands for 1 in the result: a power of ten for a decimal
    static Step longs(ArithmeticOp op, int left, int right, long one, int out, ExprLabel label) {
        return state -> {
            Register l = state.registers[left];
            Register r = state.registers[right];
            Register o = state.registers[out];
            o.joinValidity(l, r, state.rows);
            for (int row = 0; row < state.rows; row++) {
                long divisor = r.longAt(row);
                if (!state.counts(o, row)) {
                    o.setLong(row, 0);
                } else if (divisor == 0 && op != ArithmeticOp.POWER) {
                    o.setLong(row, 0);
                    o.setNull(row, state.rows);
                } else {
                    try {
                        o.setLong(row, apply(op, l.longAt(row), divisor, one));
                    } catch (ArithmeticException e) {
                        throw state.doesNotFit(label, row);
                    }
                }
            }
        };
    }

    private static double apply(ArithmeticOp op, double x, double y) {
        return switch (op) {
            case FLOOR_DIVIDE -> Math.floor(x / y);
            case MODULO -> x - y * Math.floor(x / y);
            // the same bits on every machine; a square is the product that it is in Polars
            case POWER -> y == 2 ? x * x : StrictMath.pow(x, y);
            case ADD, SUBTRACT, MULTIPLY, DIVIDE -> throw new IllegalArgumentException("there is a kernel: op=" + op);
        };
    }

    private static long apply(ArithmeticOp op, long x, long y, long one) {
        return switch (op) {
            case FLOOR_DIVIDE -> Math.multiplyExact(floorQuotient(x, y), one);
            case MODULO -> Math.floorMod(x, y);
            case POWER -> power(x, y);
            case ADD, SUBTRACT, MULTIPLY, DIVIDE -> throw new IllegalArgumentException("there is a kernel: op=" + op);
        };
    }

    private static long floorQuotient(long x, long y) {
        return y == -1 ? Math.negateExact(x) : Math.floorDiv(x, y);
    }

    private static long power(long base, long exponent) {
        if (exponent < 0) {
            if (base == 1 || base == -1) {
                return (exponent & 1) == 0 ? 1 : base;
            }
            throw new ArithmeticException("not an integer");
        }
        long result = 1;
        long square = base;
        for (long rest = exponent; ; square = Math.multiplyExact(square, square)) {
            if ((rest & 1) != 0) {
                result = Math.multiplyExact(result, square);
            }
            rest >>= 1;
            if (rest == 0) {
                return result;
            }
        }
    }
}
