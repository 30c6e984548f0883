package io.arenite.engine.exec;

import io.arenite.engine.LoopTier;
import io.arenite.engine.generate.GeneratedLoop;

/// Computes blocks by the loop that was generated for the plan, once there is one; until then, where rows are late, and
/// where a block holds values that the loop cannot compute with, by another one.
final class GeneratedBlockLoop implements BlockLoop {
    static final String NAME = "generated loop";

    private final CompiledAggregate plan;
    private final BlockLoop other;
    private final boolean forced;

    /// Where nothing is null, the other loop is as fast.
    private final boolean onlyForNulls;

    private final LoopLanes lanes;
    private final LoopChoice choice;
    private boolean hasGenerated;
    private boolean hasOther;

    GeneratedBlockLoop(CompiledAggregate plan, BatchState state, BlockLoop other, LoopTier tier) {
        this.plan = plan;
        this.other = other;
        this.forced = tier == LoopTier.GENERATED;
        this.onlyForNulls = !forced && BlockLoops.isOneKernel(plan);
        this.lanes = new LoopLanes(plan, state);
        this.choice = new LoopChoice(forced);
    }

    /// Of what ran, or would if nothing has run yet.
    @Override
    public String name() {
        boolean isReady = hasGenerated || !hasOther && isReady();
        return !isReady ? other.name() : hasOther ? NAME + ", " + other.name() : NAME;
    }

    private boolean isReady() {
        if (onlyForNulls) {
            return false;
        }
        GeneratedPlan.Variant plain = plan.generated().variant(plan);
        return plain.exists() && (forced || plain.ticket().loop() != null);
    }

    @Override
    public boolean isResumable() {
        return plan.isResumable();
    }

    @Override
    public void run(PartitionInput input, long from, long to, long[] slots, int at) {
        GeneratedLoop loop = loop(input, from, to);
        if (loop != null) {
            lanes.begin(choice.variant());
            boolean isGood = lanes.add(loop, input, from, to) && lanes.end(slots, at);
            choice.variant().count(isGood);
            if (isGood) {
                hasGenerated = true;
                return;
            }
            plan.clear(slots, at);
        }
        hasOther = true;
        other.run(input, from, to, slots, at);
    }

    @Override
    public void resume(PartitionInput input, long from, long to, long[] state, int stateAt, long[] slots, int at) {
        GeneratedLoop loop = loop(input, from, to);
        if (loop != null) {
            lanes.begin(choice.variant());
            boolean isGood = lanes.load(state, stateAt)
                    && lanes.add(loop, input, from, to)
                    && lanes.end(state, stateAt, slots, at);
            choice.variant().count(isGood);
            if (isGood) {
                hasGenerated = true;
                return;
            }
        }
        hasOther = true;
        other.resume(input, from, to, state, stateAt, slots, at);
    }

    /// The loop for these rows, or null.
    private GeneratedLoop loop(PartitionInput input, long from, long to) {
        if (to > input.firstLate || onlyForNulls && input.nullableColumns() == 0) {
            return null;
        }
        if (!forced && !plan.generated().isWorthLooking(to - from)) {
            return null;
        }
        return choice.loop(plan.generated().variant(plan, input), to - from);
    }
}
