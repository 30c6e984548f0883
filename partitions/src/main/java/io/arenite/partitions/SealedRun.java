package io.arenite.partitions;

import io.arenite.arena.Lease;
import io.arenite.partitions.log.SegmentPartition;

/// The main rows of a partition in a file: a record batch of it. They never change; the file is mapped when
/// somebody looks at the first of them, and again after it was unmapped for want of use.
///
/// Who says which columns are wanted gets them where they lie in the file, if all of them can be read there;
/// otherwise a block to which the others are brought as they are touched.
final class SealedRun implements MainRun {
    final long rows;
    final long firstTsNs;
    final long lastTsNs;
    private final TableLayout table;
    final SealedFile file;
    private final int batch;

    private volatile OpenBatch inPlace;
    private volatile Block decoded;

    /// @param batch which record batch of the file
    SealedRun(TableLayout table, SealedFile file, int batch, SegmentPartition partition) {
        this.table = table;
        this.file = file;
        this.batch = batch;
        this.rows = partition.rows();
        this.firstTsNs = partition.firstNs();
        this.lastTsNs = partition.lastNs();
        file.use();
    }

    @Override
    public TableLayout table() {
        return table;
    }

    @Override
    public boolean[] publishedValidity() {
        OpenBatch seen = inPlace;
        if (seen != null) {
            // Who pins it for the first time is as good as not there: one pass over all files must not push
            // out those that are used again and again.
            file.used();
        }
        return inPlace().validity();
    }

    @Override
    public Block block(int[] columns) {
        OpenBatch open = inPlace();
        if (open.isDirect(columns)) {
            return open.block();
        }
        Block seen = decoded;
        if (seen == null || !seen.arena.isAlive()) {
            return decode();
        }
        seen.used();
        return seen;
    }

    private synchronized Block decode() {
        Block seen = decoded;
        while (seen == null || !seen.arena.isAlive()) {
            OpenBatch open = inPlace();
            // null where others have pushed the file out since
            try (Lease lease = open.file().arena().tryAcquire()) {
                seen = lease == null ? null : open.decode(this::inPlace);
                decoded = seen;
            }
        }
        return seen;
    }

    private OpenBatch inPlace() {
        OpenBatch seen = inPlace;
        return seen != null && seen.isAlive() ? seen : open();
    }

    private synchronized OpenBatch open() {
        OpenBatch seen = inPlace;
        if (seen == null || !seen.isAlive()) {
            seen = file.open(table, batch, rows);
            inPlace = seen;
        }
        return seen;
    }

    /// What the file says of a column; null where it says nothing.
    ColumnStatistics statistics(Column column) {
        return inPlace().statistics(column);
    }

    @Override
    public void release() {
        Block last;
        synchronized (this) {
            inPlace = null;
            last = decoded;
            decoded = null;
        }
        if (last != null) {
            file.giveUp(last);
        }
        file.unuse();
    }
}
