package io.arenite.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How an application embeds a strategy: a Java feed appends, a Python strategy reads views of the live
/// table and calls back into Java, old hours are dropped. `-Darenite.embedded.seconds=N` sets for how
/// long.
@Tag("slow")
final class EmbeddedStrategyTest {
    private static final int SECONDS = Integer.getInteger("arenite.embedded.seconds", 60);
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final long TICK_NS = 50_000_000;
    private static final long COMMIT_EVERY_NS = 1_000_000;
    private static final int TICKS_OF_COMMIT = 100;
    private static final String[] KEYS = {"EURUSD", "GBPUSD", "USDJPY", "AUDUSD"};
    private static final long HEAP_GROWTH_BYTES = 8L << 20;
    private static final long RSS_GROWTH_BYTES = 128L << 20;

    private static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .key("sym")
            .build();

    private final AtomicReference<Throwable> feedFailure = new AtomicReference<>();
    private final AtomicLong signals = new AtomicLong();
    /// Goes on from one round to the next.
    private long ts = HOUR_NS;

    @Test
    void aStrategyRunsBesideItsFeed() throws Exception {
        try (Arenite database = Arenite.inMemory();
                PythonSession python = TestPython.start()) {
            Table quotes = database.createTable("quotes", SCHEMA, PartitionBy.HOUR);
            python.share("market", database);
            try {
                Consumer<String> listener = signal -> signals.incrementAndGet();
                python.set("listener", listener);
                python.run(Path.of(
                        EmbeddedStrategyTest.class.getResource("strategy.py").toURI()));
                trade(quotes, python, Math.max(2, SECONDS / 4));
                long heapBefore = heapBytes();
                long rssBefore = rssBytes();
                long seen = trade(quotes, python, SECONDS);
                assertThat(seen).isPositive();
                assertThat(signals).hasPositiveValue();
                assertThat((Double) python.call("vwap", KEYS[0])).isBetween(50.0, 150.0);
                assertThat(python.call("pins")).isEqualTo(0L);
                assertThat(heapBytes() - heapBefore).isLessThan(HEAP_GROWTH_BYTES);
                assertThat(rssBytes() - rssBefore).isLessThan(RSS_GROWTH_BYTES);
            } finally {
                SharedDatabases.unshare("market");
            }
        }
        assertThat(feedFailure.get()).isNull();
    }

    /// @return rows that the strategy saw, in all its calls
    private long trade(Table quotes, PythonSession python, int seconds) throws InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        Thread feed = Thread.ofPlatform().name("feed").start(() -> {
            try {
                feed(quotes, end);
            } catch (Throwable e) {
                feedFailure.set(e);
            }
        });
        long seen = 0;
        for (int turn = 0; System.nanoTime() < end; turn++) {
            seen += (Long) python.call("on_tick", KEYS[turn % KEYS.length]);
        }
        feed.join();
        return seen;
    }

    /// An hour of ticks a second; two hours are kept.
    private void feed(Table quotes, long end) {
        var random = new Random(20240808);
        double[] prices = {100, 100, 100, 100};
        try (Appender rows = quotes.appender()) {
            while (System.nanoTime() < end) {
                for (int tick = 0; tick < TICKS_OF_COMMIT; tick++) {
                    ts += TICK_NS;
                    int key = random.nextInt(KEYS.length);
                    prices[key] += 0.01 * random.nextGaussian() + (100 - prices[key]) * 0.001;
                    rows.at(ts)
                            .symbol(KEYS[key])
                            .float64(prices[key])
                            .int64(1 + random.nextInt(100))
                            .append();
                }
                rows.commit();
                quotes.dropBefore(Instant.ofEpochSecond(0, ts - 2 * HOUR_NS));
                LockSupport.parkNanos(COMMIT_EVERY_NS);
            }
        }
    }

    /// After a collection.
    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long rssBytes() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
    }
}
