package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;

import java.util.Arrays;

/// Sums of float64 by group, or of products with a float64 or int64 weight, rounded once (FMA). Slots: sum,
/// and for a mean the count.
final class GroupedDoubleSum implements GroupedState {
    private final int argument;
    private final int weight;
    private final boolean longWeight;
    private final boolean mean;
    private double[] sums = new double[16];

    /// @param weight the register of a second factor, -1: none
    GroupedDoubleSum(int argument, int weight, boolean longWeight, boolean mean) {
        this.argument = argument;
        this.weight = weight;
        this.longWeight = longWeight;
        this.mean = mean;
    }

    @Override
    public void ensure(int groups) {
        if (groups > sums.length) {
            sums = Arrays.copyOf(sums, Math.max(groups, sums.length * 2));
        }
    }

    @Override
    public void add(GroupBatch batch, RowMask rows, int pass) {
        if (pass != 0) {
            return;
        }
        double[] x = batch.doubles(argument);
        if (weight < 0) {
            sum(x, batch.groups, rows, sums);
        } else if (longWeight) {
            products(x, batch.longs(weight, RegisterKind.LONG), batch.groups, rows, sums);
        } else {
            products(x, batch.doubles(weight), batch.groups, rows, sums);
        }
    }

    static void sum(double[] x, int[] groups, RowMask rows, double[] sums) {
        if (rows.all) {
            for (int row = 0; row < rows.count; row++) {
                sums[groups[row]] += x[row];
            }
            return;
        }
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            sums[groups[row]] += x[row];
        }
    }

    private static void products(double[] x, double[] w, int[] groups, RowMask rows, double[] sums) {
        if (rows.all) {
            for (int row = 0; row < rows.count; row++) {
                int group = groups[row];
                sums[group] = Math.fma(x[row], w[row], sums[group]);
            }
            return;
        }
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            int group = groups[row];
            sums[group] = Math.fma(x[row], w[row], sums[group]);
        }
    }

    private static void products(double[] x, long[] w, int[] groups, RowMask rows, double[] sums) {
        if (rows.all) {
            for (int row = 0; row < rows.count; row++) {
                int group = groups[row];
                sums[group] = Math.fma(x[row], (double) w[row], sums[group]);
            }
            return;
        }
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            int group = groups[row];
            sums[group] = Math.fma(x[row], (double) w[row], sums[group]);
        }
    }

    @Override
    public void end(int group, int count, long[] slots, int at) {
        slots[at] = doubleToRawLongBits(sums[group]);
        if (mean) {
            slots[at + 1] = count;
        }
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(sums, 0, groups, 0);
    }
}
