package io.arenite.bench.store;

import static io.arenite.Functions.col;
import static io.arenite.Functions.vwap;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.bench.Ratio;
import io.arenite.bench.Rounds;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TableSnapshot;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/// Ten thousand symbols of twenty rows each: the VWAP of one of them, and commits that touch a hundred partitions while
/// another thread takes snapshots without a pause. Figures stand against the limits that the project set itself.
public final class ManySymbolRatios {
    private static final int SYMBOLS = 10_000;
    private static final int ROWS = 20;
    private static final int TOUCHED = 100;
    private static final double QUERY_LIMIT_US = 10;
    private static final double COMMIT_LIMIT_US = 1_000;

    private ManySymbolRatios() {}

    /// Measures, handing each figure on as it is known.
    public static void run(Consumer<Ratio> out) throws InterruptedException {
        try (Arenite db = Arenite.inMemory(AreniteOptions.defaults().withCacheBytes(0))) {
            Schema schema = Schema.builder()
                    .timestamp("ts")
                    .symbol("sym")
                    .float64("price")
                    .int64("size")
                    .key("sym")
                    .build();
            Table trades = db.createTable("trades", schema, PartitionBy.DAY);
            fill(trades);
            oneSymbol(trades, out);
            commits(trades, out);
        }
    }

    private static void fill(Table trades) {
        try (Appender rows = trades.appender()) {
            for (int row = 0; row < ROWS; row++) {
                for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                    rows.at(row)
                            .symbol("S" + symbol)
                            .float64(100 + row)
                            .int64(1)
                            .append();
                }
            }
            rows.commit();
        }
    }

    private static void oneSymbol(Table trades, Consumer<Ratio> out) {
        DoubleSupplier query = () -> {
            try (Result result = trades.lazy()
                    .filter(col("sym").eq("S4711"))
                    .select(vwap("price", "size"))
                    .collect()) {
                return result.scalarDouble();
            }
        };
        if (query.getAsDouble() != 109.5) {
            throw new AssertionError("wrong VWAP: expected=109.5, was=" + query.getAsDouble());
        }
        double us = Rounds.median(Rounds.timeUs(query)[0]);
        out.accept(Ratio.ofLimit("vwap of one of 10,000 symbols", ROWS, us, QUERY_LIMIT_US, "a limit of 10 us"));
    }

    private static void commits(Table trades, Consumer<Ratio> out) throws InterruptedException {
        var done = new AtomicBoolean();
        var snapshots = new AtomicLong();
        var torn = new AtomicLong();
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            while (!done.get()) {
                try (TableSnapshot snapshot = trades.snapshot()) {
                    snapshots.incrementAndGet();
                    if (snapshot.rowCount() % TOUCHED != 0) {
                        torn.incrementAndGet();
                    }
                }
            }
        });
        try (Appender rows = trades.appender()) {
            long[] commit = {ROWS};
            int[] codes = new int[TOUCHED];
            for (int i = 0; i < TOUCHED; i++) {
                codes[i] = 97 * i;
            }
            double us = Rounds.median(
                    Rounds.timeUs(() -> {
                        for (int code : codes) {
                            rows.at(commit[0])
                                    .symbolCode(code)
                                    .float64(1)
                                    .int64(1)
                                    .append();
                        }
                        commit[0]++;
                        return rows.commit();
                    })[0]);
            done.set(true);
            reader.join();
            if (torn.get() != 0 || snapshots.get() == 0 || trades.count() % TOUCHED != 0) {
                throw new AssertionError("a snapshot was torn or none was taken: torn=%d, snapshots=%d"
                        .formatted(torn.get(), snapshots.get()));
            }
            out.accept(Ratio.ofLimit(
                    "commit of 100 partitions", TOUCHED, us, COMMIT_LIMIT_US, "a limit of 1,000 commits/s"));
        }
    }
}
