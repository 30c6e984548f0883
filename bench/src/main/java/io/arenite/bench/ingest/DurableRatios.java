package io.arenite.bench.ingest;

import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.bench.Ratio;
import io.arenite.bench.Rounds;
import io.arenite.bench.peer.TemporaryFolder;
import io.arenite.partitions.log.SyncMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/// What it costs to keep rows: appending with the log in each of its modes beside the same bytes written by
/// hand, sealing beside plain writes, and queries over a sealed bucket beside the same over rows in memory.
///
/// Files are under `-Darenite.bench.folder`, the system's folder for temporary files by default, which has to
/// be on a disk; a bucket is sealed on a file system in memory too, where there is one. Each round ends with
/// a check of all rows after the database was opened again.
public final class DurableRatios {
    public static final String MEANING = "*ratio* is the other's time over ours: above 1 we are faster, or within the"
            + " limit. Time by the clock, each round in a database of its own; queries by CPU time. An append is of rows"
            + " of 4 columns and 500 symbols, with a commit; a seal is of one day of 500 symbols.";

    private static final int ROUNDS = 9;
    private static final int WARM_UPS = 2;
    private static final int BATCH_ROWS = 1_000;
    private static final int FEW_ROWS = 10;
    private static final int BATCHES = 2_000;
    private static final int SEALED_BATCHES = 10_000;
    /// Of a row in the log.
    private static final int LOG_ROW_BYTES = 26;

    private static final int ROW_BYTES = 28;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final double INTERVAL_LIMIT_US = 250;
    private static final double SEAL_LIMIT_BYTES_PER_US = 1_000;
    private static final Path IN_MEMORY = Path.of("/dev/shm");

    private final Ticks ticks = new Ticks(0);
    private final Consumer<Ratio> out;

    private DurableRatios(Consumer<Ratio> out) {
        this.out = out;
    }

    /// Measures, handing each figure on as it is known.
    public static void run(Consumer<Ratio> out) throws IOException {
        Path onDisk = Path.of(System.getProperty("arenite.bench.folder", System.getProperty("java.io.tmpdir")));
        var ratios = new DurableRatios(out);
        ratios.append(onDisk);
        if (Files.isWritable(IN_MEMORY)) {
            ratios.seal(IN_MEMORY, "in memory");
        }
        ratios.seal(onDisk, "on a disk");
        SealedQueries.run(onDisk, out);
    }

    /// What is done in each round, in a folder of its own; gives microseconds.
    private interface Work {
        double us(Path folder) throws IOException;
    }

    private void append(Path parent) throws IOException {
        double[][] us = rounds(
                parent,
                folder -> appendUs(TickDatabase.inMemory(ticks, BATCH_ROWS)),
                appending(SyncMode.none(), BATCH_ROWS),
                appending(SyncMode.interval(), BATCH_ROWS),
                appending(SyncMode.commit(), BATCH_ROWS),
                writing(BATCH_ROWS, false),
                writing(BATCH_ROWS, true),
                appending(SyncMode.commit(), FEW_ROWS),
                writing(FEW_ROWS, false),
                writing(FEW_ROWS, true));
        String inMemory = "the same in memory, %.0f us".formatted(Rounds.median(us[0]));
        out.accept(Ratio.of("append, log none", BATCH_ROWS, us[1], us[0], 1, inMemory));
        out.accept(Ratio.of("append, log interval", BATCH_ROWS, us[2], us[0], 1, inMemory));
        double[] limit = new double[us[2].length];
        Arrays.fill(limit, INTERVAL_LIMIT_US);
        out.accept(Ratio.of("append, log interval", BATCH_ROWS, us[2], limit, 1, "a limit of 4 million rows a second"));
        commits(BATCH_ROWS, us[3], us[4], us[5]);
        commits(FEW_ROWS, us[6], us[7], us[8]);
    }

