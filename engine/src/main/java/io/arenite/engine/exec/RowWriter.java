package io.arenite.engine.exec;

import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.frame.FrameBuilder;
import java.util.List;

/// Appends the selected rows of a batch to a frame. Owned by one worker.
final class RowWriter {
    private final Program program;
    private final List<CompiledProject.Output> outputs;
    private final BatchState state;
    private final RowMask selection;

    RowWriter(Program program, List<CompiledProject.Output> outputs, BatchState state) {
        this.program = program;
        this.outputs = outputs;
        this.state = state;
        this.selection = BatchLoop.masks(program, state)[0];
        for (Step step : program.prologue()) {
            step.run(state);
        }
    }

    /// Runs the program on the batch that has begun and appends at most `most` rows, which are also all that values
    /// are computed for: what comes after them cannot fail.
    ///
    /// @return how many
    int write(FrameBuilder out, long most) {
        if (most == 0 || !program.filter(state)) {
            return 0;
        }
        if (most < state.selected) {
            selection.update(state);
            state.selectBefore(selection.rows()[(int) most], (int) most);
        }
        program.compute(state);
        selection.update(state);
        int count = selection.count;
        for (int i = 0; i < outputs.size(); i++) {
            append(outputs.get(i), out.column(i), count);
        }
        return count;
    }

    private void append(CompiledProject.Output output, ColumnBuilder column, int count) {
        Register x = state.registers[output.register()];
        boolean wide = output.type().widthBytes() == 8 && output.variableColumn() < 0;
        if (selection.all && !x.nullable && wide) {
            column.appendValues(x.values, x.offset, count);
            return;
        }
        int[] rows = selection.rows();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (!x.isValid(row)) {
                column.appendNull();
            } else if (output.variableColumn() >= 0) {
                state.source.appendBytes(output.variableColumn(), state.position + row, column);
            } else {
                append(x, row, column);
            }
        }
    }

    private static void append(Register x, int row, ColumnBuilder column) {
        switch (RegisterKind.of(column.type())) {
            case LONG -> column.appendLong(x.longAt(row));
            case DOUBLE -> column.appendDouble(x.doubleAt(row));
            case BITS -> column.appendBoolean(x.bitAt(row));
            case PRESENCE -> throw new IllegalStateException("text has no register");
        }
    }
}
