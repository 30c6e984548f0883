package io.arenite.engine.exec;

import io.arenite.engine.kernel.Batch;
import java.util.Arrays;

/// Partials of one block by group: filter, keys and arguments by the program's kernels, then the groups of a
/// batch are numbered, and each aggregate goes through its rows once over plain arrays. A group sums in one
/// lane, in order of position. Owned by one worker.
final class GroupedLoop {
    static final String TIER = "grouped batches";

    /// Group numbers are kept from block to block up to this many, since clearing costs by the group.
    private static final int MAX_KEPT_GROUPS = 1 << 15;

    private final CompiledAggregate plan;
    private final BatchState state;
    private final GroupBatch batch;
    private final GroupNumbers numbers;
    private final int keyCount;
    private final RowMask[] masks;

    /// By mask; null where no aggregate takes that one.
    private final GroupedCounts[] counts;

    /// By aggregate; null where its count is all that it needs.
    private final GroupedState[] states;

    GroupedLoop(CompiledAggregate plan, BatchState state) {
        this.plan = plan;
        this.state = state;
        this.batch = new GroupBatch(state);
        this.masks = BatchLoop.masks(plan.program(), state);
        int hashed = 0;
        var registers = new int[plan.keyRegisters().length];
        var kinds = new RegisterKind[registers.length];
        for (int i = 0; i < registers.length; i++) {
            if (plan.keyRegisters()[i] != CompiledAggregate.PARTITION_KEY) {
                kinds[hashed] = RegisterKind.of(plan.plan().groupBy().get(i).type());
                registers[hashed++] = plan.keyRegisters()[i];
            }
        }
        keyCount = hashed;
        numbers = new GroupNumbers(Arrays.copyOf(registers, hashed), Arrays.copyOf(kinds, hashed), plan.mostGroups());
        counts = new GroupedCounts[masks.length];
        counts[0] = new GroupedCounts();
        states = new GroupedState[plan.aggregations().length];
        for (int i = 0; i < states.length; i++) {
            Aggregation aggregation = plan.aggregations()[i];
            states[i] = aggregation.grouped();
            if (counts[aggregation.mask()] == null) {
                counts[aggregation.mask()] = new GroupedCounts();
            }
        }
    }

    GroupedPartial run(PartitionInput input, long from, long to) {
        clear();
        for (int pass = 0; pass < plan.passes(); pass++) {
            if (pass > 0) {
                endPass();
            }
            for (long start = from & -Batch.ROWS; start < to; start += Batch.ROWS) {
                long end = Math.min(to, start + Batch.ROWS);
                state.begin(input.source(end), start, (int) (end - start), 0);
                state.selectRange((int) Math.max(0, from - start), state.rows);
                if (plan.program().run(state)) {
                    add(pass);
                }
            }
        }
        return collect();
    }

    private void clear() {
        int groups = numbers.size();
        for (GroupedCounts count : counts) {
            if (count != null) {
                count.clear(groups);
            }
        }
        for (GroupedState one : states) {
            if (one != null) {
                one.clear(groups);
            }
        }
        if (groups > MAX_KEPT_GROUPS) {
            numbers.clear();
        }
    }

    private void add(int pass) {
        for (RowMask mask : masks) {
            mask.update(state);
        }
        batch.begin();
        numbers.number(batch, masks[0]);
        int groups = numbers.size();
        for (int mask = 0; mask < masks.length; mask++) {
            if (counts[mask] != null && pass == 0) {
                counts[mask].ensure(groups);
                counts[mask].add(batch, masks[mask], groups);
            }
        }
        for (int i = 0; i < states.length; i++) {
            if (states[i] != null) {
                states[i].ensure(groups);
                states[i].add(batch, masks[plan.aggregations()[i].mask()], pass);
            }
        }
    }

    private void endPass() {
        for (int i = 0; i < states.length; i++) {
            if (states[i] != null) {
                int groups = numbers.size();
                states[i].endPass(groups, counts[plan.aggregations()[i].mask()].counts(groups));
            }
        }
    }

    private GroupedPartial collect() {
        int groups = numbers.size();
        int[] rows = counts[0].counts(groups);
        int[][] byAggregate = new int[states.length][];
        for (int i = 0; i < states.length; i++) {
            byAggregate[i] = counts[plan.aggregations()[i].mask()].counts(groups);
        }
        int found = 0;
        for (int group = 0; group < groups; group++) {
            found += rows[group] > 0 ? 1 : 0;
        }
        int width = plan.width();
        var keys = new long[found * (keyCount + 1)];
        var partials = new long[found * width];
        int at = 0;
        for (int group = 0; group < groups; group++) {
            if (rows[group] > 0) {
                numbers.tuple(group, keys, at * (keyCount + 1));
                for (int i = 0; i < states.length; i++) {
                    int count = byAggregate[i][group];
                    int to = at * width + plan.offsets()[i];
                    if (states[i] == null) {
                        partials[to] = count;
                    } else {
                        states[i].end(group, count, partials, to);
                    }
                }
                at++;
            }
        }
        return new GroupedPartial(found, keys, partials);
    }
}
