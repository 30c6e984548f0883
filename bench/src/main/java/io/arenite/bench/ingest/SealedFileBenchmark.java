package io.arenite.bench.ingest;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowFile;
import io.arenite.partitions.arrow.ArrowFileCheck;
import io.arenite.partitions.arrow.ArrowFileWriter;
import io.arenite.partitions.arrow.ArrowSchema;
import io.arenite.partitions.arrow.ArrowSource;
import io.arenite.partitions.arrow.ArrowType;
import io.arenite.partitions.arrow.ArrowUnit;
import io.arenite.partitions.arrow.ColumnBuffers;
import io.arenite.partitions.arrow.HeapMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Milliseconds for 280 MB of four columns (ts, sym, float64, int64) into an Arrow file in the page cache, as many
/// batches as there are symbols, beside the same bytes by plain writes; and for opening a file of 10 GB.
///
/// Files are under `-Darenite.bench.folder`, the system's for temporary files by default. Each iteration ends with a
/// check of every byte that was written.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SealedFileBenchmark {
    private static final int ROWS = 10_000_000;
    private static final int ROW_BYTES = 28;
    private static final long CHUNK_BYTES = 1 << 20;
    private static final long HOLE_BYTES = 10L << 30;
    private static final ArrowSchema SCHEMA = new ArrowSchema(
            List.of(
                    ArrowField.of("ts", new ArrowType.Timestamp(ArrowUnit.NANOS, null)),
                    ArrowField.symbols("sym", 0),
                    ArrowField.of("price", new ArrowType.FloatingPoint(64)),
                    ArrowField.of("size", new ArrowType.Int(64, true))),
            Map.of());

    @Param({"1", "500", "10000"})
    public int symbols;

    private MemoryPool pool;
    private Arena data;
    private Path folder;
    private Path sealed;
    private Path large;

    @Setup(Level.Trial)
    public void makeData() throws IOException {
        pool = MemoryPool.create(MemoryOptions.defaults());
        long bytes = (long) ROWS * ROW_BYTES;
        data = pool.allocate("columns", bytes, pool.account("bench"));
        data.commit(0, data.sizeBytes());
        for (long at = 0; at < bytes; at += Long.BYTES) {
            data.segment().set(ValueLayout.JAVA_LONG, at, at * 37 % 1000);
        }
        String configured = System.getProperty("arenite.bench.folder");
        folder = configured == null
                ? Files.createTempDirectory("arenite")
                : Files.createTempDirectory(Path.of(configured), "arenite");
        sealed = folder.resolve("sealed.arrow");
        large = folder.resolve("large.arrow");
        write();
        try (OpenFile small = FileLayer.system().openForReading(sealed);
                OpenFile sparse = FileLayer.system().create(large)) {
            MemorySegment end = new HeapMemory(CHUNK_BYTES).allocate(CHUNK_BYTES, Long.BYTES);
            small.read(0, end);
            sparse.write(0, end);
            small.read(small.sizeBytes() - CHUNK_BYTES, end);
            sparse.write(HOLE_BYTES, end);
        }
    }

    @TearDown(Level.Iteration)
    public void check() {
        try (OpenFile file = FileLayer.system().openForReading(sealed)) {
            ArrowFileCheck.verify(ArrowSource.reading(file, new HeapMemory(Long.MAX_VALUE)));
        }
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        data.release();
        pool.close();
        for (String name : List.of("sealed.arrow", "plain", "large.arrow")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    @Benchmark
    public long write() throws IOException {
        Files.deleteIfExists(sealed);
        int rows = ROWS / symbols;
        try (OpenFile file = FileLayer.system().create(sealed);
                ArrowFileWriter writer =
                        ArrowFileWriter.create(file, SCHEMA, ArrowCompression.NONE, pool, pool.account("bench"))) {
            writer.dictionary(0, List.of("A", "B"));
            for (int symbol = 0; symbol < symbols; symbol++) {
                MemorySegment part =
                        data.segment().asSlice((long) symbol * rows * ROW_BYTES / 8 * 8, (long) rows * ROW_BYTES);
                long wide = (long) rows * Long.BYTES;
                writer.batch(
                        rows,
                        List.of(
                                ColumnBuffers.of(part.asSlice(0, wide)),
                                ColumnBuffers.of(part.asSlice(3 * wide, wide / 2)),
                                ColumnBuffers.of(part.asSlice(wide, wide)),
                                ColumnBuffers.of(part.asSlice(2 * wide, wide))),
                        Map.of());
            }
            return writer.finish(Map.of());
        }
    }

    @Benchmark
    public long plainWrites() throws IOException {
        Path plain = folder.resolve("plain");
        Files.deleteIfExists(plain);
        long bytes = (long) ROWS * ROW_BYTES;
        try (OpenFile file = FileLayer.system().create(plain)) {
            for (long at = 0; at < bytes; at += CHUNK_BYTES) {
                file.write(at, data.segment().asSlice(at, Math.min(CHUNK_BYTES, bytes - at)));
            }
        }
        return bytes;
    }

    @Benchmark
    public int openTenGigabytes() {
        try (OpenFile file = FileLayer.system().openForReading(large)) {
            return ArrowFile.open(file).batchCount();
        }
    }
}
