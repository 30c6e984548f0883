package io.arenite.bench.store;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.vwap;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.LazyFrame;
import io.arenite.Table;
import io.arenite.bench.Ratio;
import io.arenite.bench.Rounds;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/// What repeated questions cost: counts, an answer that is held, and the VWAP of all rows after 1,000 rows were
/// appended, to one of 500 symbols or to all of them - beside the same question over one block that is
/// computed. Answers are checked against exact sums of cents and sizes.
public final class CacheRatios {
    private static final int SYMBOLS = 500;
    private static final int CHUNK = 1 << 20;
    private static final int BLOCKS = 100;
    private static final int APPENDED = 1_000;
    private static final int ROUNDS = 9;
    private static final int REPEATS = 40;
    private static final int WARM_UPS = 12_000;
    private static final int CALLS = 1_000;
    private static final double TOLERANCE = 1e-12;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final SplittableRandom random = new SplittableRandom(20_261_121);
    private final Consumer<Ratio> out;
    private final int rows;
    private final Schema schema = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .key("sym")
            .build();
    private long ts;
    private long cents;
    private long sizes;

    private CacheRatios(int rows, Consumer<Ratio> out) {
        this.rows = rows;
        this.out = out;
    }

    /// Measures, handing each figure on as it is known.
    public static void run(int rows, Consumer<Ratio> out) {
        var ratios = new CacheRatios(rows, out);
        try (Arenite db = Arenite.inMemory(AreniteOptions.defaults().withThreads(1));
                Arenite computing = Arenite.inMemory(
                        AreniteOptions.defaults().withThreads(1).withCacheBytes(0))) {
            Table trades = ratios.create(db);
            ratios.fill(trades);
            ratios.held(trades);
            ratios.appended(trades, ratios.blocks(computing));
        }
    }

    private Table create(Arenite db) {
        return db.createTable("trades", schema, PartitionBy.DAY);
    }

    private void fill(Table trades) {
        try (Appender appender = trades.appender()) {
            for (int at = 0; at < rows; at += CHUNK) {
                append(appender, Math.min(CHUNK, rows - at), SYMBOLS);
            }
        }
    }

