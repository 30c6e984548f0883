package io.arenite.engine.exec;

import io.arenite.engine.LoopTier;
import io.arenite.engine.generate.GeneratedLoops;

/// Chooses the block loop of a plan. Here, and only here, is decided which shapes get one pass.
final class BlockLoops {
    private BlockLoops() {}

    /// - a generated loop, where there is one and nothing else is as fast
    /// - one range of a 64-bit column, and counts and sums of one float64 column: fused filter and sum
    /// - no filter, nothing computed: the batch tier with whole blocks as batches
    /// - all else: the batch tier
    static BlockLoop choose(CompiledAggregate plan, BatchState state, LoopTier tier) {
        BlockLoop other = FilterSumLoop.orElse(new BatchLoop(plan, state), plan);
        boolean generates = tier != LoopTier.BATCH && GeneratedLoops.ALLOWED && plan.passes() == 1;
        return generates ? new GeneratedBlockLoop(plan, state, other, tier) : other;
    }

    /// Whether a plan without a generated loop is one kernel call for each block without nulls: nothing is faster.
    static boolean isOneKernel(CompiledAggregate plan) {
        return plan.program().inPlace()
                && plan.aggregations().length == 1
                && !(plan.aggregations()[0] instanceof VwapAggregation);
    }
}
