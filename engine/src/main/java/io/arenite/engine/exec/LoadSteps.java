package io.arenite.engine.exec;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.engine.kernel.Batch;
import io.arenite.engine.kernel.BitmapKernel;
import io.arenite.engine.kernel.ConvertKernel;
import io.arenite.partitions.ColumnType;
import java.lang.foreign.MemorySegment;

/// Steps that bring columns and constants into registers.
final class LoadSteps {
    private LoadSteps() {}

    /// 64-bit columns are read where they lie; narrower ones are widened into the register.
    static Step column(int register, int column, ColumnType type) {
        return switch (type.kind()) {
            case INT64, UINT64, DECIMAL64, TIMESTAMP, DURATION, FLOAT64 -> inPlace(register, column);
            case INT8 -> widened(register, column, 1, ConvertKernel::int8ToLongs);
            case UINT8 -> widened(register, column, 1, ConvertKernel::uint8ToLongs);
            case INT16 -> widened(register, column, 2, ConvertKernel::int16ToLongs);
            case UINT16 -> widened(register, column, 2, ConvertKernel::uint16ToLongs);
            case INT32, DATE32, SYMBOL -> widened(register, column, 4, ConvertKernel::int32ToLongs);
            case UINT32 -> widened(register, column, 4, ConvertKernel::uint32ToLongs);
            case FLOAT32 -> widened(register, column, 4, ConvertKernel::float32ToDoubles);
            case BOOL -> bits(register, column);
            case UTF8, BINARY -> presence(register, column);
        };
    }

    /// Whether [#column] reads this type in place, so that a piece may be larger than a register.
    static boolean isInPlace(ColumnType type) {
        return type.widthBytes() == 8 && !type.isVariable();
    }

    /// One of the kernels that widen.
    @FunctionalInterface
    private interface Widening {
        void run(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset);
    }

    private static Step inPlace(int register, int column) {
        return state -> {
            Register out = state.registers[register];
            state.source.values(column, 8, state.position, state.rows, out.home, out.homeOffset, state.place);
            out.values = state.place.segment;
            out.offset = state.place.offset;
            validity(state, out, column);
        };
    }

    private static Step widened(int register, int column, int width, Widening widening) {
        return state -> {
            Register out = state.registers[register];
            raw(state, column, width);
            widening.run(state.place.segment, state.place.offset, state.rows, out.home, out.homeOffset);
            validity(state, out, column);
        };
    }

    private static Step bits(int register, int column) {
        return state -> {
            Register out = state.registers[register];
            state.source.bits(column, state.position, state.rows, out.home, out.homeOffset);
            validity(state, out, column);
        };
    }

    private static Step presence(int register, int column) {
        return state -> validity(state, state.registers[register], column);
    }

    /// Finds narrow values in place, or gathers them into the scratch's raw area.
    static void raw(BatchState state, int column, int width) {
        state.source.values(column, width, state.position, state.rows, state.scratch, state.rawOffset, state.place);
    }

    static void validity(BatchState state, Register out, int column) {
        out.nullable = state.source.isNullable(column);
        if (out.nullable) {
            state.source.validity(column, state.position, state.rows, out.home, out.validityOffset);
        }
    }

    /// The partition key as a value: the same code in every row.
    static Step key(int register) {
        return state -> {
            Register out = state.registers[register];
            long code = state.source.keyCode();
            if (!out.isFilled || out.filledWith != code) {
                fill(out, code);
                out.isFilled = true;
                out.filledWith = code;
            }
        };
    }

    /// A literal, written once when the state is made. `bits` are the value, or the bits of a double.
    static Step constant(int register, RegisterKind kind, long bits, boolean isNull) {
        return state -> {
            Register out = state.registers[register];
            out.nullable = isNull;
            if (isNull) {
                BitmapKernel.range(0, 0, Batch.ROWS, out.home, out.validityOffset);
            }
            if (kind == RegisterKind.BITS) {
                BitmapKernel.range(0, bits != 0 ? Batch.ROWS : 0, Batch.ROWS, out.home, out.homeOffset);
            } else {
                fill(out, bits);
            }
        };
    }

    private static void fill(Register out, long bits) {
        for (int row = 0; row < Batch.ROWS; row++) {
            out.home.set(JAVA_LONG_UNALIGNED, out.homeOffset + row * 8L, bits);
        }
    }
}
