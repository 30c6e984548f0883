package io.arenite.formats;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.vwap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.Expr;
import io.arenite.LazyFrame;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.arena.LeakCheck;
import io.arenite.csv.CsvOptions;
import io.arenite.csv.ImportWatch;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.arrow.ArrowCompression;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two days of real spot ticks, which meet at midnight, go into one database by two openings of it; queries across the
/// roll give what they give over one table in memory, bit by bit, from the log, from sealed files and after a new
/// opening.
final class SpotDaysTest {
    private static final Path DATA = Path.of(System.getenv().getOrDefault("ARENITE_TEST_DATA", "shared/data"));
    private static final Instant MIDNIGHT = Instant.parse("2024-08-09T00:00:00Z");
    private static final List<String> DAYS = List.of("20240808", "20240809");
    private static final Map<String, Integer> ROWS = Map.of("trades", 15_863 + 18_556, "quotes", 52_117 + 79_815);
    /// Floats and exact decimals.
    private static final CsvOptions OPTIONS =
            CsvOptions.defaults().withTimestampColumn("ts").withKeyColumn("symbol");

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @EnumSource(ArrowCompression.class)
    void theRollIsSeamless(ArrowCompression compression) {
        Path first = DATA.resolve("binance/spot-20240808-trades.csv.gz");
        assumeTrue(Files.exists(first), "no test data at " + DATA);
        AreniteOptions options = AreniteOptions.defaults();
        options = options.withDurable(options.durable()
                .withCompression(compression)
                .withSealAfterMillis(0)
                .withSealOnClose(false));
        try (Arenite memory = Arenite.inMemory()) {
            for (String day : DAYS) {
                load(memory, day);
                try (Arenite db = Arenite.open(folder.resolve("db"), options)) {
                    load(db, day);
                    assertSame(memory, db, "after loading " + day);
                }
            }
            try (Arenite db = Arenite.open(folder.resolve("db"), options)) {
                assertSame(memory, db, "from the log");
                db.seal();
                assertSame(memory, db, "sealed");
                assertThat(db.verify()).isEmpty();
            }
            try (Arenite db = Arenite.open(folder.resolve("db"), options)) {
                assertSame(memory, db, "opened again");
                assertThat(buckets(db.table("trades"))).hasSize(2);
                assertThat(lastId(db, "trades", "trade_id") + 1).isEqualTo(firstId(db, "trades", "trade_id"));
                assertThat(lastId(db, "quotes", "update_id") + 1).isEqualTo(firstId(db, "quotes", "update_id"));
            }
        }
    }

    private static void load(Arenite db, String day) {
        for (String kind : ROWS.keySet()) {
            Path file = DATA.resolve("binance/spot-" + day + "-" + kind + ".csv.gz");
            CsvOptions options = kind.equals("trades")
                    ? OPTIONS.withType("size", "decimal64(8)").withType("side", "symbol")
                    : OPTIONS.withType("bid", "decimal64(8)");
            FileImport.into(db, kind, PartitionBy.DAY, List.of(file), options, ImportWatch.NONE);
        }
    }

    /// The venue's number of the last row before midnight.
    private static long lastId(Arenite db, String kind, String id) {
        Expr before = col("ts").lt(MIDNIGHT).and(col("symbol").eq("BTCUSDT"));
        try (Result result =
                db.table(kind).lazy().filter(before).select(col(id).max()).collect()) {
            return result.scalarLong();
        }
    }

    private static long firstId(Arenite db, String kind, String id) {
        Expr after = col("ts").ge(MIDNIGHT).and(col("symbol").eq("BTCUSDT"));
        try (Result result =
                db.table(kind).lazy().filter(after).select(col(id).min()).collect()) {
            return result.scalarLong();
        }
    }

    private static TreeSet<Long> buckets(Table table) {
        TreeSet<Long> starts = new TreeSet<>();
        try (TableSnapshot snapshot = table.snapshot()) {
            for (int i = 0; i < snapshot.partitionCount(); i++) {
                starts.add(snapshot.partition(i).bucketStartNs());
            }
        }
        return starts;
    }

    private static void assertSame(Arenite memory, Arenite db, String when) {
        assertThat(db.tables()).isEqualTo(List.of("quotes", "trades"));
        for (String kind : ROWS.keySet()) {
            Table expected = memory.table(kind);
            Table actual = db.table(kind);
            assertThat(actual.count()).isEqualTo(expected.count());
            queries(kind).forEach((name, query) -> {
                try (Result left = query.apply(expected.lazy()).collect();
                        Result right = query.apply(actual.lazy()).collect()) {
                    assertThat(left.rowCount()).as(kind + ": " + name).isPositive();
                    SameRows.assertSame(left, right, when + ", " + kind + ": " + name);
                }
            });
        }
    }

    /// What stands on both sides of midnight in each of them, once both days are there.
    private static Map<String, Function<LazyFrame, LazyFrame>> queries(String kind) {
        String price = kind.equals("trades") ? "price" : "ask";
        String size = kind.equals("trades") ? "size" : "ask_size";
        Map<String, Function<LazyFrame, LazyFrame>> queries = new LinkedHashMap<>();
        queries.put("all rows", frame -> frame);
        queries.put(
                "around midnight",
                frame -> frame.filter(col("ts")
                                .ge(MIDNIGHT.minusSeconds(600))
                                .and(col("ts").lt(MIDNIGHT.plusSeconds(600))))
                        .sort("ts"));
        queries.put("count", frame -> frame.select(count()));
        queries.put("vwap by symbol", frame -> frame.groupBy("symbol").agg(vwap(price, size)));
        queries.put(
                "sums by symbol",
                frame -> frame.groupBy("symbol")
                        .agg(
                                col(price).sum(),
                                col(size).sum().alias("size"),
                                col(price).first().alias("first"),
                                col(price).last().alias("last")));
        queries.put(
                "filtered",
                frame -> frame.filter(col(price).gt(3_000.0)).select(col(price).mean()));
        queries.put("latest", frame -> frame.latest("symbol"));
        queries.put("top", frame -> frame.topK(10, col(price)));
        return queries;
    }
}
