package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.MemoryStats;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnView;
import io.arenite.partitions.DurableOptions;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.log.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A database on disk that is written, sealed, queried and retained for as long as one likes must neither grow
/// nor keep files: rows in order and late ones, views that are held while their buckets go, hot and sealed
/// buckets in one query, each answer checked against counters. `bin/test --soak` runs it for an hour, the
/// suite for less than a minute.
@Tag("slow")
@Tag("soak")
@ExtendWith(NoLeaks.class)
class DurableSoakTest {
    private static final long SECONDS = Long.getLong("arenite.soak.seconds", 60);

    /// Of the time; until then the JVM compiles and pools fill up.
    private static final double WARM = 0.5;

    private static final int SAMPLES = 20;
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int HOURS_KEPT = 6;
    private static final int SYMBOLS = 20;
    private static final int BATCH_ROWS = 500;
    private static final int VIEWS_OUT = 5;
    private static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .int64("size")
            .utf8("note")
            .key("sym")
            .build();

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("arenite.seed", System.nanoTime());
    private final Random random = new Random(seed);
    /// By bucket: rows, and the sum of sizes.
    private final TreeMap<Long, long[]> model = new TreeMap<>();

    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private long clockNs;
    private long commits;

    /// What the process and the database hold at one moment.
    private record Sample(long rssBytes, long openFiles, long mappings, long files, long committedBytes) {}

    @Test
    void neitherMemoryNorFilesGrow() throws Exception {
        DurableOptions durable = DurableOptions.defaults()
                .withSync(SyncMode.interval(5))
                .withLogBytes(1 << 20, 8 << 20)
                .withSealAfterMillis(200);
        AreniteOptions options = AreniteOptions.defaults()
                .withThreads(2)
                .withCacheBytes(4L << 20)
                .withDurable(durable);
        List<Sample> samples = new ArrayList<>();
        try (Arenite db = Arenite.open(folder.resolve("db"), options)) {
            Table table = db.createTable("trades", SCHEMA, PartitionBy.HOUR);
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(SECONDS);
            long firstSample = start + (long) (WARM * (end - start));
            try (Appender rows = table.appender()) {
                for (long now = start; now < end; now = System.nanoTime()) {
                    step(db, table, rows);
                    if (now >= firstSample + samples.size() * (end - firstSample) / SAMPLES) {
                        samples.add(sample(db));
                    }
                }
            }
            while (!held.isEmpty()) {
                held.remove().close();
            }
            check(table);
            assertThat(db.verify()).isEmpty();
        }
        try (Arenite db = Arenite.open(folder.resolve("db"), options)) {
            check(db.table("trades"));
            assertThat(db.stats().memory().leases()).isZero();
        }
        System.out.printf(
                "durable soak: seed=%d, seconds=%d, commits=%d, first=%s, last=%s%n",
                seed, SECONDS, commits, samples.getFirst(), samples.getLast());
        assertFlat("resident memory", samples.stream().map(Sample::rssBytes).toList(), 64L << 20);
        assertFlat(
                "charged memory", samples.stream().map(Sample::committedBytes).toList(), 16L << 20);
        assertFlat("open files", samples.stream().map(Sample::openFiles).toList(), 16);
        assertFlat("mappings", samples.stream().map(Sample::mappings).toList(), 100);
        assertFlat("files of the database", samples.stream().map(Sample::files).toList(), 16);
    }

    private void step(Arenite db, Table table, Appender rows) throws Exception {
        append(rows);
        switch (random.nextInt(40)) {
            case 0 -> table.seal();
            case 1, 2 -> retain(table);
            case 3 -> assertThat(db.tables()).containsExactly("trades");
            case 4, 5, 6 -> check(table);
            case 7, 8 -> hold(table);
            default -> {}
        }
    }

    private void append(Appender rows) {
        for (int i = 0; i < BATCH_ROWS; i++) {
            clockNs += 100_000_000L;
            long behindNs = random.nextInt(30) == 0 ? random.nextLong(3 * HOUR_NS) : 0;
            long tsNs = Math.max(oldestNs(), clockNs - behindNs);
            long size = random.nextInt(1000);
            rows.at(tsNs)
                    .symbol("S" + random.nextInt(SYMBOLS))
                    .int64(size)
                    .utf8("note " + size % 7)
                    .append();
            long[] sums = model.computeIfAbsent(PartitionBy.HOUR.bucketStartNs(tsNs), bucket -> new long[2]);
            sums[0]++;
            sums[1] += size;
        }
        rows.commit();
        commits++;
    }

    private long oldestNs() {
        return Math.max(0, PartitionBy.HOUR.bucketStartNs(clockNs) - HOURS_KEPT * HOUR_NS);
    }

    private void retain(Table table) {
        table.dropBefore(Instant.ofEpochSecond(0, oldestNs()));
        model.headMap(oldestNs()).clear();
    }

    private void check(Table table) {
        long[] expected = new long[2];
        model.values().forEach(sums -> {
            expected[0] += sums[0];
            expected[1] += sums[1];
        });
        try (Result result = table.lazy()
                .select(count().alias("rows"), col("size").sum().alias("sum"))
                .collect()) {
            assertThat(result.getLong("rows", 0)).as("seed " + seed).isEqualTo(expected[0]);
            assertThat(result.getLong("sum", 0)).as("seed " + seed).isEqualTo(expected[1]);
        }
    }

    /// A view outlives what it shows.
    private void hold(Table table) throws Exception {
        TableSnapshot snapshot = table.snapshot();
        ColumnView view = snapshot.column("size");
        held.add(() -> {
            try (snapshot;
                    view) {
                assertThat(view.length()).isEqualTo(snapshot.rowCount());
            }
        });
        if (held.size() > VIEWS_OUT) {
            held.remove().close();
        }
    }

    private Sample sample(Arenite db) throws IOException {
        System.gc();
        MemoryStats memory = db.stats().memory();
        String[] statm = Files.readString(Path.of("/proc/self/statm")).split(" ");
        return new Sample(
                Long.parseLong(statm[1]) * 4096,
                entries(Path.of("/proc/self/fd")),
                lines(Path.of("/proc/self/maps")),
                allFiles(),
                memory.committedBytes());
    }

    private static long entries(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.count();
        }
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private long allFiles() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.count();
        }
    }

    /// The second half of the samples is no higher than the first, but for what comes and goes.
    private static void assertFlat(String what, List<Long> values, long slack) {
        int half = values.size() / 2;
        long before = median(values.subList(0, half));
        long after = median(values.subList(half, values.size()));
        assertThat(after - before).as("%s grew: samples=%s", what, values).isLessThan(slack);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
