package io.arenite.partitions;

import java.util.Arrays;

/// The writer's partitions of one time bucket, by key code: a look-up is an array access.
final class BucketPartitions {
    /// Inclusive.
    final long firstNs;
    /// Inclusive.
    final long lastNs;

    final long endNs;
    private Partition[] byCode = new Partition[4];
    private int count;

    BucketPartitions(long startNs, long endNs) {
        this.firstNs = startNs;
        this.endNs = endNs;
        this.lastNs = endNs == Long.MAX_VALUE ? Long.MAX_VALUE : endNs - 1;
    }

    boolean contains(long tsNs) {
        return tsNs >= firstNs && tsNs <= lastNs;
    }

    /// @param place the key code; 0 in a table without a key
    Partition get(int place) {
        Partition[] partitions = byCode;
        return place < partitions.length ? partitions[place] : null;
    }

    void put(int place, Partition partition) {
        if (place >= byCode.length) {
            byCode = Arrays.copyOf(byCode, Math.max(place + 1, byCode.length * 2));
        }
        byCode[place] = partition;
        count++;
    }

    /// @return whether the bucket is empty now
    boolean remove(int place) {
        byCode[place] = null;
        return --count == 0;
    }
}
