package io.arenite.engine.exec;

import io.arenite.engine.kernel.ArithmeticOp;
import io.arenite.engine.kernel.ConvertKernel;
import io.arenite.engine.kernel.DoubleArithmeticKernel;
import io.arenite.engine.kernel.RangeKernel;
import io.arenite.engine.kernel.SelectKernel;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// Steps that change the type of a register: implicit widening and casts.
final class ConvertSteps {
    private ConvertSteps() {}

    /// To the nearest float64; a decimal is `(double) unscaled / 10^scale`.
    static Step longsToDoubles(int operand, ColumnType type, int out) {
        boolean unsigned = type.equals(ColumnType.UINT64);
        double divisor = DecimalMath.POWERS_OF_TEN_F64[type.scale()];
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            if (unsigned) {
                ConvertKernel.uint64ToDoubles(x.values, x.offset, state.rows, o.home, o.homeOffset);
            } else {
                ConvertKernel.int64ToDoubles(x.values, x.offset, state.rows, o.home, o.homeOffset);
            }
            if (divisor != 1) {
                DoubleArithmeticKernel.run(
                        ArithmeticOp.DIVIDE, o.home, o.homeOffset, divisor, state.rows, o.home, o.homeOffset);
            }
            o.takeValidity(x, state.rows);
        };
    }

    static Step bitsToLongs(int operand, int out) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            ConvertKernel.boolToLongs(x.values, x.offset, state.rows, o.home, o.homeOffset);
            o.takeValidity(x, state.rows);
        };
    }

    /// Toward zero; NaN and what is outside int64 fail.
    static Step doublesToLongs(int operand, int out, ExprLabel label) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            o.takeValidity(x, state.rows);
            int failed = ConvertKernel.float64ToLongs(x.values, x.offset, state.rows, o.home, o.homeOffset);
            if (failed != ConvertKernel.NONE) {
                state.selectedAndValid(o);
                failed = ConvertKernel.float64ToLongsMasked(
                        x.values, x.offset, state.rows, o.home, o.homeOffset, state.scratch, state.workOffset);
                if (failed != ConvertKernel.NONE) {
                    throw state.doesNotFit(label, failed);
                }
            }
        };
    }

    /// Fails where a value that counts is outside `[lo, hi]`; `out` becomes the operand.
    static Step checkRange(int operand, long lo, long hi, int out, ExprLabel label) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            RangeKernel.longs(x.values, x.offset, lo, hi, state.rows, state.scratch, state.work2Offset);
            for (int row = 0; row < state.rows; row++) {
                if (!isSet(state, row) && state.counts(x, row)) {
                    throw state.doesNotFit(label, row);
                }
            }
            alias(x, o, state.rows);
        };
    }

    private static boolean isSet(BatchState state, int row) {
        return io.arenite.engine.kernel.BitmapKernel.isSet(state.scratch, state.work2Offset, row);
    }

    /// The same bits under another type.
    static Step alias(int operand, int out) {
        return state -> alias(state.registers[operand], state.registers[out], state.rows);
    }

    private static void alias(Register operand, Register out, int rows) {
        out.values = operand.values;
        out.offset = operand.offset;
        out.takeValidity(operand, rows);
    }

    static Step roundToFloat(int operand, int out) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            for (int row = 0; row < state.rows; row++) {
                o.setDouble(row, (float) x.doubleAt(row));
            }
            o.takeValidity(x, state.rows);
        };
    }

    /// A conversion of one int64 that throws [ArithmeticException] where the value does not fit.
    @FunctionalInterface
    interface LongMap {
        long apply(long value);
    }

    /// A conversion of one float64 that throws [ArithmeticException] where the value does not fit.
    @FunctionalInterface
    interface DoubleMap {
        long apply(double value);
    }

    /// Row by row, only where a value counts: for casts that no kernel is worth.
    static Step mapLongs(int operand, LongMap map, int out, ExprLabel label) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            for (int row = 0; row < state.rows; row++) {
                try {
                    o.setLong(row, state.counts(x, row) ? map.apply(x.longAt(row)) : 0);
                } catch (ArithmeticException e) {
                    throw failed(state, label, row, e);
                }
            }
            o.takeValidity(x, state.rows);
        };
    }

    static Step mapDoubles(int operand, DoubleMap map, int out, ExprLabel label) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            for (int row = 0; row < state.rows; row++) {
                try {
                    o.setLong(row, state.counts(x, row) ? map.apply(x.doubleAt(row)) : 0);
                } catch (ArithmeticException e) {
                    throw failed(state, label, row, e);
                }
            }
            o.takeValidity(x, state.rows);
        };
    }

    private static RuntimeException failed(BatchState state, ExprLabel label, int row, ArithmeticException cause) {
        RuntimeException failure = state.doesNotFit(label, row);
        failure.initCause(cause);
        return failure;
    }

    static long doubleToDecimal(double value, int scale) {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException("not finite: value=" + value);
        }
        return new BigDecimal(value)
                .setScale(scale, RoundingMode.HALF_EVEN)
                .unscaledValue()
                .longValueExact();
    }

    static long doubleToUnsigned(double value) {
        if (!(value > -1 && value < 0x1p64)) {
            throw new ArithmeticException("outside uint64: value=" + value);
        }
        return value < 0x1p63 ? (long) value : (long) (value - 0x1p63) ^ Long.MIN_VALUE;
    }

    /// The literal (bits of the value) where the operand is null.
    static Step fillNull(int operand, RegisterKind kind, long literalBits, int out) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            if (!x.nullable) {
                alias(x, o, state.rows);
                return;
            }
            o.nullable = false;
            o.atHome();
            if (kind == RegisterKind.BITS) {
                LogicSteps.fillNullBits(state, x, literalBits != 0, o);
            } else {
                SelectKernel.run(
                        x.home, x.validityOffset, x.values, x.offset, literalBits, state.rows, o.home, o.homeOffset);
            }
        };
    }
}
