package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.SimulatedFiles;
import io.arenite.arena.file.StorageException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What failures and crashes leave of tables' directories. `-Darenite.seed` repeats the losses of power.
final class TableDirectoriesTest {
    private static final Path DIRECTORY = Path.of("/data/db");
    private static final Path TABLES = DIRECTORY.resolve("tables");
    private static final Path FIRST = TABLES.resolve("trades@1");
    private static final Path SECOND = TABLES.resolve("trades@2");

    private final long seed = Long.getLong("arenite.seed", new Random().nextLong());
    private SimulatedFiles files = SimulatedFiles.create();

    @BeforeEach
    void makeParent() {
        files.createDirectories(DIRECTORY.getParent());
    }

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private Storage open() {
        return Storage.open(DIRECTORY, memory(), options());
    }

    private static MemoryOptions memory() {
        return MemoryOptions.defaults().withReservationBytes(1L << 36);
    }

    private DurableOptions options() {
        return DurableOptions.defaults()
                .withSealAfterMillis(0)
                .withSealOnClose(false)
                .withFiles(files);
    }

    private static TableStore create(Storage db) {
        return db.createTable("trades", NumberedBatches.SCHEMA, PartitionBy.DAY);
    }

    /// As a making leaves it that failed when its directory had its name, and could not be taken back.
    private void copyFirstToSecond() {
        files.createDirectories(SECOND.resolve("log"));
        files.createDirectories(SECOND.resolve("segments"));
        new FileCopy(files, () -> false).copy(FIRST.resolve("manifest"), SECOND.resolve("manifest"));
        files.syncDirectory(SECOND);
    }

    @Test
    void theOneThatNobodyWasToldOfGoes() {
        try (Storage db = open()) {
            create(db);
        }
        copyFirstToSecond();
        try (Storage db = open()) {
            assertThat(db.tableNames()).containsExactly("trades");
            assertThat(files.list(TABLES)).containsExactly("trades@2");
            NumberedBatches.appendAndCommit(db.table("trades"), 0);
        }
        try (Storage db = open()) {
            assertThat(NumberedBatches.check(db.table("trades"))).isEqualTo(1);
            db.dropTable("trades");
            create(db);
            assertThat(files.list(TABLES)).containsExactly("trades@2", "trades@3");
        }
        try (Storage db = open()) {
            assertThat(db.table("trades").rowCount()).isZero();
            assertThat(files.list(TABLES)).containsExactly("trades@3");
        }
    }

    @Test
    void rowsAreNotDeleted() {
        try (Storage db = open()) {
            NumberedBatches.appendAndCommit(create(db), 0);
        }
        copyFirstToSecond();
        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("table has two directories, and the older one has rows")
                .hasMessageContaining(FIRST.toString())
                .hasMessageContaining(SECOND.toString());
        assertThat(files.list(TABLES)).containsExactly("trades@1", "trades@2");
    }

    @Test
    void aReaderTakesTheNewerOne() {
        try (Storage db = open()) {
            create(db);
            copyFirstToSecond();
            try (Storage reader = Storage.openForReading(DIRECTORY, memory(), options())) {
                TableStore seen = reader.table("trades");
                NumberedBatches.appendAndCommit(db.table("trades"), 0);
                reader.refresh();
                assertThat(reader.table("trades")).isSameAs(seen);
                assertThat(seen.rowCount()).isZero();
            }
        }
    }

    /// Whatever fails in a change of columns: another table of the name would take the place of its rows.
    @Test
    void aTableThatCouldNotBeOpenedAnewKeepsItsName() {
        boolean hasFailed = true;
        for (int operation = 0; hasFailed; operation++) {
            files = SimulatedFiles.create();
            makeParent();
            long rows;
            try (Storage db = open()) {
                TableStore table = create(db);
                NumberedBatches.appendAndCommit(table, 0);
                rows = table.rowCount();
                files.failAt(files.operations() + operation, StorageException.EIO);
                try {
                    db.alter(db.table("trades"), new SchemaChange.AddColumn("more", ColumnType.INT64));
                } catch (StorageException | IllegalStateException e) {
                    assertThat(files.hasFailed()).isTrue();
                }
                hasFailed = files.hasFailed();
                files.failAt(-1, 0);
                assertThatThrownBy(() -> create(db)).hasMessageContaining("table=trades");
            }
            try (Storage db = open()) {
                assertThat(db.table("trades").rowCount())
                        .as("operation=%d", operation)
                        .isEqualTo(rows);
            }
        }
    }

    @Test
    void aFileThatIsNoTableIsTold() {
        open().close();
        files.create(TABLES.resolve("notes")).close();
        assertThatThrownBy(this::open).hasMessage("not the directory of a table: name=notes");
    }

    /// The power goes in every operation of an opening in turn that deletes a dropped table.
    @Test
    void aDeletionThatACrashEndsIsBegunAnew() {
        Random random = new Random(seed);
        boolean isCut = true;
        for (int operation = 0; isCut; operation++) {
            files = SimulatedFiles.create();
            makeParent();
            try (Storage db = open()) {
                TableStore table = create(db);
                NumberedBatches.appendAndCommit(table, 0);
                table.seal();
                NumberedBatches.appendAndCommit(table, 1);
                table.drop();
                create(db);
            }
            files.cutPowerAt(files.operations() + operation, random);
            try (Storage db = open()) {
                assertThat(db.tableNames()).hasSize(1);
            } catch (RuntimeException e) {
                assertThat(files.afterCut())
                        .as("seed=%d, operation=%d: %s", seed, operation, e)
                        .isNotNull();
            }
            isCut = files.afterCut() != null;
            files = isCut ? files.afterCut() : files;
            files.cutPowerAt(-1, random);
            try (Storage db = open()) {
                assertThat(db.tableNames())
                        .as("seed=%d, operation=%d", seed, operation)
                        .containsExactly("trades");
                assertThat(files.list(TABLES)).containsExactly("trades@2");
            } catch (RuntimeException e) {
                throw new AssertionError("not opened: seed=" + seed + ", operation=" + operation, e);
            }
        }
    }
}
