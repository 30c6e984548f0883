package io.arenite.engine.exec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.arenite.engine.expr.ForeignFunction;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.ColumnType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The step that calls a foreign function. Where every row of the batch is selected, the function reads
/// the operands where they are and writes into the result's register; otherwise the selected rows are
/// moved together before the call and their results put back in their places after it.
final class ForeignSteps {
    private ForeignSteps() {}

    /// An operand: its type, the register it is in, and one to move its selected rows together in.
    record Operand(ColumnType type, int register, int together) {}

    /// @param together a register for the results of the selected rows
    static Step call(ForeignFunction function, ColumnType type, List<Operand> operands, int together, int out) {
        return state -> {
            Register result = state.registers[out];
            result.atHome();
            result.nullable = false;
            if (state.selected == 0) {
                return;
            }
            List<ForeignFunction.Values> inputs = new ArrayList<>(operands.size());
            for (Operand operand : operands) {
                inputs.add(input(state, operand));
            }
            Register target = state.all ? result : state.registers[together];
            var output = new ForeignFunction.Output(
                    type,
                    target.home.asSlice(target.homeOffset, Batch.ROWS * 8L),
                    target.home.asSlice(target.validityOffset, Batch.MASK_BYTES));
            function.apply(new ForeignFunction.Batch(state.selected, List.copyOf(inputs), output));
            target.nullable = output.hasNulls();
            if (!state.all) {
                putBack(state, target, RegisterKind.of(type), result);
            }
        };
    }

    private static ForeignFunction.Values input(BatchState state, Operand operand) {
        Register x = state.registers[operand.register];
        Register moved = state.registers[operand.together];
        RegisterKind kind = RegisterKind.of(operand.type);
        if (!state.all) {
            takeTogether(state, x, kind, moved);
            x = moved;
        } else if (!x.values.isNative()) {
            MemorySegment.copy(x.values, x.offset, moved.home, moved.homeOffset, bytes(kind, state.rows));
            moved.takeValidity(x, state.rows);
            x = moved;
        }
        MemorySegment validity = x.nullable ? x.home.asSlice(x.validityOffset, bitmapBytes(state.rows)) : null;
        MemorySegment values = x == moved
                ? moved.home.asSlice(moved.homeOffset, bytes(kind, state.selected))
                : x.values.asSlice(x.offset, bytes(kind, state.rows));
        return new ForeignFunction.Values(
                operand.type, values.asReadOnly(), validity == null ? null : validity.asReadOnly());
    }

    private static long bytes(RegisterKind kind, int rows) {
        return kind == RegisterKind.BITS ? bitmapBytes(rows) : rows * 8L;
    }

    private static long bitmapBytes(int rows) {
        return rows + 7L >>> 3;
    }

    private static void takeTogether(BatchState state, Register x, RegisterKind kind, Register moved) {
        moved.nullable = x.nullable;
        int to = 0;
        for (int row = 0; row < state.rows; row++) {
            if (!state.isSelected(row)) {
                continue;
            }
            if (kind == RegisterKind.BITS) {
                setBit(moved.home, moved.homeOffset, to, x.bitAt(row));
            } else {
                moved.setLong(to, x.longAt(row));
            }
            if (x.nullable) {
                setBit(moved.home, moved.validityOffset, to, x.isValid(row));
            }
            to++;
        }
    }

    private static void putBack(BatchState state, Register together, RegisterKind kind, Register out) {
        out.nullable = together.nullable;
        int from = 0;
        for (int row = 0; row < state.rows; row++) {
            boolean isSelected = state.isSelected(row);
            if (kind == RegisterKind.BITS) {
                setBit(out.home, out.homeOffset, row, isSelected && isSet(together.home, together.homeOffset, from));
            } else {
                out.setLong(row, isSelected ? together.longAt(from) : 0);
            }
            if (together.nullable) {
                setBit(out.home, out.validityOffset, row, isSelected && together.isValid(from));
            }
            from += isSelected ? 1 : 0;
        }
    }

    private static boolean isSet(MemorySegment bits, long offset, int bit) {
        return (bits.get(JAVA_BYTE, offset + (bit >>> 3)) >>> (bit & 7) & 1) != 0;
    }

    private static void setBit(MemorySegment bits, long offset, int bit, boolean value) {
        long at = offset + (bit >>> 3);
        int old = bits.get(JAVA_BYTE, at);
        int mask = 1 << (bit & 7);
        bits.set(JAVA_BYTE, at, (byte) (value ? old | mask : old & ~mask));
    }
}
