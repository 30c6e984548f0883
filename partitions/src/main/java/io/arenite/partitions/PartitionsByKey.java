package io.arenite.partitions;

import java.util.Arrays;

/// The partitions of a snapshot brought together by key: for each key its partitions in order of time. Keys are
/// numbered from 0 in order of their codes; a table without a key has one, of code -1. Immutable.
public final class PartitionsByKey {
    /// Indices into the snapshot's partitions, sorted by (key code, bucket start).
    private final int[] order;

    /// Where each key's part of [#order] begins, and the length.
    private final int[] starts;

    private final int[] codes;

    private PartitionsByKey(int[] order, int[] starts, int[] codes) {
        this.order = order;
        this.starts = starts;
        this.codes = codes;
    }

    static PartitionsByKey of(Catalog catalog) {
        int count = catalog.size();
        // The catalog is sorted by (bucket start, key code), so equal codes come in order of their buckets.
        long[] sorted = new long[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = (long) catalog.get(i).keyCode() << 32 | i;
        }
        Arrays.sort(sorted);
        int[] order = new int[count];
        int[] starts = new int[count + 1];
        int[] codes = new int[count];
        int keys = 0;
        for (int i = 0; i < count; i++) {
            order[i] = (int) sorted[i];
            int code = (int) (sorted[i] >> 32);
            if (keys == 0 || codes[keys - 1] != code) {
                codes[keys] = code;
                starts[keys++] = i;
            }
        }
        starts[keys] = count;
        return new PartitionsByKey(order, Arrays.copyOf(starts, keys + 1), Arrays.copyOf(codes, keys));
    }

    /// How many keys have partitions.
    public int keyCount() {
        return codes.length;
    }

    public int keyCode(int key) {
        return codes[key];
    }

    /// The number of the key with that code, or -1 if it has no partition.
    public int find(int keyCode) {
        int found = Arrays.binarySearch(codes, keyCode);
        return found < 0 ? -1 : found;
    }

    /// The place of the key's first partition, for [#partition].
    public int first(int key) {
        return starts[key];
    }

    /// The place after the key's last partition.
    public int end(int key) {
        return starts[key + 1];
    }

    /// The index in the snapshot of the partition at a place.
    public int partition(int place) {
        return order[place];
    }
}
