package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.SimulatedFiles;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.log.SyncMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sealed partitions while something else happens to them: drops under an open transaction, schema changes
/// under an open snapshot, failures half way, files that leave memory.
final class SealedUnderChangeTest {
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final MemoryOptions MEMORY = MemoryOptions.defaults().withReservationBytes(1L << 40);
    private static final DurableOptions MANUAL =
            DurableOptions.defaults().withSealAfterMillis(0).withSealOnClose(false);
    private static final Schema TICKS =
            Schema.builder().timestamp("ts").int64("n").utf8("note").build();

    @TempDir
    Path directory;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private Storage open(DurableOptions options) {
        return Storage.open(directory.resolve("db"), MEMORY, options);
    }

    private static void row(Appender rows, long ts, long n) {
        rows.at(ts).int64(n).utf8("note " + n).append();
    }

    private static void commit(TableStore table, long ts, long n) {
        try (Appender rows = table.appender()) {
            row(rows, ts, n);
            rows.commit();
        }
    }

    private static List<String> rows(TableStore table) {
        return ViewRows.of(table);
    }

    @Test
    void lateRowsThatAreUncommittedOutliveTheDropOfTheirSealedBucket() {
        try (Storage db = open(MANUAL)) {
            TableStore table = db.createTable("t", TICKS, PartitionBy.DAY);
            commit(table, 10, 1);
            commit(table, DAY_NS + 10, 2);
            table.seal();
            try (Appender rows = table.appender()) {
                row(rows, 5, 3);
                assertThat(table.dropBucket(0)).isEqualTo(1);
                rows.commit();
            }
            assertThat(rows(table)).containsExactly("5|3|note 3|", DAY_NS + 10 + "|2|note 2|");
        }
        try (Storage db = open(MANUAL)) {
            assertThat(rows(db.table("t"))).containsExactly("5|3|note 3|", DAY_NS + 10 + "|2|note 2|");
        }
    }

    @Test
    void aPartitionThatWasDroppedIsNotThawed() {
        try (Storage db = open(MANUAL)) {
            TableStore table = db.createTable("t", TICKS, PartitionBy.DAY);
            commit(table, 10, 1);
            commit(table, DAY_NS + 10, 2);
            table.seal();
            try (Appender rows = table.appender()) {
                row(rows, 5, 3);
                rows.rollback();
                row(rows, DAY_NS + 5, 4);
                rows.rollback();
                row(rows, 5, 5);
                assertThat(table.dropBucket(DAY_NS)).isEqualTo(1);
                row(rows, DAY_NS + 20, 6);
                rows.commit();
            }
            assertThat(rows(table)).containsExactly("5|5|note 5|", "10|1|note 1|", DAY_NS + 20 + "|6|note 6|");
        }
    }

    @Test
    void aSnapshotKeepsItsFilesWhenColumnsChange() {
        try (Storage db = open(MANUAL)) {
            TableStore table = db.createTable("t", TICKS, PartitionBy.DAY);
            commit(table, 10, 1);
            table.seal();
            try (TableSnapshot first = table.snapshot()) {
                commit(table, 5, 2);
                table.seal();
                try (TableSnapshot second = table.snapshot()) {
                    TableStore wider = db.alter(table, new SchemaChange.AddColumn("x", ColumnType.INT64));
                    try (Appender rows = wider.appender()) {
                        rows.at(7).int64(3).utf8("note 3").int64(9).append();
                        rows.commit();
                    }
                    wider.seal();
                    assertThat(rows(wider)).containsExactly("5|2|note 2|null|", "7|3|note 3|9|", "10|1|note 1|null|");
                    try (PartitionView view = first.open(0)) {
                        assertThat(ViewRows.of(table, view)).containsExactly("10|1|note 1|");
                    }
                    try (PartitionView view = second.open(0)) {
                        assertThat(ViewRows.of(table, view)).containsExactly("5|2|note 2|", "10|1|note 1|");
                    }
                }
            }
            assertThat(directory.resolve("db/tables/t@1/segments").toFile().list())
                    .hasSize(1);
        }
        try (Storage db = open(MANUAL)) {
            assertThat(rows(db.table("t"))).hasSize(3);
        }
    }

