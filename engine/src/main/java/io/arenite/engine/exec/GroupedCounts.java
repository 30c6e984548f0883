package io.arenite.engine.exec;

import java.util.Arrays;

/// Rows by group, for the aggregates that share a mask.
final class GroupedCounts {
    int[] counts = new int[16];

    void ensure(int groups) {
        if (groups > counts.length) {
            counts = Arrays.copyOf(counts, Math.max(groups, counts.length * 2));
        }
    }

    void add(GroupBatch batch, RowMask rows) {
        int[] groups = batch.groups;
        int[] by = counts;
        if (rows.all) {
            for (int row = 0; row < rows.count; row++) {
                by[groups[row]]++;
            }
            return;
        }
        int[] selected = rows.rows();
        for (int i = 0; i < rows.count; i++) {
            by[groups[selected[i]]]++;
        }
    }

    void clear(int groups) {
        Arrays.fill(counts, 0, groups, 0);
    }
}
