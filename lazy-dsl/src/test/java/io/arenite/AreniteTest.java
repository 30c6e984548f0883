package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.lit;
import static io.arenite.Functions.sum;
import static io.arenite.Functions.vwap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.MemoryLimitException;
import io.arenite.engine.NumericException;
import io.arenite.engine.QueryContext;
import io.arenite.engine.QueryStoppedException;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.FeedOptions;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The facade: databases, tables, and queries over their life.
@ExtendWith(NoLeaks.class)
final class AreniteTest {
    @Test
    void answersTheQuestionsOfTheDesign() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            assertThat(trades.lazy()
                            .filter(col("sym").eq("AAPL"))
                            .select(vwap("price", "size"))
                            .collect()
                            .scalarDouble())
                    .isEqualTo((10 + 2 * 20 + 3 * 30) / 6.0);
            assertThat(trades.lazy()
                            .filter(col("price").gt(15.5))
                            .select(sum("size"))
                            .collect()
                            .scalarLong())
                    .isEqualTo(9);
            assertThat(trades.count()).isEqualTo(4);
            assertThat(trades.lazy().count().collect().scalarLong()).isEqualTo(4);
            assertThat(trades.lazy()
                            .filter(col("sym").eq("NONE"))
                            .select(vwap("price", "size"))
                            .collect()
                            .isScalarNull())
                    .isTrue();
        }
    }

    @Test
    void knowsItsTables() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            assertThat(db.tables()).containsExactly("trades");
            assertThat(db.table("trades").count()).isEqualTo(4);
            assertThat(db).hasToString("Arenite[trades]");
            assertThat(trades.stats().partitions()).isEqualTo(2);
            assertThat(db.stats().tables()).hasSize(1);
            assertThatThrownBy(() -> db.table("trade"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("unknown table: table=trade, did you mean=[trades]");
            assertThatThrownBy(() -> db.createTable("trades", trades.schema(), PartitionBy.DAY))
                    .hasMessage("table exists already: table=trades");
            db.dropTable("trades");
            assertThat(db.tables()).isEmpty();
            assertThatThrownBy(trades::count).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> trades.lazy().count().collect())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("table is dropped: table=trades");
        }
    }

    @Test
    void keptFramesSeeWhatIsNew() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            LazyFrame tesla = trades.lazy().filter(col("sym").eq("TSLA")).select(sum("size"));
            LazyFrame all = trades.lazy().select(sum("size"));
            assertThat(tesla.collect().scalarLong()).isZero();
            assertThat(all.collect().scalarLong()).isEqualTo(10);
            try (var rows = trades.appender()) {
                rows.at(TestTables.AUGUST_8).symbol("TSLA").float64(1).int64(7).append();
                assertThat(tesla.collect().scalarLong()).isZero();
                rows.commit();
            }
            assertThat(tesla.collect().scalarLong()).isEqualTo(7);
            assertThat(all.collect().scalarLong()).isEqualTo(17);
            assertThat(trades.dropBefore(Instant.parse("2024-08-09T00:00:00Z"))).isEqualTo(2);
            assertThat(tesla.collect().scalarLong()).isZero();
            assertThat(all.collect().scalarLong()).isEqualTo(4);
        }
    }

    @Test
    void resultsOutliveTheDatabase() {
        Result small;
        Result large;
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            try (var rows = trades.appender()) {
                for (int i = 0; i < 200_000; i++) {
                    rows.at(TestTables.AUGUST_8 + i)
                            .symbol("AAPL")
                            .float64(i)
                            .int64(i)
                            .append();
                }
            }
            small = trades.lazy().groupBy("sym").agg(count()).collect();
            large = trades.lazy().select("price", "size").collect();
        }
        assertThat(small.getLong("count", 0)).isEqualTo(200_003);
        assertThat(large.getDouble("price", 200_002)).isEqualTo(199_999.0);
        large.close();
        assertThatThrownBy(() -> large.getDouble("price", 0)).isInstanceOf(IllegalStateException.class);
        small.close();
    }

    @Test
    void columnsCanBeViewed() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            try (var all = trades.column("size");
                    var apple = trades.column("price", "AAPL");
                    var none = trades.column("price", "NONE")) {
                trades.drop();
                assertThat(all.length()).isEqualTo(4);
                assertThat(all.getLong(3)).isEqualTo(4);
                assertThat(apple.length()).isEqualTo(3);
                assertThat(apple.getDouble(2)).isEqualTo(30.0);
                assertThat(none.length()).isZero();
            }
        }
    }

    @Test
    void queriesCanBeStopped() {
        try (var db = Arenite.inMemory()) {
            LazyFrame trades = TestTables.trades(db).lazy();
            QueryContext cancelled = QueryContext.unlimited();
            cancelled.cancel();
            assertThatThrownBy(() -> trades.collect(cancelled))
                    .isInstanceOf(QueryStoppedException.class)
                    .hasMessageStartingWith("the query was cancelled: ");
            assertThatThrownBy(() -> trades.collect(QueryContext.unlimited().withTimeoutNanos(-1)))
                    .hasMessageStartingWith("the query passed its deadline: ");
        }
    }

    @Test
    void theMemoryLimitLosesNothing() {
        AreniteOptions options =
                AreniteOptions.defaults().withMemoryLimitBytes(8 << 20).withThreads(1);
        try (var db = Arenite.inMemory(options)) {
            Table table = numbers(db);
            long before = table.lazy().count().collect().scalarLong();
            assertThatThrownBy(() -> fill(table, 10_000_000)).isInstanceOf(MemoryLimitException.class);
            assertThat(before).isZero();
            assertThat(table.count())
                    .isPositive()
                    .isEqualTo(table.lazy().count().collect().scalarLong());
        }
    }

    @Test
    void overflowIsAnErrorNotAWrongAnswer() {
        try (var db = Arenite.inMemory()) {
            Table table = numbers(db);
            fill(table, 10);
            assertThatThrownBy(() -> table.lazy().select(sum("n")).collect()).isInstanceOf(NumericException.class);
            assertThatThrownBy(() -> table.lazy().select(col("n").plus(1)).collect())
                    .isInstanceOf(NumericException.class);
            assertThat(table.lazy().select(col("n").mean()).collect().scalarDouble())
                    .isEqualTo(0x1p63);
        }
    }

    /// Of 1000 and 5, the first filter leaves 5; the second would fail on 1000.
    @Test
    void filtersGuardThoseAfterThem() {
        try (var db = Arenite.inMemory()) {
            Table table = numbers(db);
            try (var rows = table.appender()) {
                rows.at(1).int64(1_000).append();
                rows.at(2).int64(5).append();
                rows.commit();
            }
            LazyFrame numbers = table.lazy().select("n");
            LazyFrame groups = table.lazy().groupBy(col("n").alias("key")).agg(sum("n").alias("n"));
            Expr costly = col("n").plus(1).times(2).plus(0).lt(500);
            assertThat(guarded(numbers, costly)).containsExactly(List.of(5L));
            assertThat(guarded(numbers.limit(10), col("n").lt(100))).containsExactly(List.of(5L));
            assertThat(guarded(numbers.topK(10, col("n")), col("n").lt(100))).containsExactly(List.of(5L));
            assertThat(guarded(groups.select("n"), col("n").lt(100))).containsExactly(List.of(5L));
            assertThat(guarded(groups.select(col("key").alias("n")), costly)).containsExactly(List.of(5L));
        }
    }

    private static List<List<Object>> guarded(LazyFrame frame, Expr guard) {
        return frame.filter(guard)
                .filter(col("n").cast(ColumnType.INT8).eq(5))
                .collect()
                .rows();
    }

    @Test
    void zerosAreOneGroupAlsoForAFilter() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            try (var rows = trades.appender()) {
                rows.at(TestTables.AUGUST_8)
                        .symbol("ZERO")
                        .float64(-0.0)
                        .int64(1)
                        .append();
                rows.at(TestTables.AUGUST_8)
                        .symbol("ZERO")
                        .float64(0.0)
                        .int64(1)
                        .append();
                rows.commit();
            }
            LazyFrame groups = trades.lazy().groupBy("price").agg(count().alias("count"));
            Expr inverse = lit(1.0).dividedBy(col("price"));
            assertThat(groups.filter(inverse.abs().gt(1e300))
                            .select("count")
                            .collect()
                            .scalarLong())
                    .isEqualTo(2);
            int above = groups.filter(inverse.gt(1e300)).collect().rows().size();
            int below = groups.filter(inverse.lt(-1e300)).collect().rows().size();
            assertThat(above + below).isEqualTo(1);
        }
    }

    private static Table numbers(Arenite db) {
        return db.createTable("t", Schema.builder().timestamp("ts").int64("n").build(), PartitionBy.NONE);
    }

    private static void fill(Table table, long count) {
        try (var rows = table.appender()) {
            for (long i = 0; i < count; i++) {
                rows.at(i).int64(Long.MAX_VALUE).append();
                if (i % 1_000 == 0) {
                    rows.commit();
                }
            }
        }
    }

    @Test
    void feedsTakeRowsFromManyThreads() throws InterruptedException {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            try (var feed = trades.feed(FeedOptions.defaults())) {
                List<Thread> threads = List.of("A", "B", "C").stream()
                        .map(symbol -> Thread.ofPlatform().start(() -> {
                            var rows = feed.producer();
                            for (int i = 0; i < 1_000; i++) {
                                rows.at(TestTables.AUGUST_8 + i)
                                        .symbol(symbol)
                                        .float64(i)
                                        .int64(1)
                                        .append();
                            }
                        }))
                        .toList();
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            assertThat(trades.lazy()
                            .filter(col("sym").ne("AAPL"))
                            .groupBy("sym")
                            .agg(sum("size"))
                            .sort("sym")
                            .collect()
                            .rows())
                    .containsExactly(
                            List.of("A", 1_000L), List.of("B", 1_000L), List.of("C", 1_000L), List.of("MSFT", 4L));
        }
    }
}