    /// Appends rows of the first `symbols` symbols in turn, and commits.
    private void append(Appender appender, int count, int symbols) {
        long[] times = new long[count];
        String[] names = new String[count];
        double[] prices = new double[count];
        long[] volumes = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = ts++;
            names[i] = "S" + i % symbols;
            long price = 1 + random.nextLong(50_000);
            prices[i] = price / 100.0;
            volumes[i] = 1 + random.nextLong(1_000);
            cents += price * volumes[i];
            sizes += volumes[i];
        }
        appender.append(ColumnBatch.of(schema, count)
                .longs("ts", times)
                .symbols("sym", names)
                .doubles("price", prices)
                .longs("size", volumes));
        appender.commit();
    }

    private void check(double answer) {
        double expected = cents / 100.0 / sizes;
        if (Math.abs(answer - expected) > TOLERANCE * expected) {
            throw new AssertionError("wrong VWAP: expected=%s, was=%s".formatted(expected, answer));
        }
    }

    private void held(Table trades) {
        LazyFrame all = trades.lazy().select(vwap("price", "size"));
        LazyFrame counts = trades.lazy().select(count());
        check(all.collect().scalarDouble());
        if (counts.collect().scalarLong() != rows || trades.count() != rows) {
            throw new AssertionError("wrong count: expected=" + rows);
        }
        limit("table.count()", 0.1, trades::count);
        limit("held count", 0.1, () -> counts.collect().scalarLong());
        limit("built count", 1, () -> trades.lazy().count().collect().scalarLong());
        limit(
                "built select(count())",
                1,
                () -> trades.lazy().select(count()).collect().scalarLong());
        limit("held vwap", 0.1, () -> all.collect().scalarDouble());
        limit(
                "built filter and vwap",
                1,
                () -> trades.lazy()
                        .filter(col("size").gt(0))
                        .select(vwap("price", "size"))
                        .collect()
                        .scalarDouble());
        checkAllocation(all);
    }

    private void limit(String name, double limitUs, DoubleSupplier call) {
        double us = Rounds.median(
                        Rounds.timeUs(() -> {
                            double sum = 0;
                            for (int i = 0; i < CALLS; i++) {
                                sum += call.getAsDouble();
                            }
                            return sum;
                        })[0])
                / CALLS;
        out.accept(Ratio.ofLimit(name, rows, us, limitUs, "a limit of %.0f ns".formatted(limitUs * 1e3)));
    }

    /// After [#limit] has warmed it up.
    private static void checkAllocation(LazyFrame held) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                held.collect();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        if (least != 0) {
            throw new AssertionError("a held answer allocates: bytes of %d calls=%d".formatted(CALLS, least));
        }
    }

    /// Questions over one block each, computed each time; together the blocks are larger than the caches.
    private LazyFrame[] blocks(Arenite db) {
        Table table = create(db);
        long knownCents = cents;
        long knownSizes = sizes;
        try (Appender appender = table.appender()) {
            for (int at = 0; at < Batch.BLOCK_ROWS; at += Batch.ROWS) {
                append(appender, Batch.ROWS * BLOCKS, BLOCKS);
            }
        }
        cents = knownCents;
        sizes = knownSizes;
        var frames = new LazyFrame[BLOCKS];
        for (int i = 0; i < BLOCKS; i++) {
            frames[i] = table.lazy().filter(col("sym").eq("S" + i)).select(vwap("price", "size"));
        }
        return frames;
    }

    private void appended(Table trades, LazyFrame[] blocks) {
        LazyFrame all = trades.lazy().select(vwap("price", "size"));
        double[][] us = new double[4][ROUNDS];
        try (Appender appender = trades.appender()) {
            for (int i = 0; i < WARM_UPS; i++) {
                extended(appender, all, 10, i % 2 == 0 ? 1 : 10);
                timeUs(blocks[i % BLOCKS]);
            }
            for (int i = 0; i < WARM_UPS / 20; i++) {
                extended(appender, all, APPENDED, i % 2 == 0 ? 1 : SYMBOLS);
            }
            for (int round = 0; round < ROUNDS; round++) {
                double[][] each = new double[us.length][REPEATS];
                for (int i = 0; i < REPEATS; i++) {
                    each[0][i] = extended(appender, all, APPENDED, 1);
                    each[1][i] = extended(appender, all, APPENDED, SYMBOLS);
                    each[2][i] = timeUs(blocks[(round * REPEATS + i) % BLOCKS]);
                    timeUs(blocks[0]);
                    each[3][i] = timeUs(blocks[0]);
                }
                for (int which = 0; which < us.length; which++) {
                    us[which][round] = Rounds.median(each[which]);
                }
            }
        }
        String fromMemory = "a computed block, %.1f us".formatted(Rounds.median(us[2]));
        String inCache = "the same in the CPU's cache, %.1f us".formatted(Rounds.median(us[3]));
        for (int which = 0; which < 2; which++) {
            String name = "vwap after 1,000 rows of " + (which == 0 ? "1 symbol" : SYMBOLS);
            out.accept(Ratio.of(name, rows, us[which], us[2], 1, fromMemory));
            out.accept(Ratio.of(name, rows, us[which], us[3], 1, inCache));
        }
    }

    /// Appends rows, then times the question.
    private double extended(Appender appender, LazyFrame all, int count, int symbols) {
        append(appender, count, symbols);
        double us = timeUs(all);
        check(all.collect().scalarDouble());
        return us;
    }

    private static double timeUs(LazyFrame frame) {
        long start = THREADS.getCurrentThreadCpuTime();
        frame.collect();
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e3;
    }
}