    @Test
    void aCommitAfterADropThatFailedHalfWayIsKept() {
        SimulatedFiles disk = SimulatedFiles.create();
        Path path = Path.of("/db");
        DurableOptions options = MANUAL.withSync(SyncMode.none()).withFiles(disk);
        try (Storage db = Storage.open(path, MEMORY, options)) {
            TableStore table = db.createTable("t", TICKS, PartitionBy.DAY);
            commit(table, 10, 1);
            commit(table, DAY_NS + 10, 2);
            commit(table, 2 * DAY_NS + 10, 3);
            table.seal();
            disk.failNext(SimulatedFiles.Operation.SYNC, 1, StorageException.ENOSPC);
            assertThatThrownBy(() -> table.dropPartitionsBefore(2 * DAY_NS)).isInstanceOf(StorageException.class);
            commit(table, 5, 4);
        }
        try (Storage db = Storage.open(path, MEMORY, options)) {
            assertThat(rows(db.table("t"))).contains("5|4|note 4|");
        }
    }

    @Test
    void aFileDoesNotTakeThePlaceOfTheSameFile() {
        try (Storage db = open(MANUAL)) {
            TableStore table = db.createTable("t", TICKS, PartitionBy.DAY);
            commit(table, 10, 1);
            try (Appender rows = table.appender()) {
                row(rows, 20, 2);
                // The swap waits for the end of the transaction, so that no commit comes between the two seals.
                table.seal();
                Partition partition = table.writer().partition(20, 0);
                PartitionVersion version = partition.version;
                partition.version = null;
                // Is in the log, cannot be published, and is taken back.
                assertThatThrownBy(rows::commit).isInstanceOf(NullPointerException.class);
                partition.version = version;
                table.seal();
                rows.commit();
            }
            assertThat(rows(table)).containsExactly("10|1|note 1|", "20|2|note 2|");
        }
        try (Storage db = open(MANUAL)) {
            assertThat(rows(db.table("t"))).containsExactly("10|1|note 1|", "20|2|note 2|");
        }
    }

    @Test
    void columnsAreDecodedFromAFileThatWasUnmappedMeanwhile() {
        try (Storage db = open(MANUAL.withCompression(ArrowCompression.ZSTD))) {
            TableStore table = db.createTable("t", TICKS, PartitionBy.DAY);
            try (Appender rows = table.appender()) {
                for (int n = 0; n < 10_000; n++) {
                    row(rows, n, n % 10);
                }
                rows.commit();
            }
            table.seal();
            try (TableSnapshot snapshot = table.snapshot()) {
                Partition partition = (Partition) snapshot.partition(0);
                try (PartitionView view = snapshot.open(0, new int[] {0})) {
                    view.mainSlot(0);
                }
                partition.sealed.file.unmap();
                try (PartitionView view = snapshot.open(0, new int[] {1})) {
                    ColumnSlot slot = view.mainSlot(1);
                    assertThat(view.mainSegment().get(JAVA_LONG, slot.valuesOffset() + (77 << 3)))
                            .isEqualTo(7);
                }
            }
        }
    }

    @Test
    void aReaderThatMeetsDamageGivesEverythingBack() throws Exception {
        // each record says that those before are on disk, so that a broken one is no unfinished one
        try (Storage writer = open(MANUAL.withSync(SyncMode.commit()))) {
            writer.createTable("a", TICKS, PartitionBy.DAY);
            writer.createTable("b", TICKS, PartitionBy.DAY);
            TableStore table = writer.createTable("c", TICKS, PartitionBy.DAY);
            commit(table, 10, 1);
            commit(table, DAY_NS + 10, 2);
            table.seal();
            commit(table, 5, 3);
            commit(table, DAY_NS + 20, 4);
            commit(table, DAY_NS + 30, 5);
            commit(table, DAY_NS + 40, 6);
            Path logs = directory.resolve("db/tables/c@3/log");
            Path log = logs.resolve(logs.toFile().list()[0]);
            byte[] bytes = Files.readAllBytes(log);
            byte[] damaged = bytes.clone();
            damaged[indexOf(bytes, "note 4")] ^= 1;
            Files.write(log, damaged);
            assertThatThrownBy(() -> Storage.openForReading(directory.resolve("db"), MEMORY, MANUAL)
                            .close())
                    .isInstanceOf(CorruptFileException.class);
            Files.write(log, bytes);
            try (Storage reader = Storage.openForReading(directory.resolve("db"), MEMORY, MANUAL)) {
                commit(table, 6, 7);
                commit(table, 7, 8);
                commit(table, 8, 9);
                bytes = Files.readAllBytes(log);
                damaged = bytes.clone();
                damaged[indexOf(bytes, "note 8")] ^= 1;
                Files.write(log, damaged);
                assertThatThrownBy(reader::refresh).isInstanceOf(CorruptFileException.class);
                assertThat(reader.table("c").rowCount()).isEqualTo(6);
                Files.write(log, bytes);
                reader.refresh();
                assertThat(rows(reader.table("c"))).isEqualTo(rows(table)).hasSize(9);
            }
        }
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
