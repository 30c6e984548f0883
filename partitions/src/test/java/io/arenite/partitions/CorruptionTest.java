package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.SimulatedFiles;
import io.arenite.partitions.log.SyncMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bits that flip in files: found, and told with file and offset. A sealed file takes only itself out.
class CorruptionTest {
    private static final Path DIRECTORY = Path.of("/data/db");
    private static final Path TABLE = DIRECTORY.resolve("tables/trades@1");
    private static final int BATCHES = 250;

    private final long seed = Long.getLong("arenite.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final DurableOptions options = DurableOptions.defaults()
            .withSync(SyncMode.commit())
            .withSealAfterMillis(0)
            .withSealOnClose(false)
            .withLogBytes(4_000, 1 << 20);

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void aFlippedBitOfTheLogIsTold() {
        int told = 0;
        for (int round = 0; round < 60; round++) {
            SimulatedFiles files = filled(false);
            List<String> names = files.list(TABLE.resolve("log"));
            Path log = TABLE.resolve("log").resolve(names.get(random.nextInt(names.size())));
            told += flip(files, log) ? 1 : 0;
        }
        assertThat(told).as("seed=%d", seed).isGreaterThan(30);
    }

    @Test
    void aFlippedBitOfManifestOrSymbolsIsTold() {
        for (int round = 0; round < 20; round++) {
            SimulatedFiles files = filled(true);
            flip(files, round % 2 == 0 ? TABLE.resolve("manifest") : DIRECTORY.resolve("symbols"));
        }
    }

    /// @return whether it was told; else it was in the last record, which then is like one that a crash cut
    ///     off, or in room that no record has taken
    private boolean flip(SimulatedFiles files, Path file) {
        long position = random.nextInt(files.content(file).length);
        String text = "seed=%d, file=%s, position=%d".formatted(seed, file, position);
        files.flip(file, position, 1 << random.nextInt(8));
        try (Storage db = open(files, options)) {
            assertThat(NumberedBatches.check(db.table("trades"))).as(text).isBetween(BATCHES - 1L, (long) BATCHES);
            return false;
        } catch (CorruptFileException e) {
            assertThat(e.file()).as(text).isEqualTo(file);
            assertThat(e.offset()).as(text).isBetween(0L, position);
            assertThat(e.getMessage()).contains("file=" + file + ", offset=" + e.offset());
        }
        try (Storage db = open(files, options.withDamagedLogAccepted(true))) {
            assertThat(NumberedBatches.check(db.table("trades"))).as(text).isLessThan(BATCHES);
        } catch (CorruptFileException e) {
            assertThat(file.getParent().getFileName()).as(text).isNotEqualTo(Path.of("log"));
        }
        return true;
    }

    @Test
    void aDamagedSealedFileTakesOnlyItselfOut() {
        for (int round = 0; round < 40; round++) {
            SimulatedFiles files = filled(true);
            List<String> names = files.list(TABLE.resolve("segments"));
            assertThat(names).hasSizeGreaterThan(2);
            String name = names.get(random.nextInt(names.size()));
            Path file = TABLE.resolve("segments").resolve(name);
            long position = random.nextInt(files.content(file).length);
            files.flip(file, position, 1 << random.nextInt(8));
            String text = "seed=%d, file=%s, position=%d".formatted(seed, file, position);
            try (Storage db = open(files, options)) {
                TableStore table = db.table("trades");
                assertThat(readable(table, file, text)).as(text).isPositive();
                assertThat(db.verify())
                        .as(text)
                        .isNotEmpty()
                        .allMatch(damage -> damage.toString().contains(file.toString()));
                NumberedBatches.appendAndCommit(table, BATCHES);
            }
        }
    }

    /// How many partitions can be read; the others say which file is damaged.
    private static int readable(TableStore table, Path damaged, String text) {
        int readable = 0;
        List<String> failed = new ArrayList<>();
        try (TableSnapshot snapshot = table.snapshot()) {
            for (int index = 0; index < snapshot.partitionCount(); index++) {
                try (PartitionView view = snapshot.open(index)) {
                    assertThat(ViewRows.of(table, view)).isNotEmpty();
                    readable++;
                } catch (CorruptFileException e) {
                    assertThat(e.file()).as(text).isEqualTo(damaged);
                    failed.add(BucketLabel.of(
                            table.partitionBy(), snapshot.partition(index).bucketStartNs()));
                }
            }
        }
        assertThat(failed)
                .as(text)
                .allMatch(label -> damaged.getFileName().toString().startsWith(label));
        return readable;
    }

    /// A database of several days.
    private SimulatedFiles filled(boolean sealed) {
        SimulatedFiles files = SimulatedFiles.create();
        files.createDirectories(DIRECTORY.getParent());
        try (Storage db = open(files, options)) {
            TableStore table = db.createTable("trades", NumberedBatches.SCHEMA, PartitionBy.DAY);
            for (long batch = 0; batch < BATCHES; batch++) {
                NumberedBatches.appendAndCommit(table, batch);
            }
            if (sealed) {
                table.seal();
            }
        }
        return files;
    }

    private static Storage open(SimulatedFiles files, DurableOptions options) {
        return Storage.open(
                DIRECTORY, MemoryOptions.defaults().withReservationBytes(1L << 36), options.withFiles(files));
    }
}
