package io.arenite.partitions;

import io.arenite.partitions.log.SegmentPartition;

/// The main rows of a partition in a sealed file: a record batch of it. They never change; the file is mapped
/// when somebody looks at the first of them, and again after it was unmapped for want of use.
final class SealedRun implements MainRun {
    final long rows;
    final long firstTsNs;
    final long lastTsNs;
    private final TableLayout table;
    private final SealedFile file;
    private final int batch;

    private volatile Opened opened;

    /// @param validity by slot; null if no column has nulls
    record Opened(Block block, boolean[] validity) {}

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
        return opened().validity;
    }

    @Override
    public Block block() {
        return opened().block;
    }

    private Opened opened() {
        Opened seen = opened;
        if (seen != null && seen.block.arena.isAlive()) {
            return seen;
        }
        return open();
    }

    private synchronized Opened open() {
        Opened seen = opened;
        if (seen == null || !seen.block.arena.isAlive()) {
            seen = file.open(table, batch, rows);
            opened = seen;
        }
        return seen;
    }

    SealedFile file() {
        return file;
    }

    @Override
    public void release() {
        Opened last = opened;
        opened = null;
        if (last != null) {
            file.giveUp(last);
        }
        file.unuse();
    }
}
