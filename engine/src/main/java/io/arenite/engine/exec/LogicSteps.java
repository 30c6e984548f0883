package io.arenite.engine.exec;

import io.arenite.engine.kernel.BitmapKernel;
import io.arenite.engine.kernel.CompareKernel;
import io.arenite.engine.kernel.CompareOp;

/// Steps on boolean registers: Kleene's logic from value and validity bitmaps. Without nulls each is one kernel.
final class LogicSteps {
    private LogicSteps() {}

    static Step and(int left, int right, int out) {
        return state -> {
            Register l = state.registers[left];
            Register r = state.registers[right];
            Register o = state.registers[out];
            if (l.nullable || r.nullable) {
                kleene(state, l, r, o, true);
                return;
            }
            o.nullable = false;
            BitmapKernel.and(l.values, l.offset, r.values, r.offset, state.rows, o.home, o.homeOffset);
        };
    }

    static Step or(int left, int right, int out) {
        return state -> {
            Register l = state.registers[left];
            Register r = state.registers[right];
            Register o = state.registers[out];
            if (l.nullable || r.nullable) {
                kleene(state, l, r, o, false);
                return;
            }
            o.nullable = false;
            BitmapKernel.or(l.values, l.offset, r.values, r.offset, state.rows, o.home, o.homeOffset);
        };
    }

    /// Known true and known false of the result are computed apart; the result is null where neither is.
    private static void kleene(BatchState state, Register l, Register r, Register o, boolean and) {
        int rows = state.rows;
        long isTrue = state.workOffset;
        long isFalse = state.work2Offset;
        known(state, l, true, isTrue);
        known(state, r, true, o.homeOffset);
        known(state, l, false, isFalse);
        known(state, r, false, o.validityOffset);
        var scratch = state.scratch;
        if (and) {
            BitmapKernel.and(scratch, isTrue, o.home, o.homeOffset, rows, o.home, o.homeOffset);
            BitmapKernel.or(scratch, isFalse, o.home, o.validityOffset, rows, o.home, o.validityOffset);
        } else {
            BitmapKernel.or(scratch, isTrue, o.home, o.homeOffset, rows, o.home, o.homeOffset);
            BitmapKernel.and(scratch, isFalse, o.home, o.validityOffset, rows, o.home, o.validityOffset);
        }
        BitmapKernel.or(o.home, o.homeOffset, o.home, o.validityOffset, rows, o.home, o.validityOffset);
        o.nullable = true;
    }

    /// Writes to the scratch where the register is known to be `truth`.
    private static void known(BatchState state, Register x, boolean truth, long outOffset) {
        if (truth) {
            if (x.nullable) {
                BitmapKernel.and(x.values, x.offset, x.home, x.validityOffset, state.rows, state.scratch, outOffset);
            } else {
                BitmapKernel.copy(x.values, x.offset, state.rows, state.scratch, outOffset);
            }
        } else if (x.nullable) {
            BitmapKernel.andNot(x.home, x.validityOffset, x.values, x.offset, state.rows, state.scratch, outOffset);
        } else {
            BitmapKernel.not(x.values, x.offset, state.rows, state.scratch, outOffset);
        }
    }

    static Step not(int operand, int out) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            BitmapKernel.not(x.values, x.offset, state.rows, o.home, o.homeOffset);
            o.takeValidity(x, state.rows);
        };
    }

    static Step isNull(int operand, int out) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            o.nullable = false;
            if (x.nullable) {
                BitmapKernel.not(x.home, x.validityOffset, state.rows, o.home, o.homeOffset);
            } else {
                BitmapKernel.range(0, 0, state.rows, o.home, o.homeOffset);
            }
        };
    }

    static Step isNan(int operand, int out) {
        return state -> {
            Register x = state.registers[operand];
            Register o = state.registers[out];
            CompareKernel.doubles(
                    CompareOp.NE, x.values, x.offset, x.values, x.offset, state.rows, o.home, o.homeOffset);
            o.takeValidity(x, state.rows);
        };
    }

    static void fillNullBits(BatchState state, Register x, boolean literal, Register o) {
        known(state, x, !literal, o.homeOffset);
        if (literal) {
            BitmapKernel.not(o.home, o.homeOffset, state.rows, o.home, o.homeOffset);
        }
    }
}
