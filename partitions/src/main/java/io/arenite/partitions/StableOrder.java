package io.arenite.partitions;

/// The order that sorts timestamps and keeps the arrival order of equal ones: a bottom-up merge sort of row numbers
/// that merges the ascending runs it finds, so that nearly sorted input costs little more than a pass. Keeps its
/// scratch
/// arrays.
final class StableOrder {
    private int[] order = new int[0];
    private int[] merged = new int[0];
    private int[] runStarts = new int[0];

    /// @return row numbers in order, valid until the next call; may be longer than `count`
    int[] sort(long[] tsNs, int count) {
        if (order.length < count) {
            int capacity = Math.max(count, 64);
            order = new int[capacity];
            merged = new int[capacity];
            runStarts = new int[capacity + 1];
        }
        int runs = findRuns(tsNs, count);
        int[] from = order;
        int[] to = merged;
        while (runs > 1) {
            runs = mergePairs(tsNs, from, to, runs);
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private int findRuns(long[] tsNs, int count) {
        int runs = 0;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            if (i == 0 || tsNs[i] < tsNs[i - 1]) {
                runStarts[runs++] = i;
            }
        }
        runStarts[runs] = count;
        return runs;
    }

    private int mergePairs(long[] tsNs, int[] from, int[] to, int runs) {
        int mergedRuns = 0;
        int end = runStarts[runs];
        for (int run = 0; run < runs; run += 2) {
            int start = runStarts[run];
            int middle = runStarts[run + 1];
            int stop = run + 2 <= runs ? runStarts[run + 2] : middle;
            merge(tsNs, from, to, start, middle, stop);
            runStarts[mergedRuns++] = start;
        }
        runStarts[mergedRuns] = end;
        return mergedRuns;
    }

    private static void merge(long[] tsNs, int[] from, int[] to, int start, int middle, int stop) {
        int left = start;
        int right = middle;
        for (int i = start; i < stop; i++) {
            boolean takeLeft = right >= stop || left < middle && tsNs[from[left]] <= tsNs[from[right]];
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }
}
