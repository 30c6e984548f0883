package io.arenite.bench.store;

import static io.arenite.Functions.col;
import static io.arenite.Functions.vwap;

import io.arenite.Arenite;
import io.arenite.LazyFrame;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/// The first queries of a fresh process, so a program for a process of its own. Argument: for how many milliseconds
/// it loads rows before it asks (500; 0 asks as soon as the rows are in). Then VWAP and a filtered sum over 100,000
/// rows, each six times; the answers are checked against plain loops.
public final class FirstQuery {
    private static final int ROWS = 100_000;
    private static final double LO = 120;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private FirstQuery() {}

    public static void main(String[] args) {
        long loadNs = (args.length == 0 ? 500 : Long.parseLong(args[0])) * 1_000_000;
        long started = System.nanoTime();
        try (Arenite db = Arenite.inMemory()) {
            Schema schema = Schema.builder()
                    .timestamp("ts")
                    .symbol("sym")
                    .float64("price")
                    .int64("size")
                    .key("sym")
                    .build();
            long[] ts = new long[ROWS];
            double[] price = new double[ROWS];
            long[] size = new long[ROWS];
            double products = 0;
            double sizes = 0;
            double filtered = 0;
            for (int i = 0; i < ROWS; i++) {
                ts[i] = i * 1_000L;
                price[i] = 100 + i * 31 % 160 * 0.25;
                size[i] = 1 + i * 17L % 1_000;
                products += price[i] * size[i];
                sizes += size[i];
                filtered += price[i] >= LO ? price[i] : 0;
            }
            Table trades = load(db, "trades", schema, ts, price, size);
            for (int i = 0; System.nanoTime() - started < loadNs; i++) {
                String other = "other" + i;
                load(db, other, schema, ts, price, size).drop();
            }
            System.out.printf(Locale.ROOT, "loaded for %.0f ms%n", (System.nanoTime() - started) / 1e6);
            measure("vwap", trades.lazy().select(vwap("price", "size")), products / sizes);
            measure(
                    "filtered sum",
                    trades.lazy()
                            .filter(col("price").ge(LO))
                            .select(col("price").sum()),
                    filtered);
        }
    }

    private static Table load(Arenite db, String name, Schema schema, long[] ts, double[] price, long[] size) {
        Table table = db.createTable(name, schema, PartitionBy.DAY);
        String[] symbols = new String[ROWS];
        Arrays.fill(symbols, "ONE");
        try (Appender rows = table.appender()) {
            rows.append(ColumnBatch.of(schema, ROWS)
                    .longs("ts", ts)
                    .symbols("sym", symbols)
                    .doubles("price", price)
                    .longs("size", size));
            rows.commit();
        }
        return table;
    }

    private static void measure(String name, LazyFrame query, double expected) {
        var line = new StringBuilder(name).append(", ms (of CPU):");
        for (int i = 0; i < 6; i++) {
            long started = System.nanoTime();
            long cpuStarted = THREADS.getCurrentThreadCpuTime();
            try (Result result = query.collect()) {
                double answer = result.scalarDouble();
                double cpuMs = (THREADS.getCurrentThreadCpuTime() - cpuStarted) / 1e6;
                double ms = (System.nanoTime() - started) / 1e6;
                line.append(String.format(Locale.ROOT, " %.2f (%.2f)", ms, cpuMs));
                if (!(Math.abs(answer - expected) <= 1e-9 * Math.abs(expected))) {
                    throw new AssertionError(
                            "wrong answer: query=%s, answer=%s, expected=%s".formatted(name, answer, expected));
                }
            }
        }
        System.out.println(line);
    }
}
