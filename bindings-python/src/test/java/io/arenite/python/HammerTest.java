package io.arenite.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Four Python threads read, keep and check arrays while two Java threads append, drop tables and partitions and
/// collect garbage: `-Darenite.hammer.seconds=N` sets for how long.
@Tag("slow")
final class HammerTest {
    private static final int SECONDS = Integer.getInteger("arenite.hammer.seconds", 60);
    private static final int WARM_UP_SECONDS = Math.max(2, SECONDS / 5);
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final long RSS_GROWTH_BYTES = 192L << 20;

    private static final Schema SCHEMA =
            Schema.builder().timestamp("ts").symbol("sym").int64("x").key("sym").build();

    /// A database that closes with arrays out says so where leaks are traced; here that is what is tested.
    private static final Logger POOLS = Logger.getLogger("io.arenite.arena.MemoryPool");

    static {
        POOLS.setLevel(Level.OFF);
    }

    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void arraysOutliveWhateverHappensToTheirTables() throws Exception {
        try (Arenite database = Arenite.inMemory();
                PythonSession python = TestPython.start()) {
            python.share("hammer", database);
            database.createTable("steady", SCHEMA, PartitionBy.HOUR);
            database.createTable("dropped", SCHEMA, PartitionBy.HOUR);
            try {
                python.run(Path.of(HammerTest.class.getResource("hammer.py").toURI()));
                hammer(database, python, WARM_UP_SECONDS);
                long before = rssBytes();
                hammer(database, python, SECONDS);
                assertThat(rssBytes() - before).isLessThan(RSS_GROWTH_BYTES);
                assertThat(python.call("pins")).isEqualTo(List.of());
            } finally {
                SharedDatabases.unshare("hammer");
            }
        }
        assertThat(failure.get()).isNull();
    }

    private void hammer(Arenite database, PythonSession python, int seconds) throws InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> threads = List.of(
                new Thread(() -> guarded(() -> appendAndRetain(database.table("steady"), end)), "append"),
                new Thread(() -> guarded(() -> dropAndCreate(database, end)), "drop"));
        python.call("start", seconds);
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        List<Object> reads = new ArrayList<>((List<?>) python.call("join"));
        assertThat(reads)
                .hasSize(4)
                .allSatisfy(count -> assertThat((Long) count).isPositive());
        System.gc();
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    /// Hours of ticks pass by; two of them are kept.
    private static void appendAndRetain(Table table, long end) {
        long ts = table.count() == 0 ? 0 : HOUR_NS * (System.nanoTime() >>> 32);
        while (System.nanoTime() < end) {
            append(table, ts, 4_000, HOUR_NS / 20_000);
            ts += HOUR_NS / 5;
            table.dropBefore(Instant.ofEpochSecond(0, Math.max(0, ts - 2 * HOUR_NS)));
        }
    }

    private static void dropAndCreate(Arenite database, long end) {
        long round = 0;
        while (System.nanoTime() < end) {
            Table table = database.table("dropped");
            for (int i = 0; i < 5; i++) {
                append(table, (round * 5 + i) * HOUR_NS, 2_000, HOUR_NS / 4_000);
            }
            database.dropTable("dropped");
            database.createTable("dropped", SCHEMA, PartitionBy.HOUR);
            if (round++ % 100 == 0) {
                System.gc();
            }
        }
    }

    private static void append(Table table, long ts, int rows, long stepNs) {
        try (Appender appender = table.appender()) {
            for (int row = 0; row < rows; row++) {
                long at = ts + row * stepNs;
                appender.at(at)
                        .symbol(Character.toString('A' + row % 4))
                        .int64(at * 3 + 1)
                        .append();
            }
            appender.commit();
        }
    }

    private static long rssBytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
        return Long.parseLong(pages[1]) * 4096;
    }
}
