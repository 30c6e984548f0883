package io.arenite.engine.exec;

import static java.lang.Double.longBitsToDouble;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.frame.FrameBuilder;
import io.arenite.partitions.ColumnType;
import java.util.Arrays;
import java.util.List;

/// Joins the partials of an [AggregateRun] and writes the rows of the result: blocks left to right inside a partition,
/// partitions by [RadixFold], groups ordered by key.
final class AggregateResult {
    private final CompiledAggregate plan;
    private final ScanSelection selection;
    private final GroupTable groups;
    private final long[] tuple;

    // Partials to fold, in order of partition, and the group of each.
    private int entryCount;
    private int[] partitions = new int[16];
    private long[][] slots = new long[16][];
    private int[] at = new int[16];
    private int[] groupOf = new int[16];

    private AggregateResult(CompiledAggregate plan, ScanSelection selection) {
        this.plan = plan;
        this.selection = selection;
        this.groups = new GroupTable(plan.keyRegisters().length, plan.mostGroups());
        this.tuple = new long[plan.keyRegisters().length + 1];
    }

    /// Appends the result's rows.
    ///
    /// @return how many
    static long write(CompiledAggregate plan, ScanSelection selection, AggregateRun run, FrameBuilder out) {
        var result = new AggregateResult(plan, selection);
        if (plan.isHashed()) {
            result.collectGroups(run.partitionGroups);
        } else {
            result.collectPartitions(run.unitSlots);
        }
        return result.write(out);
    }

    /// Appends the rows of a result from what is kept of each partition.
    static long write(CompiledAggregate plan, KeptPartials kept, FrameBuilder out) {
        if (plan.keyRegisters().length == 0) {
            return writeOne(plan, kept.root(), out);
        }
        var result = new AggregateResult(plan, kept.selection());
        if (plan.isHashed()) {
            result.collectGroups(kept.groups());
        } else {
            result.collectPartitions(kept.partials());
        }
        return result.write(out);
    }

    /// Appends the one row of a result without group keys.
    static long writeOne(CompiledAggregate plan, long[] partial, FrameBuilder out) {
        for (int i = 0; i < plan.plan().aggregates().size(); i++) {
            plan.aggregations()[i].finish(partial, plan.offsets()[i], out.column(i));
        }
        return 1;
    }

    private long write(FrameBuilder out) {
        if (plan.keyRegisters().length == 0) {
            writeOne(out);
            return 1;
        }
        writeGroups(out);
        return groups.size();
    }

    private void collectPartitions(long[] unitSlots) {
        int width = plan.width();
        for (int p = 0; p < selection.size(); p++) {
            int first = selection.firstUnit(p) * width;
            for (int unit = selection.firstUnit(p) + 1; unit < selection.firstUnit(p + 1); unit++) {
                plan.combine(unitSlots, first, unitSlots, unit * width);
            }
            if (plan.rowCountSlot() < 0 || unitSlots[first + plan.rowCountSlot()] > 0) {
                Arrays.fill(tuple, 0, tuple.length - 1, selection.codes()[p]);
                add(p, unitSlots, first);
            }
        }
    }

    private void collectGroups(GroupedPartial[] partials) {
        int[] keyRegisters = plan.keyRegisters();
        for (int p = 0; p < selection.size(); p++) {
            GroupedPartial partial = partials[p];
            int hashed = partial.groups() == 0 ? 0 : partial.keys().length / partial.groups() - 1;
            for (int group = 0; group < partial.groups(); group++) {
                int from = group * (hashed + 1);
                long nulls = 0;
                int next = 0;
                for (int k = 0; k < keyRegisters.length; k++) {
                    if (keyRegisters[k] == CompiledAggregate.PARTITION_KEY) {
                        tuple[k] = selection.codes()[p];
                    } else {
                        tuple[k] = partial.keys()[from + next];
                        nulls |= (partial.keys()[from + hashed] >>> next & 1) << k;
                        next++;
                    }
                }
                tuple[keyRegisters.length] = nulls;
                add(p, partial.slots(), group * plan.width());
            }
        }
    }

