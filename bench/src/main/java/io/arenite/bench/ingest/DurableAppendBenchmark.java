package io.arenite.bench.ingest;

import io.arenite.arena.MemoryOptions;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.ColumnView;
import io.arenite.partitions.DurableOptions;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStore;
import io.arenite.partitions.log.SyncMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Rows per second into one table by one thread, as in [AppendBenchmark] but with a commit each 1,000 rows,
/// in memory and with the log in each of its modes; and what the disk itself gives: as many bytes as a commit
/// takes, written and synced, appended to a file.
///
/// Each iteration has a database of its own, in a folder under `-Darenite.bench.folder` (default: the
/// system's for temporary files, which has to be on a disk). It ends with a check of row count and a sum after
/// the database was opened again.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(DurableAppendBenchmark.ROWS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DurableAppendBenchmark {
    private static final int BATCH_ROWS = 1_000;
    private static final int BATCHES = 100;
    static final int ROWS = BATCHES * BATCH_ROWS;
    private static final String IN_MEMORY = "memory";
    private static final long LOG_FILE_BYTES = 64L << 20;
    private static final long LOG_LIMIT_BYTES = 16L << 30;

    /// A table that is appended to.
    @State(Scope.Thread)
    public static class Database {
        @Param({IN_MEMORY, "none", "interval", "commit"})
        public String mode;

        private final Ticks ticks = new Ticks(0);
        private final long[] timesNs = new long[BATCH_ROWS];
        private final double[] prices = new double[BATCH_ROWS];
        private final long[] sizes = new long[BATCH_ROWS];
        private final int[] codes = new int[BATCH_ROWS];
        private final ColumnBatch batch = ColumnBatch.of(Ticks.SCHEMA, BATCH_ROWS)
                .longs("ts", timesNs)
                .symbolCodes("sym", codes)
                .doubles("price", prices)
                .longs("size", sizes);

        private Path folder;
        private Storage db;
        private Appender rows;
        private long appended;
        private long sum;

        @Setup(Level.Iteration)
        public void open() throws IOException {
            folder = newFolder();
            db = mode.equals(IN_MEMORY) ? Storage.inMemory() : openFolder();
            TableStore table = db.createTable("trades", Ticks.SCHEMA, PartitionBy.DAY);
            for (int i = 0; i < Ticks.SYMBOLS; i++) {
                db.symbols().intern("SYM" + i);
            }
            rows = table.appender();
            appended = 0;
            sum = 0;
        }

        private Storage openFolder() {
            SyncMode sync = switch (mode) {
                case "none" -> SyncMode.none();
                case "interval" -> SyncMode.interval();
                case "commit" -> SyncMode.commit();
                default -> throw new IllegalArgumentException("no such mode: mode=" + mode);
            };
            DurableOptions options = DurableOptions.defaults()
                    .withSync(sync)
                    .withLogBytes(LOG_FILE_BYTES, LOG_LIMIT_BYTES)
                    .withSealAfterMillis(0)
                    .withSealOnClose(false);
            return Storage.open(folder.resolve("db"), MemoryOptions.defaults(), options);
        }

        void appendBatch() {
            int from = (int) (appended % (Ticks.ROWS - BATCH_ROWS));
            for (int row = 0; row < BATCH_ROWS; row++) {
                timesNs[row] = (appended + row) * Ticks.STEP_NS;
                sum += ticks.sizes[from + row];
            }
            System.arraycopy(ticks.prices, from, prices, 0, BATCH_ROWS);
            System.arraycopy(ticks.sizes, from, sizes, 0, BATCH_ROWS);
            System.arraycopy(ticks.symbolNumbers, from, codes, 0, BATCH_ROWS);
            rows.append(batch);
            rows.commit();
            appended += BATCH_ROWS;
        }

        @TearDown(Level.Iteration)
        public void checkAndClose() throws IOException {
            rows.close();
            if (!mode.equals(IN_MEMORY)) {
                db.close();
                db = openFolder();
            }
            try (TableSnapshot snapshot = db.table("trades").snapshot();
                    ColumnView column = snapshot.column("size")) {
                long found = 0;
                for (long row = 0; row < column.length(); row++) {
                    found += column.getLong(row);
                }
                if (column.length() != appended || found != sum) {
                    throw new AssertionError("rows lost: rows=" + column.length() + ", appended=" + appended + ", sum="
                            + found + ", appended sum=" + sum);
                }
            }
            db.close();
            delete(folder);
        }
    }

    /// A file that is written and synced.
    @State(Scope.Thread)
    public static class Disk {
        /// What a commit of 1,000 rows takes in the log.
        private static final long COMMIT_BYTES = 26_000;

        private Path folder;
        private Arena arena;
        private MemorySegment bytes;
        private OpenFile file;
        private long position;

        @Setup(Level.Iteration)
        public void open() throws IOException {
            folder = newFolder();
            arena = Arena.ofConfined();
            bytes = arena.allocate(COMMIT_BYTES);
            file = FileLayer.system().create(folder.resolve("file"));
            position = 0;
        }

        void append() {
            file.write(position, bytes);
            file.sync();
            position += COMMIT_BYTES;
        }

        @TearDown(Level.Iteration)
        public void checkAndClose() throws IOException {
            long written = file.sizeBytes();
            file.close();
            arena.close();
            delete(folder);
            if (written != position) {
                throw new AssertionError("bytes lost: bytes=" + written + ", written=" + position);
            }
        }
    }

    @Benchmark
    public long rows(Database database) {
        for (int i = 0; i < BATCHES; i++) {
            database.appendBatch();
        }
        return database.appended;
    }

    /// Rows per second, were a commit of 1,000 of them nothing but its bytes.
    @Benchmark
    public long disk(Disk disk) {
        for (int i = 0; i < BATCHES; i++) {
            disk.append();
        }
        return disk.position;
    }

    private static Path newFolder() throws IOException {
        Path parent = Path.of(System.getProperty("arenite.bench.folder", System.getProperty("java.io.tmpdir")));
        return Files.createTempDirectory(parent, "arenite-bench");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
