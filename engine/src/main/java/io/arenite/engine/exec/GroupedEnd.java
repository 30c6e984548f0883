package io.arenite.engine.exec;

import java.util.Arrays;

/// The value of the first or last row by group, null where that row is null. Slots as those of
/// [EndAggregation].
final class GroupedEnd implements GroupedState {
    private final int argument;
    private final RegisterKind kind;
    private final boolean last;
    private byte[] states = new byte[16];
    private long[] values = new long[16];

    GroupedEnd(int argument, RegisterKind kind, boolean last) {
        this.argument = argument;
        this.kind = kind;
        this.last = last;
    }

    @Override
    public void ensure(int groups) {
        if (groups > states.length) {
            int length = Math.max(groups, states.length * 2);
            states = Arrays.copyOf(states, length);
            values = Arrays.copyOf(values, length);
        }
    }

    @Override
    public void add(GroupBatch batch, RowMask rows, int pass) {
        if (pass != 0) {
            return;
        }
        long[] x = batch.longs(argument, kind);
        boolean nullable = batch.isNullable(argument);
        if (last && !nullable && rows.all) {
            takeAll(x, batch.groups, rows.count);
            return;
        }
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            int group = batch.groups[row];
            if (last || states[group] == EndAggregation.NO_ROW) {
                boolean valid = !nullable || batch.isValid(argument, row);
                states[group] = valid ? EndAggregation.VALUE : EndAggregation.NULL;
                values[group] = x[row];
            }
        }
    }

    private void takeAll(long[] x, int[] groups, int count) {
        byte[] found = states;
        long[] into = values;
        for (int row = 0; row < count; row++) {
            int group = groups[row];
            found[group] = EndAggregation.VALUE;
            into[group] = x[row];
        }
    }

    @Override
    public void end(int group, int count, long[] slots, int at) {
        slots[at] = states[group];
        slots[at + 1] = values[group];
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(states, 0, groups, EndAggregation.NO_ROW);
    }
}
