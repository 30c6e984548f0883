package io.arenite.bench.store;

import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.PartitionView;
import io.arenite.partitions.Schema;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStore;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/// One partition of five float64 columns and an int64 column, for the loops: prices around 100 and whole sizes from 1
/// to
/// 1,000, always the same.
final class LoopTable implements AutoCloseable {
    private static final int BATCH = 1_000_000;

    private final int rows;
    private final Storage storage = Storage.inMemory();
    private final TableStore table;
    private final TableSnapshot snapshot;
    private final PartitionView view;

    LoopTable(int rows) {
        this.rows = rows;
        Schema schema = Schema.builder()
                .timestamp("ts")
                .float64("a")
                .float64("b")
                .float64("c")
                .float64("d")
                .float64("e")
                .int64("n")
                .build();
        table = storage.createTable("loops", schema, PartitionBy.NONE);
        var random = new SplittableRandom(42);
        try (Appender appender = table.appender()) {
            for (int first = 0; first < rows; first += BATCH) {
                fill(appender, schema, random, first, Math.min(BATCH, rows - first));
                appender.commit();
            }
        }
        snapshot = table.snapshot();
        view = snapshot.open(0);
    }

    private static void fill(Appender appender, Schema schema, SplittableRandom random, int first, int count) {
        var ts = new long[count];
        var columns = new double[5][count];
        var n = new long[count];
        for (int i = 0; i < count; i++) {
            ts[i] = (long) first + i;
            columns[0][i] = price(random);
            columns[1][i] = 1 + random.nextInt(1_000);
            columns[2][i] = price(random);
            columns[3][i] = price(random);
            columns[4][i] = 1 + random.nextInt(1_000);
            n[i] = 1L + random.nextInt(1_000);
        }
        appender.append(ColumnBatch.of(schema, count)
                .longs("ts", ts)
                .doubles("a", columns[0])
                .doubles("b", columns[1])
                .doubles("c", columns[2])
                .doubles("d", columns[3])
                .doubles("e", columns[4])
                .longs("n", n));
    }

    private static double price(SplittableRandom random) {
        return (9_000 + random.nextInt(2_000)) / 100.0;
    }

    int rows() {
        return rows;
    }

    Storage storage() {
        return storage;
    }

    TableSnapshot snapshot() {
        return snapshot;
    }

    /// The values of a column.
    MemorySegment column(int column) {
        return view.mainSegment().asSlice(view.mainSlot(column).valuesOffset(), 8L * rows);
    }

    @Override
    public void close() {
        view.close();
        snapshot.close();
        storage.close();
    }
}
