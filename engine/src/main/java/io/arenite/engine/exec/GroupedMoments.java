package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;

import java.util.Arrays;

/// Mean and squared distances from it by group, in two passes over a block. Slots: count, mean, squared
/// distances.
final class GroupedMoments implements GroupedState {
    private final int argument;

    /// Sums, after the first pass means.
    private double[] means = new double[16];

    private double[] squares = new double[16];

    GroupedMoments(int argument) {
        this.argument = argument;
    }

    @Override
    public void ensure(int groups) {
        if (groups > means.length) {
            int length = Math.max(groups, means.length * 2);
            means = Arrays.copyOf(means, length);
            squares = Arrays.copyOf(squares, length);
        }
    }

    @Override
    public void add(GroupBatch batch, RowMask rows, int pass) {
        double[] x = batch.doubles(argument);
        if (pass == 0) {
            GroupedDoubleSum.sum(x, batch.groups, rows, means);
            return;
        }
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            int group = batch.groups[row];
            double distance = x[row] - means[group];
            squares[group] = Math.fma(distance, distance, squares[group]);
        }
    }

    @Override
    public void endPass(int groups, int[] counts) {
        for (int group = 0; group < groups; group++) {
            if (counts[group] > 0) {
                means[group] /= counts[group];
            }
        }
    }

    @Override
    public void end(int group, int count, long[] slots, int at) {
        slots[at] = count;
        slots[at + 1] = doubleToRawLongBits(means[group]);
        slots[at + 2] = doubleToRawLongBits(squares[group]);
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(means, 0, groups, 0);
        Arrays.fill(squares, 0, groups, 0);
    }
}
