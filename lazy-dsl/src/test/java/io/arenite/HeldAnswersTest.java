package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.engine.QueryContext;
import io.arenite.engine.QueryStoppedException;
import io.arenite.engine.cache.CacheStats;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// When an answer is given again, when not, and what goes with what.
@ExtendWith(NoLeaks.class)
final class HeldAnswersTest {
    private static void append(Table table, String sym, double price, long size) {
        try (Appender rows = table.appender()) {
            rows.at(TestTables.AUGUST_8 + 100)
                    .symbol(sym)
                    .float64(price)
                    .int64(size)
                    .append();
            rows.commit();
        }
    }

    private static CacheStats cache(Arenite db) {
        return db.stats().cache();
    }

    @Test
    void theSameResultUntilTheTableChanges() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            LazyFrame sum = trades.lazy().select(col("size").sum());
            Result first = sum.collect();
            first.close();
            assertThat(sum.collect()).isSameAs(first);
            assertThat(sum.collect(QueryContext.unlimited().withTimeoutNanos(Long.MAX_VALUE - 1)))
                    .isSameAs(first);
            assertThat(trades.lazy().select(col("size").sum()).collect())
                    .as("built anew")
                    .isSameAs(first);
            assertThat(cache(db).hits()).isEqualTo(3);
            long before = first.scalarLong();
            append(trades, "AAPL", 1, 1_000);
            assertThat(sum.collect().scalarLong()).isEqualTo(before + 1_000);
            assertThat(first.scalarLong()).as("closed and outdated, but whole").isEqualTo(before);
            assertThat(cache(db).hits()).isEqualTo(3);
        }
    }

    @Test
    void anotherTableOfThatNameIsAnotherTable() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            LazyFrame rows = trades.lazy().count();
            assertThat(rows.collect().scalarLong()).isEqualTo(4);
            trades.drop();
            assertThatThrownBy(rows::collect)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("table is dropped: table=trades");
            assertThat(cache(db).entries()).isZero();
            assertThat(cache(db).bytes()).isZero();
            Table again = TestTables.trades(db);
            append(again, "AAPL", 1, 1);
            assertThat(again.lazy().count().collect().scalarLong()).isEqualTo(5);
        }
    }

    @Test
    void aSymbolThatComesUpLaterIsFound() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            LazyFrame rows = trades.lazy().filter(col("sym").eq("NEW")).count();
            LazyFrame others = trades.lazy().filter(col("sym").ne("NEW")).count();
            assertThat(rows.collect().scalarLong()).isZero();
            assertThat(others.collect().scalarLong()).isEqualTo(4);
            append(trades, "NEW", 1, 1);
            assertThat(rows.collect().scalarLong()).isOne();
            assertThat(others.collect().scalarLong()).isEqualTo(4);
        }
    }

    @Test
    void retentionChangesTheAnswer() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            LazyFrame rows = trades.lazy().select(count(), col("price").max());
            assertThat(rows.collect().getLong("count", 0)).isEqualTo(4);
            trades.dropBefore(Instant.parse("2024-08-09T00:00:00Z"));
            assertThat(rows.collect().getLong("count", 0)).isEqualTo(trades.count());
        }
    }

    @Test
    void withoutACacheNothingIsKept() {
        try (var db = Arenite.inMemory(AreniteOptions.defaults().withCacheBytes(0))) {
            LazyFrame sum = TestTables.trades(db).lazy().select(col("size").sum());
            Result first = sum.collect();
            assertThat(sum.collect()).isNotSameAs(first);
            assertThat(sum.collect().scalarLong()).isEqualTo(first.scalarLong());
            assertThat(cache(db)).isEqualTo(new CacheStats(0, 0, 0, 0, 0, 0, 0));
            assertThat(sum.explain()).doesNotContain("cache:");
        }
    }

    @Test
    void explainTellsWhatIsKept() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            LazyFrame sum = trades.lazy().select(col("size").sum());
            assertThat(sum.explain()).doesNotContain("cache:");
            sum.collect();
            assertThat(sum.explain()).endsWith("cache: the answer of this commit\n");
            append(trades, "AAPL", 1, 1);
            sum.collect();
            assertThat(sum.profile())
                    .contains("cache: partitions reused=2, extended=0, scanned=0\n", "partitions reused=2");
            append(trades, "AAPL", 1, 1);
            assertThat(sum.explain()).endsWith("cache: partitions reused=1, extended=1, scanned=0\n");
        }
    }

    @Test
    void limitsHoldForHeldAnswersToo() {
        try (var db = Arenite.inMemory()) {
            LazyFrame sum = TestTables.trades(db).lazy().select(col("size").sum());
            sum.collect();
            QueryContext cancelled = QueryContext.unlimited();
            cancelled.cancel();
            assertThatThrownBy(() -> sum.collect(cancelled)).isInstanceOf(QueryStoppedException.class);
            assertThatThrownBy(() -> sum.collect(QueryContext.unlimited().withResultLimitBytes(1)))
                    .isInstanceOf(QueryStoppedException.class)
                    .hasMessageStartingWith("the result passed the query's memory limit");
        }
    }

    @Test
    void errorsAreNotKept() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            LazyFrame sum = trades.lazy().select(col("size").sum());
            append(trades, "AAPL", 1, Long.MAX_VALUE);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(sum::collect).hasMessageContaining("the sum does not fit its type");
            }
            append(trades, "AAPL", 1, -Long.MAX_VALUE);
            assertThat(sum.collect().scalarLong()).isEqualTo(1 + 2 + 3 + 4);
        }
    }

    @Test
    void theBoundHoldsForEverNewQueries() {
        try (var db = Arenite.inMemory(AreniteOptions.defaults().withCacheBytes(100_000))) {
            Table trades = TestTables.trades(db);
            LazyFrame asked = trades.lazy().select(col("price").max());
            Result kept = asked.collect();
            for (int i = 0; i < 300; i++) {
                assertThat(trades.lazy()
                                .filter(col("size").lt(i))
                                .count()
                                .collect()
                                .scalarLong())
                        .isEqualTo(Math.min(4, Math.max(0, i - 1)));
                assertThat(asked.collect()).isSameAs(kept);
                assertThat(cache(db).bytes()).isLessThanOrEqualTo(100_000);
            }
            assertThat(cache(db).evictions()).isGreaterThan(200);
        }
    }

    @Test
    void aHeldAnswerCostsNoMemory() {
        try (var db = Arenite.inMemory()) {
            LazyFrame sum = TestTables.trades(db).lazy().select(col("size").sum());
            var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            long warm = 0;
            for (int i = 0; i < 20_000; i++) {
                warm += sum.collect().scalarLong();
            }
            assertThat(warm).isEqualTo(200_000);
            // the least of several: the first measurements load classes of their own
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 10; round++) {
                long before = thread.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 10_000; i++) {
                    sum.collect();
                }
                least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).isZero();
        }
    }

    @Test
    void nothingKeepsADroppedTableOrAClosedDatabaseAlive() throws InterruptedException {
        try (var db = Arenite.inMemory()) {
            WeakReference<Object> dropped = askAndDrop(db);
            assertCollected(dropped);
            assertCollected(askAndClose());
            assertThat(db.tables()).isEmpty();
        }
    }

    private static WeakReference<Object> askAndDrop(Arenite db) {
        Table trades = TestTables.trades(db);
        ask(trades);
        var reference = new WeakReference<Object>(trades.lazy().plan().table());
        db.dropTable("trades");
        return reference;
    }

    private static WeakReference<Object> askAndClose() {
        try (var db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            ask(trades);
            return new WeakReference<>(trades.lazy().plan().table());
        }
    }

    private static void ask(Table trades) {
        for (int i = 0; i < 3; i++) {
            trades.lazy().select(col("price").sum()).collect();
            trades.lazy().groupBy("sym").agg(col("price").max()).collect();
            trades.lazy().filter(col("size").gt(1)).sort("price").limit(2).collect();
            append(trades, "AAPL", 1, 1);
        }
    }

    private static void assertCollected(WeakReference<Object> reference) throws InterruptedException {
        for (int i = 0; i < 100 && reference.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(reference.get()).isNull();
    }

    /// Every answer is that of some commit - a commit adds one row of size 1 to each of three symbols - and
    /// no thread sees time go back.
    @Test
    void threadsThatShareAFrameSeeCommitsInOrder() throws InterruptedException {
        try (var db = Arenite.inMemory(AreniteOptions.defaults().withThreads(2))) {
            Table trades = TestTables.trades(db);
            LazyFrame sum =
                    trades.lazy().filter(col("price").eq(7)).select(col("size").sum(), count());
            var done = new AtomicBoolean();
            var failure = new AtomicReference<Throwable>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean anew = i % 2 == 0;
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        long last = 0;
                        while (!done.get()) {
                            Result answer = anew
                                    ? trades.lazy()
                                            .filter(col("price").eq(7))
                                            .select(col("size").sum(), count())
                                            .collect()
                                    : sum.collect();
                            long seen = answer.getLong("count", 0);
                            assertThat(seen % 3).isZero();
                            assertThat(answer.getLong("size", 0)).isEqualTo(seen);
                            assertThat(seen).isGreaterThanOrEqualTo(last);
                            last = seen;
                        }
                    } catch (RuntimeException | AssertionError e) {
                        failure.set(e);
                    }
                }));
            }
            try (Appender rows = trades.appender()) {
                for (int commit = 0; commit < 2_000 && failure.get() == null; commit++) {
                    for (String sym : List.of("AAPL", "MSFT", "NEW")) {
                        rows.at(TestTables.AUGUST_8 + commit)
                                .symbol(sym)
                                .float64(7)
                                .int64(1)
                                .append();
                    }
                    rows.commit();
                }
            } finally {
                done.set(true);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            assertThat(failure.get()).isNull();
            assertThat(sum.collect().getLong("count", 0)).isEqualTo(6_000);
        }
    }

    @Test
    void aSymbolThatFillsAGapIsFound(@TempDir Path directory) {
        Path path = directory.resolve("db");
        try (var db = Arenite.open(path)) {
            Table table = db.createTable(
                    "t", Schema.builder().timestamp("ts").symbol("sym").build(), PartitionBy.DAY);
            try (Appender rows = table.appender()) {
                rows.at(1).symbol("A").append();
                rows.rollback();
                rows.at(1).symbol("B").append();
                rows.commit();
            }
        }
        try (var db = Arenite.open(path)) {
            Table table = db.table("t");
            LazyFrame found = table.lazy().filter(col("sym").eq("C")).select(count());
            assertThat(found.collect().scalarLong()).isZero();
            try (Appender rows = table.appender()) {
                rows.at(2).symbol("C").append();
                rows.commit();
            }
            assertThat(found.collect().scalarLong()).isEqualTo(1);
        }
    }
}
