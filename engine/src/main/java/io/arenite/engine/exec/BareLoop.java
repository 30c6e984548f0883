package io.arenite.engine.exec;

import io.arenite.arena.MemoryPool;
import io.arenite.engine.LoopTier;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.TableSnapshot;
import java.util.Arrays;

/// The block loop of a plan over one partition, without planning, threads, statistics and frames: to measure
/// loops. Not thread-safe.
public final class BareLoop implements AutoCloseable {
    private final CompiledAggregate plan;
    private final Scratch scratch;
    private final Scratch.Held held;
    private final PartitionInput input;
    private final long rows;
    private final BlockLoop loop;
    private final long[] sum;
    private final long[] partial;

    /// @param partition its index in the snapshot, which stays the caller's
    public BareLoop(MemoryPool pool, TableSnapshot snapshot, int partition, AggregatePlan plan, LoopTier tier) {
        this.plan = CompiledAggregate.compile(plan, snapshot.schema());
        Program program = this.plan.program();
        this.scratch = new Scratch(pool);
        this.held = scratch.take(program.scratchBytes());
        BatchState state = BatchState.create(held.segment(), program.registers());
        program.prologue().forEach(step -> step.run(state));
        this.input = PartitionInput.open(snapshot, partition, program.columns(), this.plan.schemaColumns(), null);
        this.rows = input.view.rowCount();
        this.loop = BlockLoops.choose(this.plan, state, tier);
        this.sum = new long[this.plan.width()];
        this.partial = new long[this.plan.width()];
    }

    /// The name of the loop that ran last.
    public String tier() {
        return loop.name();
    }

    /// Whether a generated loop is compiled and will run, or none ever will.
    public boolean isSettled() {
        if (BlockLoops.isOneKernel(plan) && input.nullableColumns() == 0) {
            return true;
        }
        GeneratedPlan.Variant variant = plan.generated().variant(plan, input);
        return !variant.exists()
                || variant.ticket().loop() != null
                || variant.ticket().isRefused();
    }

    /// Runs over all blocks and joins them.
    ///
    /// @return the first slot of the partial, whatever it means
    public long run() {
        for (long from = 0; from < rows; from += Batch.BLOCK_ROWS) {
            long[] into = from == 0 ? sum : partial;
            Arrays.fill(into, 0);
            loop.run(input, from, Math.min(rows, from + Batch.BLOCK_ROWS), into, 0);
            if (from > 0) {
                plan.combine(sum, 0, partial, 0);
            }
        }
        return sum[0];
    }

    @Override
    public void close() {
        input.close();
        held.close();
        scratch.close();
    }
}
