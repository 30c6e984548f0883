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

/// A database with one table, to which [Ticks] are appended, each batch of 1,000 rows a commit.
final class TickDatabase {
    static final int BATCH_ROWS = 1_000;
    private static final long LOG_FILE_BYTES = 64L << 20;
    private static final long LOG_LIMIT_BYTES = 16L << 30;

    /// Null for a database in memory.
    private final Path directory;
    private final SyncMode sync;
    private final Ticks ticks;
    private final long[] timesNs = new long[BATCH_ROWS];
    private final double[] prices = new double[BATCH_ROWS];
    private final long[] sizes = new long[BATCH_ROWS];
    private final int[] codes = new int[BATCH_ROWS];
    private final ColumnBatch batch = ColumnBatch.of(Ticks.SCHEMA, BATCH_ROWS)
            .longs("ts", timesNs)
            .symbolCodes("sym", codes)
            .doubles("price", prices)
            .longs("size", sizes);

    private Storage db;
    private Appender rows;
    private long appended;
    private long sum;

    private TickDatabase(Path directory, SyncMode sync, Ticks ticks) {
        this.directory = directory;
        this.sync = sync;
        this.ticks = ticks;
        this.db = directory == null ? Storage.inMemory() : open();
        for (int i = 0; i < Ticks.SYMBOLS; i++) {
            db.symbols().intern("SYM" + i);
        }
        this.rows = db.createTable("ticks", Ticks.SCHEMA, PartitionBy.DAY).appender();
    }

    static TickDatabase inMemory(Ticks ticks) {
        return new TickDatabase(null, null, ticks);
    }

    static TickDatabase inDirectory(Path directory, SyncMode sync, Ticks ticks) {
        return new TickDatabase(directory, sync, ticks);
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
        int from = (int) (appended % (Ticks.ROWS - BATCH_ROWS));
        for (int row = 0; row < BATCH_ROWS; row++) {
            timesNs[row] = (appended + row) * Ticks.STEP_NS;
            sum += ticks.sizes[from + row];
        }
        System.arraycopy(ticks.prices, from, prices, 0, BATCH_ROWS);
        System.arraycopy(ticks.sizes, from, sizes, 0, BATCH_ROWS);
        System.arraycopy(ticks.symbolNumbers, from, codes, 0, BATCH_ROWS);
        rows.append(batch);
        rows.commit();
        appended += BATCH_ROWS;
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
