package io.arenite.partitions;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// The partitions of a table, sorted by (bucket start, key code). Immutable.
final class Catalog {
    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    private static final long LATE_ROWS_BEFORE_SEAL = 1024;
    /// A sixteenth of the rows.
    private static final int LATE_SHARE_BEFORE_SEAL = 16;

    static final Catalog EMPTY = new Catalog(new Partition[0]);

    /// Stands for this list of partitions where a reference would keep it alive.
    final long number = LAST_NUMBER.incrementAndGet();

    private final Partition[] sorted;

    /// Made at the first request; two readers may make it at once and both be right.
    private volatile PartitionsByKey byKey;

    private Catalog(Partition[] sorted) {
        this.sorted = sorted;
    }

    /// In any order.
    static Catalog of(List<Partition> partitions) {
        return EMPTY.plus(partitions.toArray(Partition[]::new), partitions.size());
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

    /// Whether no partition is of a later time.
    boolean isNewestBucket(long bucketStartNs) {
        return sorted.length == 0 || sorted[sorted.length - 1].bucketStartNs() <= bucketStartNs;
    }

    /// Whether a bucket has rows in memory that are worth a new file of it: main rows, or many late ones.
    boolean isWorthSealing(long bucketStartNs) {
        long sealedRows = 0;
        long lateRows = 0;
        for (int index = lowerBound(bucketStartNs, Integer.MIN_VALUE); index < sorted.length; index++) {
            Partition partition = sorted[index];
            if (partition.bucketStartNs() != bucketStartNs) {
                break;
            }
            if (partition.sealed == null) {
                return true;
            }
            sealedRows += partition.committedMainRows;
            lateRows += partition.committedLateRows;
        }
        return lateRows > Math.max(LATE_ROWS_BEFORE_SEAL, sealedRows / LATE_SHARE_BEFORE_SEAL);
    }

    /// For the writer.
    BucketPartitions bucket(long startNs, long endNs) {
        BucketPartitions bucket = new BucketPartitions(startNs, endNs);
        for (int index = lowerBound(startNs, Integer.MIN_VALUE); index < sorted.length; index++) {
            Partition partition = sorted[index];
            if (partition.bucketStartNs() != startNs) {
                break;
            }
            bucket.put(Math.max(0, partition.keyCode()), partition);
        }
        return bucket;
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

    Catalog only(Predicate<Partition> wanted) {
        return new Catalog(Arrays.stream(sorted).filter(wanted).toArray(Partition[]::new));
    }

    boolean has(Partition partition) {
        int index = lowerBound(partition.bucketStartNs(), partition.keyCode());
        return index < sorted.length && sorted[index] == partition;
    }

    /// Of the writer, between two commits.
    long committedRows() {
        long rows = 0;
        for (Partition partition : sorted) {
            rows += partition.committedMainRows + partition.committedLateRows;
        }
        return rows;
    }

    /// Those among them that are late.
    long committedLateRows() {
        long rows = 0;
        for (Partition partition : sorted) {
            rows += partition.committedLateRows;
        }
        return rows;
    }

    /// Ascending.
    List<Long> bucketStartsNs() {
        return Arrays.stream(sorted).map(Partition::bucketStartNs).distinct().toList();
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
