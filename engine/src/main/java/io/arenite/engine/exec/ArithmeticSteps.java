package io.arenite.engine.exec;

import io.arenite.engine.kernel.ArithmeticOp;
import io.arenite.engine.kernel.DoubleArithmeticKernel;
import io.arenite.engine.kernel.LongArithmeticKernel;
import io.arenite.engine.kernel.LongSignKernel;

/// Steps for `+ - * /`, minus and absolute value. Where int64 overflows in a row that counts, the query fails; what
/// lies under nulls and rejected rows is garbage and may overflow.
final class ArithmeticSteps {
    private ArithmeticSteps() {}

    static Step doubles(ArithmeticOp op, int left, int right, int out) {
        return state -> {
            Register l = state.registers[left];
            Register r = state.registers[right];
            Register o = state.registers[out];
            DoubleArithmeticKernel.run(op, l.values, l.offset, r.values, r.offset, state.rows, o.home, o.homeOffset);
            o.joinValidity(l, r, state.rows);
        };
    }

    static Step doublesLiteral(ArithmeticOp op, int left, double literal, int out) {
        return state -> {
            Register l = state.registers[left];
            Register o = state.registers[out];
            DoubleArithmeticKernel.run(op, l.values, l.offset, literal, state.rows, o.home, o.homeOffset);
            o.takeValidity(l, state.rows);
        };
    }

    static Step literalDoubles(ArithmeticOp op, double literal, int right, int out) {
        return state -> {
            Register r = state.registers[right];
            Register o = state.registers[out];
            DoubleArithmeticKernel.run(op, literal, r.values, r.offset, state.rows, o.home, o.homeOffset);
            o.takeValidity(r, state.rows);
        };
    }

    static Step longs(ArithmeticOp op, int left, int right, int out, ExprLabel label) {
        return state -> {
            Register l = state.registers[left];
            Register r = state.registers[right];
            Register o = state.registers[out];
            o.joinValidity(l, r, state.rows);
            int failed = LongArithmeticKernel.run(
                    op, l.values, l.offset, r.values, r.offset, state.rows, o.home, o.homeOffset);
            if (failed != LongArithmeticKernel.NONE) {
                state.selectedAndValid(o);
                fail(
                        state,
                        label,
                        LongArithmeticKernel.runMasked(
                                op,
                                l.values,
                                l.offset,
                                r.values,
                                r.offset,
                                state.rows,
                                o.home,
                                o.homeOffset,
                                state.scratch,
                                state.workOffset));
            }
        };
    }

    static Step longsLiteral(ArithmeticOp op, int left, long literal, int out, ExprLabel label) {
        return state -> {
            Register l = state.registers[left];
            Register o = state.registers[out];
            o.takeValidity(l, state.rows);
            int failed = LongArithmeticKernel.run(op, l.values, l.offset, literal, state.rows, o.home, o.homeOffset);
            if (failed != LongArithmeticKernel.NONE) {
                state.selectedAndValid(o);
                fail(
                        state,
                        label,
                        LongArithmeticKernel.runMasked(
                                op,
                                l.values,
                                l.offset,
                                literal,
                                state.rows,
                                o.home,
                                o.homeOffset,
                                state.scratch,
                                state.workOffset));
            }
        };
    }

    static Step literalLongs(ArithmeticOp op, long literal, int right, int out, ExprLabel label) {
        return state -> {
            Register r = state.registers[right];
            Register o = state.registers[out];
            o.takeValidity(r, state.rows);
            int failed = LongArithmeticKernel.run(op, literal, r.values, r.offset, state.rows, o.home, o.homeOffset);
            if (failed != LongArithmeticKernel.NONE) {
                state.selectedAndValid(o);
                fail(
                        state,
                        label,
                        LongArithmeticKernel.runMasked(
                                op,
                                literal,
                                r.values,
                                r.offset,
                                state.rows,
                                o.home,
                                o.homeOffset,
                                state.scratch,
                                state.workOffset));
            }
        };
    }

    static Step negateDoubles(int operand, int out) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            DoubleArithmeticKernel.negate(x.values, x.offset, state.rows, o.home, o.homeOffset);
            o.takeValidity(x, state.rows);
        };
    }

    static Step absDoubles(int operand, int out) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            DoubleArithmeticKernel.abs(x.values, x.offset, state.rows, o.home, o.homeOffset);
            o.takeValidity(x, state.rows);
        };
    }

    static Step negateLongs(int operand, int out, ExprLabel label) {
        return literalLongs(ArithmeticOp.SUBTRACT, 0, operand, out, label);
    }

    static Step absLongs(int operand, int out, ExprLabel label) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            o.takeValidity(x, state.rows);
            int failed = LongSignKernel.abs(x.values, x.offset, state.rows, o.home, o.homeOffset);
            if (failed != LongArithmeticKernel.NONE) {
                state.selectedAndValid(o);
                fail(
                        state,
                        label,
                        LongSignKernel.absMasked(
                                x.values, x.offset, state.rows, o.home, o.homeOffset, state.scratch, state.workOffset));
            }
        };
    }

    private static void fail(BatchState state, ExprLabel label, int row) {
        if (row != LongArithmeticKernel.NONE) {
            throw state.doesNotFit(label, row);
        }
    }
}
