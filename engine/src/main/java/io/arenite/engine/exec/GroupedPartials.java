package io.arenite.engine.exec;

import java.util.Arrays;

/// Joins grouped partials of successive blocks, group by group, left to right.
final class GroupedPartials {
    private GroupedPartials() {}

    /// Joins `partials[first..end)`; null ones have no rows.
    static GroupedPartial join(CompiledAggregate plan, GroupedPartial[] partials, int first, int end) {
        if (end - first == 1) {
            return partials[first] == null ? GroupedPartial.NONE : partials[first];
        }
        int keyCount = 0;
        for (int register : plan.keyRegisters()) {
            keyCount += register == CompiledAggregate.PARTITION_KEY ? 0 : 1;
        }
        int width = plan.width();
        int most = plan.mostGroups();
        var table = new GroupTable(keyCount, most);
        long[] slots = new long[16 * width];
        for (int i = first; i < end; i++) {
            GroupedPartial partial = partials[i] == null ? GroupedPartial.NONE : partials[i];
            for (int group = 0; group < partial.groups(); group++) {
                int before = table.size();
                int id = table.idOfTuple(partial.keys(), group * table.width());
                if (id == before) {
                    if ((id + 1) * width > slots.length) {
                        slots = Arrays.copyOf(slots, GroupTable.grown(id, width, most));
                    }
                    System.arraycopy(partial.slots(), group * width, slots, id * width, width);
                } else {
                    plan.combine(slots, id * width, partial.slots(), group * width);
                }
            }
        }
        return new GroupedPartial(
                table.size(),
                Arrays.copyOf(table.keys(), table.size() * table.width()),
                Arrays.copyOf(slots, table.size() * width));
    }
}
