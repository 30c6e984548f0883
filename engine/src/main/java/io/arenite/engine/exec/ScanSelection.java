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
    private boolean skipped;

    /// Positions before it are left out, by index; null: none is.
    private long[] starts;

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

    /// Some of these partitions in a snapshot, from some position on: what is left to be read where the rest
    /// is kept.
    ///
    /// @param indexes of the partitions here
    /// @param firsts the first position of each; may be moved back to its block's start
    /// @param rowCounts how many rows each has in the snapshot: more than the first position
    ScanSelection rest(TableSnapshot newer, int count, int[] indexes, long[] firsts, long[] rowCounts) {
        var rest = new ScanSelection(newer, scan);
        rest.size = count;
        rest.partitions = new int[count];
        rest.buckets = new long[count];
        rest.codes = new int[count];
        rest.cut = new boolean[count];
        rest.rows = Arrays.copyOf(rowCounts, count);
        rest.starts = Arrays.copyOf(firsts, count);
        for (int i = 0; i < count; i++) {
            int index = indexes[i];
            rest.partitions[i] = partitions[index];
            rest.buckets[i] = buckets[index];
            rest.codes[i] = codes[index];
            rest.cut[i] = cut[index];
            rest.totalRows += rowCounts[i] - firsts[i];
        }
        rest.number();
        return rest;
    }

    /// The same partitions, one unit each, without what would keep the snapshot's table alive. Nothing can be
    /// read.
    ScanSelection withoutSnapshot() {
        var selection = new ScanSelection(null, scan);
        selection.size = size;
        selection.partitions = Arrays.copyOf(partitions, size);
        selection.buckets = Arrays.copyOf(buckets, size);
        selection.codes = Arrays.copyOf(codes, size);
        selection.cut = Arrays.copyOf(cut, size);
        selection.firstUnits = new int[size + 1];
        Arrays.setAll(selection.firstUnits, i -> i);
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
            skipped = true;
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
            long blocks = (rows[i] + Batch.BLOCK_ROWS - 1) / Batch.BLOCK_ROWS - firstBlock(i);
            firstUnits[i + 1] = Math.toIntExact(firstUnits[i] + blocks);
        }
    }

    /// The first position that is read.
    long start(int index) {
        return starts == null ? 0 : starts[index];
    }

    /// Reads the first block from its beginning.
    void startAtBlock(int index) {
        totalRows += starts[index] % Batch.BLOCK_ROWS;
        starts[index] -= starts[index] % Batch.BLOCK_ROWS;
    }

    /// The block of the partition's first unit.
    int firstBlock(int index) {
        return (int) (start(index) / Batch.BLOCK_ROWS);
    }

    /// Selected partitions that have rows.
    int size() {
        return size;
    }

    /// Whether partitions without rows were left out.
    boolean hasSkipped() {
        return skipped;
    }

    /// Where a partition of the snapshot is selected, or a negative number.
    int indexOf(int partition) {
        return Arrays.binarySearch(partitions, 0, size, partition);
    }

    /// The partition's index in the snapshot.
    int partition(int index) {
        return partitions[index];
    }

    long rows(int index) {
        return rows[index];
    }

    /// That are to be read.
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
