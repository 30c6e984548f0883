package io.arenite.cli;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TableSnapshot;
import java.io.PrintWriter;

/// The table `ticks` for those who have no file at hand.
public final class DemoData {

    private static final int BATCH_ROWS = 1 << 16;

    private DemoData() {}

    /// Generates, appends and commits; says how many rows and how fast they went in.
    public static Table generate(Arenite db, long rows, PrintWriter out) {
        if (rows < 1) {
            throw new IllegalArgumentException("at least one tick is needed: rows=" + rows);
        }
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("symbol")
                .float64("price")
                .int64("size")
                .key("symbol")
                .build();
        Table table = db.createTable("ticks", schema, PartitionBy.DAY);
        long appendNs = append(table, schema, rows);
        out.printf(
                "generated %s ticks of %d symbols (seed %d), appended in %s: %s rows/s, %s of memory%n",
                Figures.count(rows),
                TickGenerator.SYMBOLS,
                TickGenerator.SEED,
                Figures.duration(appendNs),
                Figures.millions(rows * 1e9 / appendNs),
                Figures.megabytes(table.stats().memory().committedBytes()));
        return table;
    }

    /// @return the time that appending and committing took, without the time for making the rows up
    private static long append(Table table, Schema schema, long rows) {
        long[] tsNs = new long[BATCH_ROWS];
        int[] codes = new int[BATCH_ROWS];
        double[] prices = new double[BATCH_ROWS];
        long[] sizes = new long[BATCH_ROWS];
        ColumnBatch batch = ColumnBatch.of(schema, BATCH_ROWS)
                .longs("ts", tsNs)
                .symbolCodes("symbol", codes)
                .doubles("price", prices)
                .longs("size", sizes);
        TickGenerator generator = new TickGenerator(rows);
        int[] codeOfSymbol = codes(table);
        long appendNs = 0;
        try (Appender appender = table.appender()) {
            for (int count = generator.next(tsNs, codes, prices, sizes);
                    count > 0;
                    count = generator.next(tsNs, codes, prices, sizes)) {
                for (int i = 0; i < count; i++) {
                    codes[i] = codeOfSymbol[codes[i]];
                }
                long started = System.nanoTime();
                appender.append(batch.rows(count));
                appendNs += System.nanoTime() - started;
            }
            long started = System.nanoTime();
            appender.commit();
            return appendNs + System.nanoTime() - started;
        }
    }

    private static int[] codes(Table table) {
        int[] codes = new int[TickGenerator.SYMBOLS];
        try (TableSnapshot snapshot = table.snapshot()) {
            for (int symbol = 0; symbol < codes.length; symbol++) {
                codes[symbol] = snapshot.table().symbols().intern(TickGenerator.symbol(symbol));
            }
        }
        return codes;
    }
}
