package io.arenite.engine.exec;

import io.arenite.engine.kernel.Batch;
import java.util.Arrays;

/// What a run over the rest of partitions ([ScanSelection#rest]) resumes and leaves behind: the state of each
/// partition's last block, if that is not full. Several workers may use it; each block is one worker's.
final class OpenBlocks {
    private final CompiledAggregate plan;
    private final ScanSelection selection;
    private final int[] leaves;
    private final long[] states;
    private final boolean[] hasState;
    private final long[] ends;

    /// @param leaves the place of each selected partition in what is kept
    /// @param states by that place, [CompiledAggregate#stateWidth] slots each
    /// @param hasState by that place: whether the states say something
    OpenBlocks(CompiledAggregate plan, ScanSelection selection, int[] leaves, long[] states, boolean[] hasState) {
        this.plan = plan;
        this.selection = selection;
        this.leaves = leaves;
        this.states = states;
        this.hasState = hasState;
        this.ends = new long[selection.size()];
    }

    /// Positions before `end` of the partition will be computed.
    void enter(int partition, long end) {
        ends[partition] = end;
    }

    /// The position before which everything is computed.
    long end(int partition) {
        return Math.max(ends[partition], selection.start(partition));
    }

    /// Computes `[from, to)`: resumes where the rest begins inside a block, keeps the state where it ends
    /// inside one.
    void compute(BlockLoop loop, int partition, PartitionInput input, long from, long to, long[] slots, int at) {
        boolean resumes = from == selection.start(partition) && from % Batch.BLOCK_ROWS != 0;
        boolean stays = to == ends[partition] && to % Batch.BLOCK_ROWS != 0;
        int leaf = leaves[partition];
        if (!resumes && (!stays || !loop.isResumable())) {
            hasState[leaf] &= !stays;
            loop.run(input, from, to, slots, at);
            return;
        }
        int stateAt = leaf * plan.stateWidth();
        if (!resumes) {
            Arrays.fill(states, stateAt, stateAt + plan.stateWidth(), 0);
        }
        loop.resume(input, from, to, states, stateAt, slots, at);
        hasState[leaf] = stays;
    }
}
