package io.arenite.engine.exec;

import java.util.Arrays;

/// Rows by group, for the aggregates that share a mask. While groups are few, rows are counted in four arrays
/// by turns, since one row of a group would wait for the count that the one before it left.
final class GroupedCounts {
    private static final int WAYS = 4;
    private static final int FEW_GROUPS = 256;

    private int[] counts = new int[16];
    private int[] byTurns = new int[0];

    void ensure(int groups) {
        if (groups > counts.length) {
            counts = Arrays.copyOf(counts, Math.max(groups, counts.length * 2));
        }
        if (groups <= FEW_GROUPS && groups * WAYS > byTurns.length) {
            byTurns = Arrays.copyOf(byTurns, groups * WAYS * 2);
        }
    }

    /// @param most groups so far
    void add(GroupBatch batch, RowMask rows, int most) {
        if (!rows.all) {
            add(batch.groups, rows.rows(), rows.count, counts);
        } else if (most <= FEW_GROUPS) {
            addByTurns(batch.groups, rows.count, byTurns);
        } else {
            add(batch.groups, RowMask.EVERY_ROW, rows.count, counts);
        }
    }

    private static void add(int[] groups, int[] rows, int count, int[] by) {
        for (int i = 0; i < count; i++) {
            by[groups[rows[i]]]++;
        }
    }

    private static void addByTurns(int[] groups, int count, int[] by) {
        int row = 0;
        for (; row + WAYS <= count; row += WAYS) {
            by[WAYS * groups[row]]++;
            by[WAYS * groups[row + 1] + 1]++;
            by[WAYS * groups[row + 2] + 2]++;
            by[WAYS * groups[row + 3] + 3]++;
        }
        for (; row < count; row++) {
            by[WAYS * groups[row]]++;
        }
    }

    /// The counts by group, for groups below `groups`.
    int[] counts(int groups) {
        int turned = Math.min(groups, byTurns.length / WAYS);
        for (int i = 0; i < turned * WAYS; i++) {
            counts[i / WAYS] += byTurns[i];
            byTurns[i] = 0;
        }
        return counts;
    }

    void clear(int groups) {
        Arrays.fill(counts, 0, groups, 0);
        Arrays.fill(byTurns, 0);
    }
}
