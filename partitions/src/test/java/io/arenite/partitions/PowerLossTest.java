package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.file.SimulatedFiles;
import io.arenite.partitions.log.SyncMode;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The power goes in some operation of a random history of commits, seals and openings; the disk keeps any
/// part of what was not synced. Always the first commits are there, as a whole, and the database goes on; in
/// mode `commit` all that were acknowledged, in the others at least what was sealed.
@Tag("soak")
class PowerLossTest {
    private static final Path DIRECTORY = Path.of("/data/db");
    private static final long SECONDS = Long.getLong("arenite.soak.seconds", 10);

    /// How a database promises to keep commits.
    enum Mode {
        NONE(SyncMode.none()),
        INTERVAL(SyncMode.interval(1)),
        COMMIT(SyncMode.commit());

        final SyncMode sync;

        Mode(SyncMode sync) {
            this.sync = sync;
        }
    }

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void keepsWhatTheModePromises(Mode mode) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long seeds = Long.getLong("arenite.seed", new Random().nextLong());
        long histories = 0;
        while (System.nanoTime() < end) {
            long seed = seeds + histories++;
            try {
                new History(mode, seed).run();
                LeakCheck.assertNoLeaks();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("power loss: mode=" + mode + ", seed=" + seed, e);
            }
        }
        System.out.println("power loss: mode=" + mode + ", histories=" + histories);
        assertThat(histories).isPositive();
    }

    /// One life of a disk: several openings, the power goes at the end of each.
    private static final class History {
        private static final int LIVES = 3;

        private final Mode mode;
        private final Random random;
        private final DurableOptions options;
        private SimulatedFiles files = SimulatedFiles.create();
        private long acknowledged;
        private long sealed;
        private boolean isTableThere;

        History(Mode mode, long seed) {
            this.mode = mode;
            this.random = new Random(seed);
            this.options = DurableOptions.defaults()
                    .withSync(mode.sync)
                    .withSealAfterMillis(0)
                    .withSealOnClose(false)
                    .withManifestBytes(random.nextInt(3) * 1_000L)
                    .withLogBytes(2_000 + random.nextInt(6_000), 16_000 + random.nextInt(20_000));
            files.createDirectories(DIRECTORY.getParent());
        }

        void run() {
            for (int life = 0; life < LIVES; life++) {
                files.cutPowerAt(files.operations() + random.nextInt(300), random);
                live();
                files = files.afterCut() == null ? files.powerLoss(random) : files.afterCut();
                recover();
            }
        }

        /// Until the power goes, or for some steps.
        private void live() {
            try (Storage db = open()) {
                TableStore table = table(db);
                for (int step = random.nextInt(60); step > 0; step--) {
                    if (random.nextInt(12) == 0) {
                        long before = acknowledged;
                        table.seal();
                        sealed = before;
                    } else {
                        NumberedBatches.appendAndCommit(table, acknowledged);
                        acknowledged++;
                    }
                }
            } catch (RuntimeException e) {
                if (files.afterCut() == null) {
                    throw e;
                }
            }
        }

        private TableStore table(Storage db) {
            if (db.tableNames().isEmpty()) {
                TableStore table = db.createTable("trades", NumberedBatches.SCHEMA, PartitionBy.DAY);
                isTableThere = true;
                return table;
            }
            return db.table("trades");
        }

        private void recover() {
            try (Storage db = open()) {
                if (db.tableNames().isEmpty()) {
                    assertThat(isTableThere).as("the table was made").isFalse();
                    return;
                }
                long batches = NumberedBatches.check(db.table("trades"));
                assertThat(db.verify()).isEmpty();
                // One more may be there, whose commit was under way.
                assertThat(batches).isBetween(mode == Mode.COMMIT ? acknowledged : sealed, acknowledged + 1);
                acknowledged = batches;
                isTableThere = true;
            }
        }

        private Storage open() {
            return Storage.open(
                    DIRECTORY, MemoryOptions.defaults().withReservationBytes(1L << 36), options.withFiles(files));
        }
    }
}
