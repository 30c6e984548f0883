package io.arenite.engine.exec;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.engine.kernel.BitmapKernel;
import io.arenite.engine.kernel.CompareKernel;
import io.arenite.engine.kernel.CompareOp;
import io.arenite.engine.kernel.RangeKernel;
import io.arenite.engine.kernel.SymbolSet;
import io.arenite.engine.kernel.SymbolSetKernel;

/// Steps that compare, giving boolean registers.
final class CompareSteps {
    private CompareSteps() {}

    static Step range(int operand, ValueRange range, int out) {
        return switch (range) {
            case ValueRange.Doubles(double lo, double hi) ->
                state -> {
                    Register x = state.registers[operand];
                    Register o = state.registers[out];
                    RangeKernel.doubles(x.values, x.offset, lo, hi, state.rows, o.home, o.homeOffset);
                    o.takeValidity(x, state.rows);
                };
            case ValueRange.Longs(long lo, long hi, boolean unsigned) ->
                state -> {
                    Register x = state.registers[operand];
                    Register o = state.registers[out];
                    if (unsigned) {
                        RangeKernel.unsignedLongs(x.values, x.offset, lo, hi, state.rows, o.home, o.homeOffset);
                    } else {
                        RangeKernel.longs(x.values, x.offset, lo, hi, state.rows, o.home, o.homeOffset);
                    }
                    o.takeValidity(x, state.rows);
                };
        };
    }

    static Step doubles(CompareOp op, int left, int right, int out) {
        return state -> {
            Register l = state.registers[left];
            Register r = state.registers[right];
            Register o = state.registers[out];
            CompareKernel.doubles(op, l.values, l.offset, r.values, r.offset, state.rows, o.home, o.homeOffset);
            o.joinValidity(l, r, state.rows);
        };
    }

    static Step longs(CompareOp op, int left, int right, boolean unsigned, int out) {
        return state -> {
            Register l = state.registers[left];
            Register r = state.registers[right];
            Register o = state.registers[out];
            if (unsigned) {
                CompareKernel.unsignedLongs(
                        op, l.values, l.offset, r.values, r.offset, state.rows, o.home, o.homeOffset);
            } else {
                CompareKernel.longs(op, l.values, l.offset, r.values, r.offset, state.rows, o.home, o.homeOffset);
            }
            o.joinValidity(l, r, state.rows);
        };
    }

    /// One side of an exact comparison: values are brought to a common scale by a factor, in 128 bits.
    record Exact(int register, boolean unsigned, long factor) {}

    /// int64 with uint64, or decimals of different scales: exact, and never an error.
    static Step exactly(CompareOp op, Exact left, Exact right, int out) {
        return state -> {
            Register l = state.registers[left.register];
            Register r = state.registers[right.register];
            Register o = state.registers[out];
            o.joinValidity(l, r, state.rows);
            for (int first = 0; first < state.rows; first += Long.SIZE) {
                long word = 0;
                for (int row = first; row < Math.min(state.rows, first + Long.SIZE); row++) {
                    int order = compare(l.longAt(row), left, r.longAt(row), right);
                    word |= (holds(op, order) ? 1L : 0L) << row;
                }
                o.home.set(JAVA_LONG_UNALIGNED, o.homeOffset + (first >>> 3), word);
            }
        };
    }

    private static int compare(long left, Exact leftSide, long right, Exact rightSide) {
        int high = Long.compare(high(left, leftSide), high(right, rightSide));
        return high != 0 ? high : Long.compareUnsigned(left * leftSide.factor, right * rightSide.factor);
    }

    private static long high(long value, Exact side) {
        return side.unsigned ? Math.unsignedMultiplyHigh(value, side.factor) : Math.multiplyHigh(value, side.factor);
    }

    private static boolean holds(CompareOp op, int order) {
        return switch (op) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    /// Reads the codes as they are stored.
    static Step inSymbols(int column, SymbolSet set, int out) {
        return state -> {
            Register o = state.registers[out];
            LoadSteps.raw(state, column, 4);
            SymbolSetKernel.run(state.place.segment, state.place.offset, set, state.rows, o.home, o.homeOffset);
            LoadSteps.validity(state, o, column);
        };
    }

    /// The partition key is the same in all rows.
    static Step keyInSymbols(SymbolSet set, int out) {
        return state -> {
            Register o = state.registers[out];
            boolean in = set.contains(state.source.keyCode());
            BitmapKernel.range(0, in ? state.rows : 0, state.rows, o.home, o.homeOffset);
        };
    }
}
