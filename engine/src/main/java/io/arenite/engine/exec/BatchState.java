package io.arenite.engine.exec;

import io.arenite.engine.NumericException;
import io.arenite.engine.kernel.Batch;
import io.arenite.engine.kernel.BitmapKernel;
import java.lang.foreign.MemorySegment;

/// What the steps of one program work on, for one worker: registers, the batch at hand and which of its rows are still
/// selected.
final class BatchState {
    /// Bytes from [#rawOffset] on.
    static final long RAW_BYTES = Batch.ROWS * 4L;

    /// Bytes of a widened batch, and 64 against aliasing.
    static final long WIDENED_BYTES = Batch.ROWS * 8L + 64;

    /// Columns that a generated loop can have widened at [#widenedOffset], a batch of each.
    static final int WIDENED_COLUMNS = 4;

    final Register[] registers;
    final MemorySegment scratch;
    final BatchSource.Place place = new BatchSource.Place();

    /// Offsets in the scratch: the selection, two masks for whoever needs one for a moment, raw narrow values.
    final long selectionOffset;

    final long workOffset;
    final long work2Offset;
    final long rawOffset;
    final long widenedOffset;

    BatchSource source;
    long position;
    int rows;
    int lane0;

    /// Every row is selected, and the selection's bits mean nothing.
    boolean all;

    int selected;

    private BatchState(Register[] registers, MemorySegment scratch) {
        this.registers = registers;
        this.scratch = scratch;
        this.selectionOffset = 0;
        this.workOffset = Batch.MASK_BYTES;
        this.work2Offset = 2L * Batch.MASK_BYTES;
        this.rawOffset = 3L * Batch.MASK_BYTES;
        this.widenedOffset = rawOffset + RAW_BYTES + 64;
    }

    /// Bytes of scratch for so many registers and extra masks.
    static long scratchBytes(int registers, int masks) {
        return rawEnd() + registers * Register.BYTES + (long) masks * Batch.MASK_BYTES;
    }

    static BatchState create(MemorySegment scratch, int registers) {
        var made = new Register[registers];
        for (int i = 0; i < registers; i++) {
            made[i] = new Register(scratch, rawEnd() + i * Register.BYTES);
        }
        return new BatchState(made, scratch);
    }

    /// Where the extra masks begin.
    long masksOffset() {
        return rawEnd() + registers.length * Register.BYTES;
    }

    private static long rawEnd() {
        return 3L * Batch.MASK_BYTES + RAW_BYTES + 64 + WIDENED_COLUMNS * WIDENED_BYTES;
    }

    /// Begins a batch (or, where a program needs no scratch, a piece of up to a whole block) with all rows selected.
    void begin(BatchSource newSource, long newPosition, int newRows, int newLane0) {
        source = newSource;
        position = newPosition;
        rows = newRows;
        lane0 = newLane0;
        all = true;
        selected = newRows;
    }

    /// Selects only rows `[from, to)` of the batch.
    void selectRange(int from, int to) {
        if (from > 0 || to < rows) {
            BitmapKernel.range(from, to, rows, scratch, selectionOffset);
            all = false;
            selected = Math.max(0, to - from);
        }
    }

    /// Keeps the selected rows before `end`, which are `left`.
    void selectBefore(int end, int left) {
        if (all) {
            selectRange(0, end);
            return;
        }
        BitmapKernel.range(0, end, rows, scratch, workOffset);
        BitmapKernel.and(scratch, workOffset, scratch, selectionOffset, rows, scratch, selectionOffset);
        selected = left;
    }

    /// Keeps the rows where the boolean register is true.
    void narrow(Register truth) {
        MemorySegment bits = truth.values;
        long bitsOffset = truth.offset;
        if (truth.nullable) {
            BitmapKernel.and(bits, bitsOffset, truth.home, truth.validityOffset, rows, scratch, workOffset);
            bits = scratch;
            bitsOffset = workOffset;
        }
        if (all) {
            BitmapKernel.copy(bits, bitsOffset, rows, scratch, selectionOffset);
        } else {
            BitmapKernel.and(bits, bitsOffset, scratch, selectionOffset, rows, scratch, selectionOffset);
        }
        selected = BitmapKernel.count(scratch, selectionOffset, rows);
        all = selected == rows;
    }

    /// Writes to the work mask which rows are selected and not null in `register`.
    void selectedAndValid(Register register) {
        if (all && !register.nullable) {
            BitmapKernel.range(0, rows, rows, scratch, workOffset);
        } else if (all) {
            BitmapKernel.copy(register.home, register.validityOffset, rows, scratch, workOffset);
        } else if (register.nullable) {
            BitmapKernel.and(
                    register.home, register.validityOffset, scratch, selectionOffset, rows, scratch, workOffset);
        } else {
            BitmapKernel.copy(scratch, selectionOffset, rows, scratch, workOffset);
        }
    }

    boolean isSelected(int row) {
        return all || BitmapKernel.isSet(scratch, selectionOffset, row);
    }

    /// Whether a value of this row can matter.
    boolean counts(Register register, int row) {
        return isSelected(row) && register.isValid(row);
    }

    NumericException doesNotFit(ExprLabel label, int row) {
        return new NumericException("the value does not fit its type: expression=" + label.text() + ", type="
                + label.type() + ", position in partition=" + (position + row));
    }
}
