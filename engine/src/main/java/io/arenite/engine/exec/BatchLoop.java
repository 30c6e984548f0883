package io.arenite.engine.exec;

import io.arenite.engine.kernel.Batch;

/// The batch tier: the program's steps over batches of 2,048 rows, the aggregates after each. Where nothing has to be
/// computed, filtered or gathered, the piece is the whole block, so that an aggregate is one pass of one kernel.
final class BatchLoop implements BlockLoop {
    private final CompiledAggregate plan;
    private final Program program;
    private final BatchState state;
    private final RowMask[] masks;
    private final Aggregation.Accumulator[] accumulators;

    BatchLoop(CompiledAggregate plan, BatchState state) {
        this.plan = plan;
        this.program = plan.program();
        this.state = state;
        this.masks = masks(program, state);
        this.accumulators = new Aggregation.Accumulator[plan.aggregations().length];
        for (int i = 0; i < accumulators.length; i++) {
            accumulators[i] = plan.aggregations()[i].accumulator();
        }
    }

    static RowMask[] masks(Program program, BatchState state) {
        var masks = new RowMask[program.masks().length];
        for (int i = 0; i < masks.length; i++) {
            masks[i] = new RowMask(program.masks()[i], state.masksOffset() + (long) i * Batch.MASK_BYTES);
        }
        return masks;
    }

    @Override
    public String name() {
        return program.inPlace() ? "whole blocks" : "batches";
    }

    @Override
    public void run(PartitionInput input, long from, long to, long[] slots, int at) {
        for (Aggregation.Accumulator accumulator : accumulators) {
            accumulator.begin();
        }
        for (int pass = 0; pass < plan.passes(); pass++) {
            if (pass > 0) {
                for (Aggregation.Accumulator accumulator : accumulators) {
                    accumulator.endPass();
                }
            }
            rows(input, from, to, pass);
        }
        end(slots, at);
    }

    @Override
    public boolean isResumable() {
        return plan.isResumable();
    }

    @Override
    public void resume(PartitionInput input, long from, long to, long[] resumed, int resumedAt, long[] slots, int at) {
        for (int i = 0; i < accumulators.length; i++) {
            accumulators[i].load(resumed, resumedAt + plan.stateOffsets()[i]);
        }
        rows(input, from, to, 0);
        for (int i = 0; i < accumulators.length; i++) {
            accumulators[i].save(resumed, resumedAt + plan.stateOffsets()[i]);
        }
        end(slots, at);
    }

    private void rows(PartitionInput input, long from, long to, int pass) {
        if (program.inPlace() && input.isPlain(to)) {
            state.begin(input.main, from, (int) (to - from), (int) (from & 31));
            add(pass);
        } else {
            batches(input, from, to, pass);
        }
    }

    private void end(long[] slots, int at) {
        for (int i = 0; i < accumulators.length; i++) {
            accumulators[i].end(slots, at + plan.offsets()[i]);
        }
    }

    private void batches(PartitionInput input, long from, long to, int pass) {
        for (long start = from & -Batch.ROWS; start < to; start += Batch.ROWS) {
            long end = Math.min(to, start + Batch.ROWS);
            state.begin(input.source(end), start, (int) (end - start), 0);
            state.selectRange((int) Math.max(0, from - start), state.rows);
            add(pass);
        }
    }

    private void add(int pass) {
        if (!program.run(state)) {
            return;
        }
        for (RowMask mask : masks) {
            mask.update(state);
        }
        for (int i = 0; i < accumulators.length; i++) {
            accumulators[i].add(state, masks[plan.aggregations()[i].mask()], pass);
        }
    }
}
