package io.arenite.engine.exec;

import io.arenite.engine.kernel.Batch;
import java.util.Arrays;

/// What a run over the rest of partitions ([ScanSelection#rest]) resumes and leaves behind: the state of each
/// partition's last block, if that is not full. Several workers may use it; each block is one worker's.
final class OpenBlocks {
    private final CompiledAggregate plan;
    private final ScanSelection selection;
    private final ChangedLeaves leaves;
    private final PartitionLeaves kept;
    private final long[] ends;

    /// With hashed keys, by selected partition: of the finished blocks, and of all.
    private final GroupedPartial[] finishedGroups;

    private final GroupedPartial[] groups;

    /// @param leaves of the selected partitions in what is kept
    OpenBlocks(CompiledAggregate plan, ScanSelection selection, ChangedLeaves leaves, PartitionLeaves kept) {
        this.plan = plan;
        this.selection = selection;
        this.leaves = leaves;
        this.kept = kept;
        this.ends = new long[selection.size()];
        this.finishedGroups = new GroupedPartial[plan.isHashed() ? selection.size() : 0];
        this.groups = new GroupedPartial[finishedGroups.length];
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
        int leaf = leaves.leaf(partition);
        if (!resumes && (!stays || !loop.isResumable())) {
            if (stays) {
                kept.setState(leaf, false);
            }
            loop.run(input, from, to, slots, at);
            return;
        }
        int stateAt = leaf * plan.stateWidth();
        if (!resumes) {
            Arrays.fill(kept.states, stateAt, stateAt + plan.stateWidth(), 0);
        }
        loop.resume(input, from, to, kept.states, stateAt, slots, at);
        kept.setState(leaf, stays);
    }

    /// Joins the partials of a partition's units, `[first, end)`, to what is kept of the blocks before them.
    void join(int partition, GroupedPartial[] units, int first, int end) {
        int finished = (int) (end(partition) / Batch.BLOCK_ROWS) - selection.firstBlock(partition);
        var parts = new GroupedPartial[finished + 1];
        parts[0] = selection.start(partition) == 0 ? null : kept.finishedGroups[leaves.leaf(partition)];
        System.arraycopy(units, first, parts, 1, finished);
        GroupedPartial ofFinished = GroupedPartials.join(plan, parts, 0, parts.length);
        finishedGroups[partition] = ofFinished;
        boolean more = first + finished < end && units[first + finished] != null;
        groups[partition] = more
                ? GroupedPartials.join(plan, new GroupedPartial[] {ofFinished, units[first + finished]}, 0, 2)
                : ofFinished;
    }

    /// Hands the joined partials over.
    void keepGroups(int partition) {
        kept.setGroups(leaves.leaf(partition), finishedGroups[partition], groups[partition]);
    }
}
