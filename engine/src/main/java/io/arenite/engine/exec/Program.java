package io.arenite.engine.exec;

import io.arenite.engine.expr.BoundExpr;
import java.util.ArrayList;
import java.util.List;

/// A compiled scan: the conditions of the filter one after the other, then what is computed for the rows that are left.
/// Immutable; each worker runs it on a [BatchState] of its own.
///
/// @param prologue run once for each state: literals
/// @param conditions in the order given; a batch without a row left skips the rest
/// @param values run for batches with rows left
/// @param ranges the conditions that are ranges of stored columns, for pruning and fused loops
/// @param masks for each: the registers that must not be null; the first is empty, the selection itself
/// @param columns stored columns that are read
/// @param inPlace nothing is written to scratch, so that a piece may be a whole block
/// @param never some condition is an empty range
/// @param callsForeign a foreign function is called: by one thread, and no partial is kept
record Program(
        List<Step> prologue,
        Condition[] conditions,
        Step[] values,
        List<ColumnRange> ranges,
        int[][] masks,
        int registers,
        int[] columns,
        boolean inPlace,
        boolean never,
        boolean callsForeign) {

    /// A condition of the filter: its steps, and the boolean register that they leave.
    record Condition(Step[] steps, int register) {}

    /// A condition that is a range of a stored column.
    record ColumnRange(BoundExpr.Col column, ValueRange range) {}

    long scratchBytes() {
        return BatchState.scratchBytes(registers, masks.length);
    }

    /// Runs the filter and the values for the batch that has begun.
    ///
    /// @return whether any row is left
    boolean run(BatchState state) {
        if (!filter(state)) {
            return false;
        }
        compute(state);
        return true;
    }

    /// Selects the rows that pass the filter.
    ///
    /// @return whether any row is left
    boolean filter(BatchState state) {
        for (Condition condition : conditions) {
            for (Step step : condition.steps) {
                step.run(state);
            }
            state.narrow(state.registers[condition.register]);
            if (state.selected == 0) {
                return false;
            }
        }
        return state.selected > 0;
    }

    /// Computes the values of the selected rows.
    void compute(BatchState state) {
        for (Step step : values) {
            step.run(state);
        }
    }

    /// Collects the parts of a program while expressions are compiled.
    static final class Builder {
        final ExprCompiler compiler;
        private final List<Condition> conditions = new ArrayList<>();
        private final List<ColumnRange> ranges = new ArrayList<>();
        private final List<int[]> masks = new ArrayList<>();
        private final List<Step> values = new ArrayList<>();
        private boolean never;

        Builder(ColumnNames names, int keyColumn, BoundExpr filter) {
            compiler = new ExprCompiler(names, keyColumn);
            masks.add(new int[0]);
            if (filter != null) {
                addFilter(filter);
            }
            compiler.into(values);
        }

        private void addFilter(BoundExpr filter) {
            var logic = new LogicCompiler(compiler);
            for (LogicCompiler.Term term : LogicCompiler.terms(List.of(filter))) {
                if (term.isRange()) {
                    never |= term.range().isEmpty();
                    if (term.operand() instanceof BoundExpr.Col column && !compiler.isKey(column)) {
                        ranges.add(new ColumnRange(column, term.range()));
                    }
                }
                List<Step> steps = new ArrayList<>();
                compiler.into(steps);
                int register = logic.term(term);
                conditions.add(new Condition(steps.toArray(new Step[0]), register));
            }
        }

        /// The number of the mask of rows that are selected and not null in these registers.
        int mask(int... registers) {
            for (int i = 0; i < masks.size(); i++) {
                if (java.util.Arrays.equals(masks.get(i), registers)) {
                    return i;
                }
            }
            masks.add(registers);
            return masks.size() - 1;
        }

        Program build() {
            return new Program(
                    List.copyOf(compiler.prologue()),
                    conditions.toArray(new Condition[0]),
                    values.toArray(new Step[0]),
                    List.copyOf(ranges),
                    masks.toArray(new int[0][]),
                    compiler.registers(),
                    compiler.columns(),
                    compiler.isInPlace() && conditions.isEmpty(),
                    never,
                    compiler.callsForeign());
        }
    }
}
