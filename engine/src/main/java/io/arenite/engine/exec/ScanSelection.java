package io.arenite.engine.exec;

import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.PartitionRef;
import io.arenite.partitions.TableSnapshot;
import java.util.Arrays;

/// The partitions of a snapshot that a scan reads, found by binary search over (bucket, key code), in scan order; and
/// their blocks, numbered through as *units*, the smallest pieces of work.
final class ScanSelection {
    final TableSnapshot snapshot;
    final ScanSpec scan;

    private int size;
    private int[] partitions = new int[8];
    private long[] rows = new long[8];
    private long[] buckets = new long[8];
    private int[] codes = new int[8];
    private boolean[] cut = new boolean[8];
    private int[] firstUnits;
    private long totalRows;

    private ScanSelection(TableSnapshot snapshot, ScanSpec scan) {
        this.snapshot = snapshot;
        this.scan = scan;
    }

    static ScanSelection of(TableSnapshot snapshot, ScanSpec scan) {
        var selection = new ScanSelection(snapshot, scan);
        selection.find();
        selection.number();
        return selection;
    }

    private void find() {
        int count = snapshot.partitionCount();
        int at = scan.fromNs() == Long.MIN_VALUE ? 0 : firstEndingAfter(scan.fromNs(), count);
        while (at < count) {
            PartitionRef first = snapshot.partition(at);
            if (first.bucketStartNs() >= scan.toNs() && scan.toNs() != Long.MAX_VALUE) {
                return;
            }
            if (scan.keyCodes() == null) {
                add(at++, first);
                continue;
            }
            for (int i = 0; i < scan.keyCodes().size(); i++) {
                int code = scan.keyCodes().get(i);
                int found = snapshot.partitionLowerBound(first.bucketStartNs(), code);
                if (found < count) {
                    PartitionRef ref = snapshot.partition(found);
                    if (ref.keyCode() == code && ref.bucketStartNs() == first.bucketStartNs()) {
                        add(found, ref);
                    }
                }
            }
            at = afterBucket(at, count, first.bucketStartNs());
        }
    }

    private int firstEndingAfter(long ns, int count) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            long end = snapshot.partition(middle).bucketEndNs();
            if (end > ns || end == Long.MAX_VALUE) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private int afterBucket(int from, int count, long bucketStartNs) {
        int low = from;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (snapshot.partition(middle).bucketStartNs() > bucketStartNs) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private void add(int partition, PartitionRef ref) {
        long rowCount = ref.rowCount(snapshot);
        if (rowCount == 0) {
            return;
        }
        if (size == partitions.length) {
            grow();
        }
        partitions[size] = partition;
        rows[size] = rowCount;
        buckets[size] = ref.bucketStartNs() ^ Long.MIN_VALUE;
        codes[size] = ref.keyCode();
        cut[size] =
                ref.bucketStartNs() < scan.fromNs() || scan.toNs() != Long.MAX_VALUE && ref.bucketEndNs() > scan.toNs();
        totalRows += rowCount;
        size++;
    }

    private void grow() {
        int capacity = size * 4;
        partitions = Arrays.copyOf(partitions, capacity);
        rows = Arrays.copyOf(rows, capacity);
        buckets = Arrays.copyOf(buckets, capacity);
        codes = Arrays.copyOf(codes, capacity);
        cut = Arrays.copyOf(cut, capacity);
    }

    private void number() {
        firstUnits = new int[size + 1];
        for (int i = 0; i < size; i++) {
            long blocks = (rows[i] + Batch.BLOCK_ROWS - 1) / Batch.BLOCK_ROWS;
            firstUnits[i + 1] = Math.toIntExact(firstUnits[i] + blocks);
        }
    }

    /// Selected partitions that have rows.
    int size() {
        return size;
    }

    /// The partition's index in the snapshot.
    int partition(int index) {
        return partitions[index];
    }

    long rows(int index) {
        return rows[index];
    }

    long totalRows() {
        return totalRows;
    }

    /// Whether the time range cuts through the bucket, so that positions have to be searched.
    boolean isCut(int index) {
        return cut[index];
    }

    /// Whether the time range cuts through no bucket.
    boolean isUncut() {
        for (int i = 0; i < size; i++) {
            if (cut[i]) {
                return false;
            }
        }
        return true;
    }

    int firstUnit(int index) {
        return firstUnits[index];
    }

    int units() {
        return firstUnits[size];
    }

    /// The selected partition that a unit belongs to.
    int partitionOfUnit(int unit) {
        int found = Arrays.binarySearch(firstUnits, 0, size + 1, unit);
        return found >= 0 ? found : -found - 2;
    }

    /// Bucket starts with the sign bit flipped.
    long[] buckets() {
        return buckets;
    }

    int[] codes() {
        return codes;
    }
}
