package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups that do not come to their end, and where they may not be made.
final class BackupTest {
    private static final DurableOptions MANUAL =
            DurableOptions.defaults().withSealAfterMillis(0).withSealOnClose(false);

    @TempDir
    Path folder;

    private Storage db;
    private Path copy;

    @BeforeEach
    void aDatabase() {
        db = open(folder.resolve("db"));
        copy = folder.resolve("copy");
        TableStore table = db.createTable("trades", NumberedBatches.SCHEMA, PartitionBy.DAY);
        NumberedBatches.appendAndCommit(table, 0);
        table.seal();
        NumberedBatches.appendAndCommit(table, 1);
    }

    @AfterEach
    void nothingLeaks() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    private static Storage open(Path directory) {
        return Storage.open(directory, MemoryOptions.defaults(), MANUAL);
    }

    /// How often a backup asks.
    private int asked() {
        AtomicInteger asked = new AtomicInteger();
        Path other = folder.resolve("other");
        db.backup(other, () -> asked.incrementAndGet() < 0);
        return asked.get();
    }

    private void cancel(int after) {
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> db.backup(copy, () -> asked.getAndIncrement() == after))
                .isInstanceOf(CancellationException.class)
                .hasMessageStartingWith("backup cancelled, nothing is kept of it: file=");
    }

    @Test
    void aCancelledBackupLeavesNothing() throws Exception {
        int asked = asked();
        assertThat(asked).isGreaterThan(3);
        for (int after = 0; after < asked; after++) {
            cancel(after);
            assertThat(copy).doesNotExist();
        }
        Files.createDirectory(copy);
        cancel(asked - 1);
        assertThat(copy).isEmptyDirectory();
        db.backup(copy);
        try (Storage whole = open(copy)) {
            assertThat(NumberedBatches.check(whole.table("trades"))).isEqualTo(2);
        }
    }

    /// As a kill would leave it.
    @Test
    void anUnfinishedBackupIsNoDatabase() throws Exception {
        db.backup(copy);
        Files.delete(copy.resolve("arenite"));
        Files.move(copy.resolve("tables"), copy.resolve("tables.part"));
        assertThatThrownBy(() -> open(copy))
                .hasMessage("directory is a backup that was not finished: directory=" + copy + ", found=tables.part");
        assertThatThrownBy(() -> Storage.openForReading(copy, MemoryOptions.defaults(), MANUAL))
                .hasMessage("no database: directory=" + copy);
        assertThatThrownBy(() -> db.backup(copy))
                .hasMessage("directory has a backup that was not finished, delete it first: directory=" + copy);
    }

    @Test
    void aBackupLiesInNoDatabase() {
        Path inside = folder.resolve("db").resolve("tables").resolve("copy");
        assertThatThrownBy(() -> db.backup(inside)).hasMessageContaining("a backup lies in no database: directory=");
        assertThat(inside).doesNotExist();
    }
}
