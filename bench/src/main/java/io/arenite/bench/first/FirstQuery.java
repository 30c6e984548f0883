package io.arenite.bench.first;

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

/// A program for a process of its own: opens a database, loads 100,000 rows, asks one question twice, checks the answer
/// against a plain loop, and prints [FirstTimes].
///
/// Arguments: when the process was started (milliseconds since the epoch), the question, for how many milliseconds to
/// load rows (0: only those that are asked about), and whether to read the thread's CPU clock, whose first use loads
/// classes that a query might want too.
final class FirstQuery {
    static final int ROWS = 100_000;
    private static final double LO = 120;

    enum Question {
        VWAP,
        FILTERED_SUM;

        LazyFrame of(Table trades) {
            return this == VWAP
                    ? trades.lazy().select(vwap("price", "size"))
                    : trades.lazy()
                            .filter(col("price").ge(LO))
                            .select(col("price").sum());
        }
    }

    private final Schema schema = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .key("sym")
            .build();
    private final long[] ts = new long[ROWS];
    private final double[] price = new double[ROWS];
    private final long[] size = new long[ROWS];
    private final String[] symbols = new String[ROWS];

    private FirstQuery() {
        Arrays.fill(symbols, "ONE");
        for (int i = 0; i < ROWS; i++) {
            ts[i] = i * 1_000L;
            price[i] = 100 + i * 31 % 160 * 0.25;
            size[i] = 1 + i * 17L % 1_000;
        }
    }

    public static void main(String[] args) {
        long main = System.nanoTime();
        long toMainMs = System.currentTimeMillis() - Long.parseLong(args[0]);
        Question question = Question.valueOf(args[1]);
        long loadNs = Long.parseLong(args[2]) * 1_000_000;
        ThreadMXBean clock = Boolean.parseBoolean(args[3]) ? ManagementFactory.getThreadMXBean() : null;

        long opening = System.nanoTime();
        try (Arenite db = Arenite.inMemory()) {
            long loading = System.nanoTime();
            var rows = new FirstQuery();
            Table trades = rows.load(db, "trades");
            for (int i = 0; System.nanoTime() - loading < loadNs; i++) {
                rows.load(db, "other" + i).drop();
            }
            long asking = System.nanoTime();
            long cpuNs = clock == null ? 0 : clock.getCurrentThreadCpuTime();
            double first = answer(question, trades);
            double firstCpuMs = clock == null ? Double.NaN : (clock.getCurrentThreadCpuTime() - cpuNs) / 1e6;
            long askingAgain = System.nanoTime();
            double second = answer(question, trades);
            long end = System.nanoTime();
            rows.check(question, first, second);
            var times = new FirstTimes(
                    toMainMs,
                    (loading - opening) / 1e6,
                    (asking - loading) / 1e6,
                    (askingAgain - asking) / 1e6,
                    firstCpuMs,
                    (end - askingAgain) / 1e6,
                    toMainMs + (askingAgain - main) / 1e6);
            System.out.println(times.line());
        }
    }

    private static double answer(Question question, Table trades) {
        try (Result result = question.of(trades).collect()) {
            return result.scalarDouble();
        }
    }

    private Table load(Arenite db, String name) {
        Table table = db.createTable(name, schema, PartitionBy.DAY);
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

    private void check(Question question, double first, double second) {
        double products = 0;
        double sizes = 0;
        double filtered = 0;
        for (int i = 0; i < ROWS; i++) {
            products += price[i] * size[i];
            sizes += size[i];
            filtered += price[i] >= LO ? price[i] : 0;
        }
        double expected = question == Question.VWAP ? products / sizes : filtered;
        boolean isRight = Math.abs(first - expected) <= 1e-9 * expected;
        if (!isRight || Double.doubleToRawLongBits(first) != Double.doubleToRawLongBits(second)) {
            throw new AssertionError("wrong answer: query=%s, first=%s, second=%s, expected=%s"
                    .formatted(question, first, second, expected));
        }
    }
}
