package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.arrow.ArrowFileWriter;
import io.arenite.partitions.arrow.ColumnBuffers;
import io.arenite.partitions.log.Manifest;
import io.arenite.partitions.log.ManifestEdit;
import io.arenite.partitions.log.SegmentPartition;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A database of 100 GB in 10,000 partitions that takes a few megabytes of disk: one sealed file of zeros
/// as holes, under a name for each of its days. Run as a program it opens one and reads a column of one
/// symbol.
final class LargeDatabase {
    static final int DAYS = 20;
    static final int SYMBOLS = 500;
    static final int ROWS = 360_000;
    static final int SYMBOL = 7;
    static final double PRICE = 1.5;

    private static final long DAY_NS = 86_400_000_000_000L;
    private static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .key("sym")
            .build();

    private LargeDatabase() {}

    /// @return the bytes of all its files, as their lengths say
    static long create(Path directory) throws IOException {
        try (Storage db = Storage.open(directory, MemoryOptions.defaults(), DurableOptions.defaults());
                Appender rows = db.createTable("ticks", SCHEMA, PartitionBy.DAY).appender()) {
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                rows.at(0).symbol("S" + symbol).float64(0).int64(0).append();
            }
            rows.commit();
        }
        Path table = directory.resolve("tables/ticks@1");
        Path template = table.resolve("template");
        MemoryPool pool = MemoryPool.onDemand(MemoryOptions.defaults());
        try {
            MemoryAccount account = pool.account("large");
            try (OpenFile file = new HoleFile(FileLayer.system().create(template))) {
                write(file, pool, account);
            }
            try (Manifest manifest = Manifest.open(FileLayer.system(), table, 64 << 10, pool, account)) {
                for (int day = 1; day <= DAYS; day++) {
                    long startNs = day * DAY_NS;
                    String name = "day" + day + ".arrow";
                    Files.createLink(table.resolve("segments").resolve(name), template);
                    manifest.append(new ManifestEdit.SegmentAdded(
                            startNs,
                            startNs + DAY_NS,
                            name,
                            day + 1,
                            IntStream.range(0, SYMBOLS)
                                    .mapToObj(key -> new SegmentPartition(key, ROWS, startNs, startNs + DAY_NS - 1))
                                    .toList()));
                }
            }
        } finally {
            pool.close();
        }
        long bytes = DAYS * Files.size(template);
        Files.delete(template);
        return bytes;
    }

    private static void write(OpenFile file, MemoryPool pool, MemoryAccount account) {
        Arena arena = pool.allocate("column", 2 * 8L * ROWS, account);
        try (ArrowFileWriter writer = ArrowFileWriter.create(
                file,
                ArrowSchemas.of(SCHEMA, new int[] {0, 1, 2, 3}, Map.of()),
                ArrowCompression.NONE,
                pool,
                account)) {
            arena.commit(0, arena.sizeBytes());
            MemorySegment zeros = arena.segment().asSlice(0, 8L * ROWS);
            MemorySegment prices = arena.segment().asSlice(8L * ROWS, 8L * ROWS);
            for (long row = 0; row < ROWS; row++) {
                prices.setAtIndex(JAVA_DOUBLE, row, PRICE);
            }
            writer.dictionary(
                    0,
                    IntStream.range(0, SYMBOLS).mapToObj(symbol -> "S" + symbol).toList());
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                writer.batch(
                        ROWS,
                        List.of(
                                new ColumnBuffers(0, null, zeros, null),
                                new ColumnBuffers(0, null, zeros.asSlice(0, 4L * ROWS), null),
                                new ColumnBuffers(0, null, symbol == SYMBOL ? prices : zeros, null),
                                new ColumnBuffers(0, null, zeros, null)),
                        Map.of());
            }
            writer.finish(Map.of());
        } finally {
            arena.release();
        }
    }

    /// Zeros are not written: they are holes.
    private record HoleFile(OpenFile file) implements OpenFile {
        private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[1 << 16]);

        @Override
        public void write(long position, MemorySegment bytes) {
            for (long at = 0; at < bytes.byteSize(); at += ZEROS.byteSize()) {
                MemorySegment piece = bytes.asSlice(at, Math.min(ZEROS.byteSize(), bytes.byteSize() - at));
                if (piece.mismatch(ZEROS.asSlice(0, piece.byteSize())) >= 0) {
                    file.write(position + at, piece);
                }
            }
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public long sizeBytes() {
            return file.sizeBytes();
        }

        @Override
        public long read(long position, MemorySegment into) {
            return file.read(position, into);
        }

        @Override
        public void sync() {
            file.sync();
        }

        @Override
        public void truncate(long sizeBytes) {
            file.truncate(sizeBytes);
        }

        @Override
        public Arena map(MemoryPool pool, String name, MemoryAccount account, long zeroBytes) {
            return file.map(pool, name, account, zeroBytes);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    /// Prints: milliseconds to open, kilobytes of resident memory after that, partitions, sum of the
    /// prices, kilobytes of mapped files that were looked at.
    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        try (Storage db = Storage.open(
                Path.of(args[0]),
                MemoryOptions.defaults(),
                DurableOptions.defaults().withSealAfterMillis(0))) {
            long openMillis = (System.nanoTime() - start) / 1_000_000;
            long residentKilobytes = kilobytes(Path.of("/proc/self/status"), "VmHWM:");
            TableStore table = db.table("ticks");
            int price = table.schema().indexOf("price");
            int code = db.symbols().code("S" + SYMBOL);
            double sum = 0;
            int partitions;
            try (TableSnapshot snapshot = table.snapshot()) {
                partitions = snapshot.partitionCount();
                for (int i = 0; i < partitions; i++) {
                    if (snapshot.partition(i).keyCode() == code) {
                        sum += sum(table, snapshot, i, table.schema().column(price));
                    }
                }
                System.out.println(
                        openMillis + " " + residentKilobytes + " " + partitions + " " + sum + " " + mappedKilobytes());
            }
        }
    }

    private static double sum(TableStore table, TableSnapshot snapshot, int partition, Column column) {
        double sum = 0;
        try (PartitionView view = snapshot.open(partition)) {
            view.mainBlock().require(table.layout().slotOfColumn[column.index()]);
            long values = view.mainSlot(column.index()).valuesOffset();
            for (long row = 0; row < view.mainRowCount(); row++) {
                sum += view.mainSegment().get(JAVA_DOUBLE, values + (row << 3));
            }
        }
        return sum;
    }

    private static long mappedKilobytes() throws IOException {
        long sum = 0;
        boolean isSealed = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                isSealed = line.endsWith(".arrow");
            } else if (isSealed && line.startsWith("Rss:")) {
                sum += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return sum;
    }

    private static long kilobytes(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("no such line: file=" + file + ", name=" + name);
    }
}
