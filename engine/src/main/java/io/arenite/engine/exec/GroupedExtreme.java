package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;

import io.arenite.engine.kernel.MinMaxKernel;
import java.util.Arrays;

/// The smallest or largest value by group. NaN stands for no float64 so far: it is skipped, and is the result
/// where there is nothing else; -0.0 < 0.0. Slots: count, value.
final class GroupedExtreme implements GroupedState {
    private final int argument;
    private final boolean isDouble;
    private final boolean max;

    /// Turns the order of uint64 into that of int64, and back.
    private final long flip;

    private double[] doubles = new double[0];
    private long[] longs = new long[0];

    GroupedExtreme(int argument, boolean isDouble, boolean unsigned, boolean max) {
        this.argument = argument;
        this.isDouble = isDouble;
        this.max = max;
        this.flip = unsigned ? Long.MIN_VALUE : 0;
        ensure(16);
    }

    @Override
    public void ensure(int groups) {
        int before = isDouble ? doubles.length : longs.length;
        if (groups <= before) {
            return;
        }
        int length = Math.max(groups, before * 2);
        if (isDouble) {
            doubles = Arrays.copyOf(doubles, length);
        } else {
            longs = Arrays.copyOf(longs, length);
        }
        clear(before, length);
    }

    @Override
    public void add(GroupBatch batch, RowMask rows, int pass) {
        if (pass != 0) {
            return;
        }
        if (isDouble && max) {
            largest(batch.doubles(argument), batch.groups, rows, doubles);
        } else if (isDouble) {
            smallest(batch.doubles(argument), batch.groups, rows, doubles);
        } else if (max) {
            largest(batch.longs(argument, RegisterKind.LONG), batch.groups, rows);
        } else {
            smallest(batch.longs(argument, RegisterKind.LONG), batch.groups, rows);
        }
    }

    private static void smallest(double[] x, int[] groups, RowMask rows, double[] best) {
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            int group = groups[row];
            // equal ones may be zeros, and NaN is less than nothing
            if (!(best[group] < x[row])) {
                best[group] = MinMaxKernel.smaller(best[group], x[row]);
            }
        }
    }

    private static void largest(double[] x, int[] groups, RowMask rows, double[] best) {
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            int group = groups[row];
            if (!(best[group] > x[row])) {
                best[group] = MinMaxKernel.larger(best[group], x[row]);
            }
        }
    }

    private void smallest(long[] x, int[] groups, RowMask rows) {
        long[] best = longs;
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            int group = groups[row];
            best[group] = Math.min(best[group], x[row] ^ flip);
        }
    }

    private void largest(long[] x, int[] groups, RowMask rows) {
        long[] best = longs;
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            int group = groups[row];
            best[group] = Math.max(best[group], x[row] ^ flip);
        }
    }

    @Override
    public void end(int group, int count, long[] slots, int at) {
        slots[at] = count;
        slots[at + 1] = count == 0 ? 0 : isDouble ? doubleToRawLongBits(doubles[group]) : longs[group] ^ flip;
    }

    @Override
    public void clear(int groups) {
        clear(0, groups);
    }

    private void clear(int from, int to) {
        if (isDouble) {
            Arrays.fill(doubles, from, to, Double.NaN);
        } else {
            Arrays.fill(longs, from, to, max ? Long.MIN_VALUE : Long.MAX_VALUE);
        }
    }
}
