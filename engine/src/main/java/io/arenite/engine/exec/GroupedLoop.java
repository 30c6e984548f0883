package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;

import io.arenite.engine.kernel.Batch;
import java.util.Arrays;

/// Partials of one block by group: filter and arguments by the program's kernels, then row by row into the slots of the
/// row's group. A group sums in one lane, in order of position. Owned by one worker.
///
///     slots:  | rows | slots of the aggregations |  for each group
final class GroupedLoop {
    /// Group numbers are kept from block to block up to this many, since clearing costs by the group.
    private static final int MAX_KEPT_GROUPS = 1 << 15;

    private final CompiledAggregate plan;
    private final BatchState state;
    private final RowMask[] masks;
    private final int[] keyRegisters;
    private final RegisterKind[] keyKinds;
    private final GroupTable table;
    private final int[] groups = new int[Batch.ROWS];
    private final long[] tuple;
    private final Aggregation.GroupSlots slots = new Aggregation.GroupSlots();

    GroupedLoop(CompiledAggregate plan, BatchState state) {
        this.plan = plan;
        this.state = state;
        this.masks = BatchLoop.masks(plan.program(), state);
        int hashed = 0;
        keyRegisters = new int[plan.keyRegisters().length];
        keyKinds = new RegisterKind[keyRegisters.length];
        for (int i = 0; i < keyRegisters.length; i++) {
            if (plan.keyRegisters()[i] != CompiledAggregate.PARTITION_KEY) {
                keyKinds[hashed] = RegisterKind.of(plan.plan().groupBy().get(i).type());
                keyRegisters[hashed++] = plan.keyRegisters()[i];
            }
        }
        table = new GroupTable(hashed);
        tuple = new long[hashed + 1];
        slots.stride = plan.width() + 1;
        slots.slots = new long[16 * slots.stride];
    }

    GroupedPartial run(PartitionInput input, long from, long to) {
        // All groups that were seen have slots in use; later ones are still zero.
        Arrays.fill(slots.slots, 0, table.size() * slots.stride, 0);
        if (table.size() > MAX_KEPT_GROUPS) {
            table.clear();
        }
        for (int pass = 0; pass < plan.passes(); pass++) {
            if (pass > 0) {
                endPass();
            }
            for (long start = from & -Batch.ROWS; start < to; start += Batch.ROWS) {
                long end = Math.min(to, start + Batch.ROWS);
                state.begin(input.source(end), start, (int) (end - start), 0);
                state.selectRange((int) Math.max(0, from - start), state.rows);
                add(pass);
            }
        }
        return collect();
    }

    private void add(int pass) {
        if (!plan.program().run(state)) {
            return;
        }
        for (RowMask mask : masks) {
            mask.update(state);
        }
        number(masks[0]);
        long needed = (long) table.size() * slots.stride;
        if (needed > slots.slots.length) {
            slots.slots = Arrays.copyOf(slots.slots, Math.toIntExact(Math.max(needed, slots.slots.length * 2L)));
        }
        if (pass == 0) {
            int[] rows = masks[0].rows();
            for (int i = 0; i < masks[0].count; i++) {
                slots.slots[groups[rows[i]] * slots.stride]++;
            }
        }
        for (int i = 0; i < plan.aggregations().length; i++) {
            slots.at = 1 + plan.offsets()[i];
            plan.aggregations()[i].addGrouped(state, masks[plan.aggregations()[i].mask()], groups, slots, pass);
        }
    }

    private void number(RowMask selection) {
        int[] rows = selection.rows();
        Register single = tuple.length == 2 ? state.registers[keyRegisters[0]] : null;
        if (single != null && !single.nullable && keyKinds[0] == RegisterKind.LONG) {
            for (int i = 0; i < selection.count; i++) {
                groups[rows[i]] = table.idOf(single.longAt(rows[i]));
            }
            return;
        }
        for (int i = 0; i < selection.count; i++) {
            groups[rows[i]] = idOf(rows[i]);
        }
    }

    private int idOf(int row) {
        long nulls = 0;
        int keys = tuple.length - 1;
        for (int k = 0; k < keys; k++) {
            Register key = state.registers[keyRegisters[k]];
            boolean valid = key.isValid(row);
            nulls |= valid ? 0 : 1L << k;
            tuple[k] = valid ? keyValue(key, keyKinds[k], row) : 0;
        }
        tuple[keys] = nulls;
        return table.idOfTuple(tuple, 0);
    }

    private static long keyValue(Register key, RegisterKind kind, int row) {
        return switch (kind) {
            case LONG -> key.longAt(row);
            case BITS -> key.bitAt(row) ? 1 : 0;
            case DOUBLE -> {
                double value = key.doubleAt(row);
                // One group for all NaN, one for both zeros.
                yield Double.isNaN(value) ? doubleToRawLongBits(Double.NaN) : doubleToRawLongBits(value + 0.0);
            }
            case PRESENCE -> throw new IllegalStateException("text is no group key");
        };
    }

    private void endPass() {
        for (int group = 0; group < table.size(); group++) {
            for (int i = 0; i < plan.aggregations().length; i++) {
                plan.aggregations()[i].endPass(slots.slots, group * slots.stride + 1 + plan.offsets()[i]);
            }
        }
    }

    private GroupedPartial collect() {
        int found = 0;
        for (int group = 0; group < table.size(); group++) {
            found += slots.slots[group * slots.stride] > 0 ? 1 : 0;
        }
        int width = plan.width();
        var keys = new long[found * table.width()];
        var partials = new long[found * width];
        int at = 0;
        for (int group = 0; group < table.size(); group++) {
            if (slots.slots[group * slots.stride] > 0) {
                System.arraycopy(table.keys(), group * table.width(), keys, at * table.width(), table.width());
                System.arraycopy(slots.slots, group * slots.stride + 1, partials, at * width, width);
                at++;
            }
        }
        return new GroupedPartial(found, keys, partials);
    }
}
