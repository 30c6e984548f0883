package io.arenite.bench.ingest;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.sum;
import static io.arenite.Functions.vwap;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.LazyFrame;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.bench.Ratio;
import io.arenite.bench.Rounds;
import io.arenite.bench.peer.TemporaryFolder;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.PartitionBy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// Queries over a sealed bucket, mapped and in the page cache, beside the same over the same rows in memory,
/// and how long it takes to open a database of many sealed partitions.
final class SealedQueries {
    private static final int CHUNKS = 10;
    private static final int PARTITION_DAYS = 21;
    private static final int PARTITION_SYMBOLS = 500;
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final double OPEN_LIMIT_US = 1e6;
    private static final int ROUNDS = 9;

    private static final Map<String, Function<LazyFrame, LazyFrame>> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put("sealed: VWAP of all", frame -> frame.select(vwap("price", "size")));
        QUERIES.put(
                "sealed: sum(size) where price > 150",
                frame -> frame.filter(col("price").gt(150)).select(sum("size")));
        QUERIES.put(
                "sealed: VWAP of a symbol",
                frame -> frame.filter(col("sym").eq("SYM7")).select(vwap("price", "size")));
        QUERIES.put("sealed: VWAP by symbol", frame -> frame.groupBy("sym").agg(vwap("price", "size"), count()));
    }

    private SealedQueries() {}

    /// Measures, handing each figure on as it is known.
    static void run(Path parent, Consumer<Ratio> out) {
        AreniteOptions options = AreniteOptions.defaults().withThreads(1).withCacheBytes(0);
        try (var folder = TemporaryFolder.create(parent, "arenite-bench", 0);
                Arenite inMemory = Arenite.inMemory(options);
                Arenite onDisk = Arenite.open(folder.path().resolve("db"), options)) {
            var ticks = new Ticks(0);
            Table hot = fill(inMemory, ticks);
            Table sealed = fill(onDisk, ticks);
            sealed.seal();
            QUERIES.forEach((name, query) -> compare(name, query.apply(sealed.lazy()), query.apply(hot.lazy()), out));
        }
        try (var folder = TemporaryFolder.create(parent, "arenite-bench", 0)) {
            open(folder.path().resolve("db"), out);
        }
    }

    private static Table fill(Arenite db, Ticks ticks) {
        Table table = db.createTable("ticks", Ticks.SCHEMA, PartitionBy.DAY);
        long[] timesNs = new long[Ticks.ROWS];
        try (Appender rows = table.appender()) {
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                for (int row = 0; row < Ticks.ROWS; row++) {
                    timesNs[row] = ((long) chunk * Ticks.ROWS + row) * Ticks.STEP_NS;
                }
                rows.append(ColumnBatch.of(Ticks.SCHEMA, Ticks.ROWS)
                        .longs("ts", timesNs)
                        .symbols("sym", ticks.symbols)
                        .doubles("price", ticks.prices)
                        .longs("size", ticks.sizes));
                rows.commit();
            }
        }
        return table;
    }

    private static void compare(String name, LazyFrame sealed, LazyFrame hot, Consumer<Ratio> out) {
        if (!answer(sealed).equals(answer(hot))) {
            throw new AssertionError("answers differ: query=" + name);
        }
        double[][] us = Rounds.timeUs(() -> rowCount(sealed), () -> rowCount(hot));
        out.accept(Ratio.of(
                name,
                (long) CHUNKS * Ticks.ROWS,
                us[0],
                us[1],
                1,
                "the same in memory, %.0f us".formatted(Rounds.median(us[1]))));
    }

    private static List<List<Object>> answer(LazyFrame query) {
        try (Result result = query.collect()) {
            return result.rows();
        }
    }

    private static double rowCount(LazyFrame query) {
        try (Result result = query.collect()) {
            return result.rowCount();
        }
    }

    private static void open(Path directory, Consumer<Ratio> out) {
        long rows = (long) PARTITION_DAYS * PARTITION_SYMBOLS;
        try (Arenite db = Arenite.open(directory)) {
            Table table = db.createTable("ticks", Ticks.SCHEMA, PartitionBy.DAY);
            try (Appender appender = table.appender()) {
                for (int day = 0; day < PARTITION_DAYS; day++) {
                    for (int symbol = 0; symbol < PARTITION_SYMBOLS; symbol++) {
                        appender.at(day * DAY_NS + symbol)
                                .symbol("SYM" + symbol)
                                .float64(symbol)
                                .int64(day)
                                .append();
                    }
                }
            }
            table.seal();
        }
        double[] us = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            try (Arenite db = Arenite.open(directory)) {
                if (db.table("ticks").count() != rows) {
                    throw new AssertionError(
                            "rows lost: rows=" + db.table("ticks").count());
                }
                us[round] = (System.nanoTime() - start) / 1e3;
            }
        }
        out.accept(Ratio.ofLimit(
                "open and count %,d sealed partitions".formatted(rows),
                rows,
                Rounds.median(us),
                OPEN_LIMIT_US,
                "a limit of 1 s"));
    }
}
