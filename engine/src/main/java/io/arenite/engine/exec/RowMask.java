package io.arenite.engine.exec;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.engine.kernel.Batch;
import io.arenite.engine.kernel.BitmapKernel;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The rows of a batch that an aggregate takes: selected, and not null in its arguments. Where nothing is null it is
/// the
/// selection itself, and where that is everything there is no bitmap at all.
final class RowMask {
    static final int[] EVERY_ROW = new int[Batch.ROWS];

    static {
        Arrays.setAll(EVERY_ROW, row -> row);
    }

    private final int[] registers;
    private final long homeOffset;

    MemorySegment bits;
    long offset;
    boolean all;
    int count;

    private int[] rows;
    private boolean rowsValid;

    RowMask(int[] registers, long homeOffset) {
        this.registers = registers;
        this.homeOffset = homeOffset;
    }

    void update(BatchState state) {
        rowsValid = false;
        bits = state.scratch;
        offset = state.selectionOffset;
        all = state.all;
        count = state.selected;
        boolean narrowed = false;
        for (int index : registers) {
            Register register = state.registers[index];
            if (register.nullable) {
                narrow(register, state.rows);
                narrowed = true;
            }
        }
        if (narrowed) {
            count = BitmapKernel.count(bits, offset, state.rows);
        }
    }

    private void narrow(Register register, int rows) {
        if (all) {
            BitmapKernel.copy(register.home, register.validityOffset, rows, bits, homeOffset);
        } else {
            BitmapKernel.and(register.home, register.validityOffset, bits, offset, rows, bits, homeOffset);
        }
        offset = homeOffset;
        all = false;
    }

    /// The first selected row, or -1.
    int first(int batchRows) {
        if (count == 0) {
            return -1;
        }
        return all ? 0 : BitmapKernel.firstSet(bits, offset, batchRows);
    }

    /// The last selected row, or -1.
    int last(int batchRows) {
        if (count == 0) {
            return -1;
        }
        return all ? batchRows - 1 : BitmapKernel.lastSet(bits, offset, batchRows);
    }

    /// The numbers of the selected rows, `count` of them, ascending; for loops that go row by row. Not to be
    /// changed.
    int[] rows() {
        if (rowsValid) {
            return rows;
        }
        if (all) {
            return EVERY_ROW;
        }
        if (rows == null) {
            rows = new int[Batch.ROWS];
        }
        int found = 0;
        for (int first = 0; found < count; first += Long.SIZE) {
            long word = bits.get(JAVA_LONG_UNALIGNED, offset + (first >>> 3));
            while (word != 0) {
                rows[found++] = first + Long.numberOfTrailingZeros(word);
                word &= word - 1;
            }
        }
        rowsValid = true;
        return rows;
    }
}
