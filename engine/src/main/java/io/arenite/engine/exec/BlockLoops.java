package io.arenite.engine.exec;

/// Chooses the block loop of a plan. Here, and only here, is decided which shapes get one pass.
final class BlockLoops {
    private BlockLoops() {}

    /// - one range of a 64-bit column, and counts and sums of one float64 column: fused filter and sum
    /// - no filter, nothing computed: the batch tier with whole blocks as batches
    /// - all else: the batch tier
    static BlockLoop choose(CompiledAggregate plan, BatchState state) {
        return FilterSumLoop.orElse(new BatchLoop(plan, state), plan);
    }
}