    private void commits(int rows, double[] ours, double[] grown, double[] over) {
        String name = "append, log commit";
        String atEnd = "the bytes, written at a file's end and synced, %.0f us".formatted(Rounds.median(grown));
        String overOthers = "the bytes, written over others and synced, %.0f us".formatted(Rounds.median(over));
        out.accept(Ratio.of(name, rows, ours, grown, 1, atEnd));
        out.accept(Ratio.of(name, rows, ours, over, 1, overOthers));
    }

    private Work appending(SyncMode sync, int rows) {
        return folder -> appendUs(TickDatabase.inDirectory(folder.resolve("db"), sync, ticks, rows));
    }

    /// What the disk takes for as many bytes as the log has for these rows.
    private static Work writing(int rows, boolean over) {
        return folder -> writeUs(folder.resolve("file"), rows * LOG_ROW_BYTES, BATCHES, true, over) / BATCHES;
    }

    private static double appendUs(TickDatabase db) {
        long start = System.nanoTime();
        for (int i = 0; i < BATCHES; i++) {
            db.appendBatch();
        }
        double us = (System.nanoTime() - start) / 1e3 / BATCHES;
        db.checkAndClose();
        return us;
    }

    private void seal(Path parent, String where) throws IOException {
        long rows = (long) SEALED_BATCHES * BATCH_ROWS;
        double[][] us = rounds(
                parent,
                folder -> sealUs(folder.resolve("db")),
                folder -> writeUs(
                        folder.resolve("file"), CHUNK_BYTES, (int) (rows * ROW_BYTES / CHUNK_BYTES), false, false));
        double[] limit = new double[us[0].length];
        Arrays.fill(limit, rows * ROW_BYTES / SEAL_LIMIT_BYTES_PER_US);
        String name = "seal 280 MB " + where;
        out.accept(Ratio.of(name, rows, us[0], limit, 1, "a limit of 1 GB/s"));
        out.accept(Ratio.of(
                name,
                rows,
                us[0],
                us[1],
                1,
                "as many bytes written and synced, %.0f ms".formatted(Rounds.median(us[1]) / 1e3)));
    }

    private double sealUs(Path directory) {
        TickDatabase db = TickDatabase.inDirectory(directory, SyncMode.none(), ticks, BATCH_ROWS);
        for (int i = 0; i < SEALED_BATCHES; i++) {
            db.appendBatch();
        }
        long start = System.nanoTime();
        db.seal();
        double us = (System.nanoTime() - start) / 1e3;
        db.checkAndClose();
        return us;
    }

    /// Writes `count` pieces of `bytes` one after another.
    ///
    /// @param syncsEach whether each piece is synced, or the file at the end
    /// @param over whether the file has its length before
    private static double writeUs(Path path, int bytes, int count, boolean syncsEach, boolean over) {
        try (Arena arena = Arena.ofConfined();
                OpenFile file = FileLayer.system().create(path)) {
            MemorySegment piece = arena.allocate(bytes).fill((byte) 1);
            if (over) {
                for (int i = 0; i < count; i++) {
                    file.write((long) i * bytes, piece);
                }
                file.sync();
            }
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                file.write((long) i * bytes, piece);
                if (syncsEach) {
                    file.sync();
                }
            }
            if (!syncsEach) {
                file.sync();
            }
            double us = (System.nanoTime() - start) / 1e3;
            if (file.sizeBytes() != (long) count * bytes) {
                throw new AssertionError("bytes lost: bytes=" + file.sizeBytes());
            }
            return us;
        }
    }

    /// A row for each work, which take turns.
    private static double[][] rounds(Path parent, Work... works) throws IOException {
        double[][] us = new double[works.length][ROUNDS];
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            for (int i = 0; i < works.length; i++) {
                try (var folder = TemporaryFolder.create(parent, "arenite-bench", 0)) {
                    double took = works[i].us(folder.path());
                    if (round >= 0) {
                        us[i][round] = took;
                    }
                }
            }
        }
        return us;
    }
}
