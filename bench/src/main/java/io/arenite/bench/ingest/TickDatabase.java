package io.arenite.bench.ingest;

import io.arenite.arena.MemoryOptions;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.ColumnView;
import io.arenite.partitions.DurableOptions;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.log.SyncMode;
import java.nio.file.Path;

/// A database with one table, to which [Ticks] are appended, each batch a commit.
final class TickDatabase {
    private static final long LOG_FILE_BYTES = 64L << 20;
    private static final long LOG_LIMIT_BYTES = 16L << 30;

    /// Null for a database in memory.
    private final Path directory;
    private final SyncMode sync;
    private final Ticks ticks;
    private final int batchRows;
    private final long[] timesNs;
    private final double[] prices;
    private final long[] sizes;
    private final int[] codes;
    private final ColumnBatch batch;

    private Storage db;
    private Appender rows;
    private long appended;
    private long sum;

    private TickDatabase(Path directory, SyncMode sync, Ticks ticks, int batchRows) {
        this.directory = directory;
        this.sync = sync;
        this.ticks = ticks;
        this.batchRows = batchRows;
        this.timesNs = new long[batchRows];
        this.prices = new double[batchRows];
        this.sizes = new long[batchRows];
        this.codes = new int[batchRows];
        this.batch = ColumnBatch.of(Ticks.SCHEMA, batchRows)
                .longs("ts", timesNs)
                .symbolCodes("sym", codes)
                .doubles("price", prices)
                .longs("size", sizes);
        this.db = directory == null ? Storage.inMemory() : open();
        for (int i = 0; i < Ticks.SYMBOLS; i++) {
            db.symbols().intern("SYM" + i);
        }
        this.rows = db.createTable("ticks", Ticks.SCHEMA, PartitionBy.DAY).appender();
    }

    static TickDatabase inMemory(Ticks ticks, int batchRows) {
        return new TickDatabase(null, null, ticks, batchRows);
    }

    static TickDatabase inDirectory(Path directory, SyncMode sync, Ticks ticks, int batchRows) {
        return new TickDatabase(directory, sync, ticks, batchRows);
    }

    private Storage open() {
        DurableOptions options = DurableOptions.defaults()
                .withSync(sync)
                .withLogBytes(LOG_FILE_BYTES, LOG_LIMIT_BYTES)
                .withSealAfterMillis(0)
                .withSealOnClose(false);
        return Storage.open(directory, MemoryOptions.defaults(), options);
    }

    void appendBatch() {
        int from = (int) (appended % (Ticks.ROWS - batchRows));
        for (int row = 0; row < batchRows; row++) {
            timesNs[row] = (appended + row) * Ticks.STEP_NS;
            sum += ticks.sizes[from + row];
        }
        System.arraycopy(ticks.prices, from, prices, 0, batchRows);
        System.arraycopy(ticks.sizes, from, sizes, 0, batchRows);
        System.arraycopy(ticks.symbolNumbers, from, codes, 0, batchRows);
        rows.append(batch);
        rows.commit();
        appended += batchRows;
    }

    void seal() {
        db.table("ticks").seal();
    }

    /// Ends the database; one in a directory is opened again, and has to have all rows.
    void checkAndClose() {
        rows.close();
        if (directory != null) {
            db.close();
            db = open();
        }
        try (TableSnapshot snapshot = db.table("ticks").snapshot();
                ColumnView column = snapshot.column("size")) {
            long found = 0;
            for (long row = 0; row < column.length(); row++) {
                found += column.getLong(row);
            }
            if (column.length() != appended || found != sum) {
                throw new AssertionError("rows lost: rows=" + column.length() + ", appended=" + appended + ", sum="
                        + found + ", appended sum=" + sum);
            }
        }
        db.close();
    }
}