    private void add(int partition, long[] partialSlots, int offset) {
        if (entryCount == partitions.length) {
            int capacity = entryCount * 2;
            partitions = Arrays.copyOf(partitions, capacity);
            slots = Arrays.copyOf(slots, capacity);
            at = Arrays.copyOf(at, capacity);
            groupOf = Arrays.copyOf(groupOf, capacity);
        }
        partitions[entryCount] = partition;
        slots[entryCount] = partialSlots;
        at[entryCount] = offset;
        groupOf[entryCount++] = groups.idOfTuple(tuple, 0);
    }

    private RadixFold radixFold() {
        return new RadixFold(plan, selection.buckets(), selection.codes());
    }

    private void writeOne(FrameBuilder out) {
        var entries = new RadixFold.Entries(partitions, slots, at);
        finish(entryCount == 0 ? new long[plan.width()] : radixFold().fold(entries, 0, entryCount), out);
    }

    /// Entries are brought together by group, which keeps their order inside it.
    private void writeGroups(FrameBuilder out) {
        int[] starts = new int[groups.size() + 1];
        for (int i = 0; i < entryCount; i++) {
            starts[groupOf[i] + 1]++;
        }
        for (int group = 0; group < groups.size(); group++) {
            starts[group + 1] += starts[group];
        }
        int[] next = starts.clone();
        var sorted = new RadixFold.Entries(new int[entryCount], new long[entryCount][], new int[entryCount]);
        for (int i = 0; i < entryCount; i++) {
            int to = next[groupOf[i]]++;
            sorted.partitions()[to] = partitions[i];
            sorted.slots()[to] = slots[i];
            sorted.at()[to] = at[i];
        }
        RadixFold fold = radixFold();
        for (int group : order()) {
            writeKeys(group, out);
            finish(fold.fold(sorted, starts[group], starts[group + 1]), out);
        }
    }

    private int[] order() {
        var order = new Integer[groups.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, this::compareGroups);
        int[] plain = new int[order.length];
        Arrays.setAll(plain, i -> order[i]);
        return plain;
    }

    private int compareGroups(int left, int right) {
        List<BoundExpr> keys = plan.plan().groupBy();
        for (int k = 0; k < keys.size(); k++) {
            boolean leftNull = isNull(left, k);
            boolean rightNull = isNull(right, k);
            int compared = leftNull || rightNull
                    ? Boolean.compare(leftNull, rightNull)
                    : compare(keys.get(k).type(), groups.key(left, k), groups.key(right, k));
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    private static int compare(ColumnType type, long left, long right) {
        if (type.isFloat()) {
            return Double.compare(longBitsToDouble(left), longBitsToDouble(right));
        }
        return type.equals(ColumnType.UINT64) ? Long.compareUnsigned(left, right) : Long.compare(left, right);
    }

    private boolean isNull(int group, int key) {
        return (groups.key(group, plan.keyRegisters().length) >>> key & 1) != 0;
    }

    private void writeKeys(int group, FrameBuilder out) {
        for (int k = 0; k < plan.keyRegisters().length; k++) {
            ColumnBuilder column = out.column(k);
            long bits = groups.key(group, k);
            if (isNull(group, k)) {
                column.appendNull();
                continue;
            }
            switch (RegisterKind.of(column.type())) {
                case LONG -> column.appendLong(bits);
                case DOUBLE -> column.appendDouble(longBitsToDouble(bits));
                case BITS -> column.appendBoolean(bits != 0);
                case PRESENCE -> throw new IllegalStateException("text is no group key");
            }
        }
    }

    private void finish(long[] partial, FrameBuilder out) {
        int keys = plan.keyRegisters().length;
        for (int i = 0; i < plan.plan().aggregates().size(); i++) {
            plan.aggregations()[i].finish(partial, plan.offsets()[i], out.column(keys + i));
        }
    }
}
