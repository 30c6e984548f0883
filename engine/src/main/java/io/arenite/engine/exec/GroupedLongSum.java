package io.arenite.engine.exec;

import java.util.Arrays;

/// Exact sums of int64 by group, or of products: a batch whose values are small enough that a whole block of
/// them cannot leave int64 is added in 64 bits, another one in 128. Slots: upper and lower 64 bits, count.
final class GroupedLongSum implements GroupedState {
    /// A block has 2^16 rows, so that values of this many bits sum in 63.
    private static final int SMALL_BITS = 47;

    private final int argument;
    private final int weight;
    private final boolean unsigned;
    private final String name;
    private long[] small = new long[16];

    /// Pairs of upper and lower bits; empty until a batch has larger values.
    private long[] large = new long[0];

    /// @param weight the register of a second factor, -1: none
    /// @param unsigned the argument is uint64
    GroupedLongSum(int argument, int weight, boolean unsigned, String name) {
        this.argument = argument;
        this.weight = weight;
        this.unsigned = unsigned;
        this.name = name;
    }

    @Override
    public void ensure(int groups) {
        if (groups > small.length) {
            small = Arrays.copyOf(small, Math.max(groups, small.length * 2));
        }
    }

    @Override
    public void add(GroupBatch batch, RowMask rows, int pass) {
        if (pass == 0) {
            long[] x = batch.longs(argument, RegisterKind.LONG);
            add(x, weight < 0 ? null : batch.longs(weight, RegisterKind.LONG), batch, rows);
        }
    }

    private void add(long[] x, long[] w, GroupBatch batch, RowMask rows) {
        int n = batch.state.rows;
        int bits = bits(x, n, unsigned) + (w == null ? 0 : bits(w, n, false));
        if (bits > SMALL_BITS) {
            addLarge(x, w, batch.groups, rows);
        } else if (w != null) {
            products(x, w, batch.groups, rows, small);
        } else {
            sum(x, batch.groups, rows, small);
        }
    }

    /// Bits of the largest magnitude among the first `n` values; where rows are not selected, perhaps more
    /// than needed.
    private static int bits(long[] values, int n, boolean unsigned) {
        long any = 0;
        if (unsigned) {
            for (int i = 0; i < n; i++) {
                any |= values[i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                any |= values[i] ^ values[i] >> 63;
            }
        }
        return Long.SIZE - Long.numberOfLeadingZeros(any) + (unsigned ? 0 : 1);
    }

    private static void sum(long[] x, int[] groups, RowMask rows, long[] sums) {
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

    private static void products(long[] x, long[] w, int[] groups, RowMask rows, long[] sums) {
        if (rows.all) {
            for (int row = 0; row < rows.count; row++) {
                sums[groups[row]] += x[row] * w[row];
            }
            return;
        }
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            sums[groups[row]] += x[row] * w[row];
        }
    }

    private void addLarge(long[] x, long[] w, int[] groups, RowMask rows) {
        if (large.length < 2 * small.length) {
            large = Arrays.copyOf(large, 2 * small.length);
        }
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            int row = selected[i];
            int at = 2 * groups[row];
            if (w != null) {
                LongSumAggregation.add(large, at, Math.multiplyHigh(x[row], w[row]), x[row] * w[row], name);
            } else {
                LongSumAggregation.add(large, at, unsigned ? 0 : x[row] >> 63, x[row], name);
            }
        }
    }

    @Override
    public void end(int group, int count, long[] slots, int at) {
        slots[at] = small[group] >> 63;
        slots[at + 1] = small[group];
        if (2 * group < large.length) {
            LongSumAggregation.add(slots, at, large[2 * group], large[2 * group + 1], name);
        }
        slots[at + 2] = count;
    }

    @Override
    public void clear(int groups) {
        Arrays.fill(small, 0, groups, 0);
        Arrays.fill(large, 0, Math.min(large.length, 2 * groups), 0);
    }
}
