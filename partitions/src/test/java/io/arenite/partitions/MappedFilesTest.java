package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.Arena;
import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.log.Manifest;
import io.arenite.partitions.log.ManifestEdit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which of the mapped files and decoded columns go when there are too many.
final class MappedFilesTest {
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final MemoryOptions MEMORY = MemoryOptions.defaults().withReservationBytes(1L << 36);
    private static final Schema TICKS =
            Schema.builder().timestamp("ts").int64("n").build();
    private static final int DAYS = 8;
    private static final int ROWS = 200_000;

    private final Map<Integer, Block> seen = new HashMap<>();

    @TempDir
    private Path directory;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private Storage open(MemoryOptions memory, ArrowCompression compression) {
        DurableOptions options = DurableOptions.defaults()
                .withSealAfterMillis(0)
                .withSealOnClose(false)
                .withLogBytes(1 << 16, 1 << 28)
                .withCompression(compression);
        return Storage.open(directory.resolve("db"), memory, options);
    }

    private static void fill(Storage db, int rowsOfADay) {
        TableStore table = db.createTable("ticks", TICKS, PartitionBy.DAY);
        try (Appender rows = table.appender()) {
            for (int day = 0; day < DAYS; day++) {
                for (int row = 0; row < rowsOfADay; row++) {
                    rows.at(day * DAY_NS + row).int64(row * 31L * row).append();
                }
            }
        }
        table.seal();
    }

    private List<SealedFile> files(MappedFiles mapped, Storage db, List<SealedRun> runs) {
        TableStore table = db.table("ticks");
        Path folder = directory.resolve("db/tables/ticks@1");
        var state =
                Manifest.read(FileLayer.system(), folder, db.pool(), db.pool().account("test"));
        List<SealedFile> files = new ArrayList<>();
        for (ManifestEdit.SegmentAdded segment : state.segments()) {
            SealedFile file = new SealedFile(
                    mapped,
                    folder.resolve(TableFiles.SEGMENTS).resolve(segment.file()),
                    StoredSchema.of(state.schema()),
                    true);
            files.add(file);
            runs.add(new SealedRun(table.layout(), file, 0, segment.partitions().getFirst()));
        }
        return files;
    }

    /// As a view does it.
    private static void pin(SealedRun run) {
        run.publishedValidity();
        run.block(null).arena.tryAcquire().close();
    }

    @Test
    void filesThatAreUsedAgainStayMapped() {
        try (Storage db = open(MEMORY, ArrowCompression.NONE)) {
            fill(db, 1);
            List<SealedRun> runs = new ArrayList<>();
            try (MappedFiles mapped = new MappedFiles(FileLayer.system(), db.pool(), 3)) {
                List<SealedFile> files = files(mapped, db, runs);
                pin(runs.getFirst());
                for (SealedRun run : runs.subList(1, DAYS)) {
                    assertThat(files.getFirst().mappedBytes()).isPositive();
                    pin(runs.getFirst());
                    pin(run);
                }
                assertThat(files.stream().map(file -> file.mappedBytes() > 0))
                        .containsExactly(true, false, false, false, false, false, true, true);
                pin(runs.get(3));
                pin(runs.get(4));
                pin(runs.get(5));
                assertThat(files.getFirst().mappedBytes())
                        .as("it was not used any more")
                        .isZero();
                runs.forEach(SealedRun::release);
            }
        }
    }

    @Test
    void columnsThatAreUsedAgainStayDecoded() {
        try (Storage db = open(MEMORY, ArrowCompression.LZ4)) {
            fill(db, ROWS);
        }
        // room for the columns of some days: 16 bytes and two bits a row
        try (Storage db = open(MEMORY.withLimitBytes(5L * ROWS * 16), ArrowCompression.LZ4)) {
            TableStore table = db.table("ticks");
            assertThat(isDecodedAnew(table, 0)).as("the first time").isTrue();
            for (int day = 1; day < DAYS; day++) {
                assertThat(isDecodedAnew(table, 0)).as("day=" + day).isFalse();
                assertThat(isDecodedAnew(table, day)).isTrue();
            }
            assertThat(isDecodedAnew(table, 1)).as("not used for long").isTrue();
        }
    }

    /// Others use what has to make room, again and again.
    @Test
    void whatIsUsedAllTheTimeGoesAfterAll() throws Exception {
        var use = new UseBit();
        var done = new AtomicBoolean();
        Thread user = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                use.set();
            }
        });
        try (MemoryPool pool = MemoryPool.create(MEMORY.withLimitBytes(BlockLayout.PAGE_BYTES));
                MappedFiles mapped = new MappedFiles(FileLayer.system(), pool)) {
            for (int round = 0; round < 100_000; round++) {
                Arena arena = mapped.reserve("columns", BlockLayout.PAGE_BYTES);
                mapped.hold(arena, use);
                mapped.commit(arena, 0, BlockLayout.PAGE_BYTES);
            }
        } finally {
            done.set(true);
            user.join();
        }
    }

    /// Whether a day's columns are brought into memory anew.
    private boolean isDecodedAnew(TableStore table, int day) {
        try (TableSnapshot snapshot = table.snapshot();
                PartitionView view = snapshot.open(day)) {
            view.mainSlot(0);
            view.mainSlot(1);
            Block now = view.mainBlock();
            return seen.put(day, now) != now;
        }
    }
}
