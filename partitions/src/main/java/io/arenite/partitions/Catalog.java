package io.arenite.partitions;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The partitions of a table, sorted by (bucket start, key code). Immutable.
final class Catalog {
    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    static final Catalog EMPTY = new Catalog(new Partition[0]);

    /// Stands for this list of partitions where a reference would keep it alive.
    final long number = LAST_NUMBER.incrementAndGet();

    private final Partition[] sorted;

    /// Made at the first request; two readers may make it at once and both be right.
    private volatile PartitionsByKey byKey;

    private Catalog(Partition[] sorted) {
        this.sorted = sorted;
    }

    int size() {
        return sorted.length;
    }

    Partition get(int index) {
        return sorted[index];
    }

    /// The index of the first partition that is not before (bucket start, key code).
    int lowerBound(long bucketStartNs, int keyCode) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = low + high >>> 1;
            Partition partition = sorted[middle];
            boolean before = partition.bucketStartNs() < bucketStartNs
                    || partition.bucketStartNs() == bucketStartNs && partition.keyCode() < keyCode;
            if (before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    PartitionsByKey byKey() {
        PartitionsByKey made = byKey;
        if (made == null) {
            made = PartitionsByKey.of(this);
            byKey = made;
        }
        return made;
    }

    /// With more partitions, in any order; none of them is here yet.
    Catalog plus(Partition[] added, int count) {
        if (count == 0) {
            return this;
        }
        Partition[] merged = Arrays.copyOf(sorted, sorted.length + count);
        System.arraycopy(added, 0, merged, sorted.length, count);
        Arrays.sort(merged, Catalog::compare);
        return new Catalog(merged);
    }

    private static int compare(Partition left, Partition right) {
        int byBucket = Long.compare(left.bucketStartNs(), right.bucketStartNs());
        return byBucket != 0 ? byBucket : Integer.compare(left.keyCode(), right.keyCode());
    }

    Catalog minus(Set<Partition> removed) {
        return new Catalog(Arrays.stream(sorted)
                .filter(partition -> !removed.contains(partition))
                .toArray(Partition[]::new));
    }

    /// Writer: tells each partition its index here.
    void tellPlaces() {
        for (int i = 0; i < sorted.length; i++) {
            sorted[i].catalogPlace = i;
        }
    }

    Iterable<Partition> partitions() {
        return Arrays.asList(sorted);
    }
}
