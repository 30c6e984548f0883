package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.log.CutTail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DurableTableTest {
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final Schema TRADES = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .symbol("venue")
            .utf8("note")
            .bool("odd")
            .key("sym")
            .build();
    private static final DurableOptions MANUAL =
            DurableOptions.defaults().withSealAfterMillis(0).withSealOnClose(false);

    @TempDir
    Path directory;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private Storage open(DurableOptions options) {
        return Storage.open(directory.resolve("db"), MemoryOptions.defaults().withReservationBytes(1L << 40), options);
    }

    private static void append(TableStore table, long from, long to) {
        try (Appender rows = table.appender()) {
            append(rows, from, to);
            rows.commit();
        }
    }

    /// Row n is at n seconds times 1,000, so that days change.
    private static void append(Appender rows, long from, long to) {
        for (long n = from; n < to; n++) {
            RowBuilder row = rows.at(n * 1_000_000_000_000L)
                    .symbol("S" + n % 7)
                    .float64(n / 8.0)
                    .int64(n);
            row = n % 5 == 0 ? row.nul() : row.symbol("V" + n % 3);
            row = n % 4 == 0 ? row.nul() : row.utf8("note " + n);
            row.bool(n % 2 == 1).append();
        }
    }

    @Test
    void committedRowsComeBackFromTheLog() {
        List<String> before;
        try (Storage db = open(MANUAL)) {
            TableStore table = db.createTable("trades", TRADES, PartitionBy.DAY);
            append(table, 0, 1000);
            try (Appender rows = table.appender()) {
                append(rows, 5000, 5010);
                rows.rollback();
            }
            append(table, 500, 700);
            before = ViewRows.of(table);
        }
        try (Storage db = open(MANUAL)) {
            TableStore table = db.table("trades");
            assertThat(table.schema()).isEqualTo(TRADES);
            assertThat(table.rowCount()).isEqualTo(1200);
            assertThat(ViewRows.of(table)).isEqualTo(before);
        }
    }

    /// A code that nobody used is free after the next opening; a file may be sealed before somebody takes it.
    @Test
    void symbolsThatWereRolledBackLeaveGaps() {
        try (Storage db = open(MANUAL)) {
            TableStore table = db.createTable("trades", TRADES, PartitionBy.DAY);
            db.symbols().intern("never used");
            append(table, 0, 10);
        }
        List<String> before;
        try (Storage db = open(MANUAL)) {
            TableStore table = db.table("trades");
            before = ViewRows.of(table);
            assertThat(db.symbols().isKnown(0)).isFalse();
            table.seal();
            assertThat(ViewRows.of(table)).isEqualTo(before);
            assertThat(db.symbols().intern("late")).isZero();
        }
        try (Storage db = open(MANUAL)) {
            assertThat(ViewRows.of(db.table("trades"))).isEqualTo(before);
            assertThat(db.verify()).isEmpty();
        }
    }

    @Test
    void whatACrashHasLeftIsCutOffAndTold() throws Exception {
        try (Storage db = open(MANUAL)) {
            append(db.createTable("trades", TRADES, PartitionBy.DAY), 0, 10);
            append(db.table("trades"), 10, 20);
            assertThat(db.recovery()).isEqualTo(new RecoveryReport(0, 0, List.of()));
        }
        Path log = directory.resolve("db/tables/trades@1/log/00000000000000000001.log");
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(bytes, bytes.length - 1));
        try (Storage db = open(MANUAL)) {
            assertThat(db.table("trades").rowCount()).isEqualTo(10);
            RecoveryReport report = db.recovery();
            assertThat(report.records()).isEqualTo(1);
            assertThat(report.cut())
                    .containsExactly(
                            new CutTail(log, report.bytes(), bytes.length - 1 - report.bytes(), "record is cut off"));
        }
    }

    @ParameterizedTest
    @EnumSource(ArrowCompression.class)
    void sealedRowsAreTheSameRows(ArrowCompression compression) throws Exception {
        List<String> before;
        DurableOptions options = MANUAL.withCompression(compression);
        try (Storage db = open(options)) {
            TableStore table = db.createTable("trades", TRADES, PartitionBy.DAY);
            append(table, 0, 1000);
            append(table, 500, 700);
            before = ViewRows.of(table);
            try (TableSnapshot held = table.snapshot()) {
                table.seal();
                assertThat(held.rowCount()).isEqualTo(1200);
            }
            assertThat(ViewRows.of(table)).isEqualTo(before);
            assertThat(table.verify()).isEmpty();
            // late rows to sealed buckets, and rows that go on in the newest
            append(table, 100, 200);
            append(table, 1000, 1100);
            before = ViewRows.of(table);
        }
        try (Storage db = open(options)) {
            TableStore table = db.table("trades");
            assertThat(table.rowCount()).isEqualTo(1400);
            assertThat(ViewRows.of(table)).isEqualTo(before);
            table.seal();
            assertThat(ViewRows.of(table)).isEqualTo(before);
            append(table, 1100, 1200);
            append(table, 0, 50);
            table.seal();
            before = ViewRows.of(table);
        }
        try (Storage db = open(options)) {
            TableStore table = db.table("trades");
            assertThat(ViewRows.of(table)).isEqualTo(before);
            assertThat(db.verify()).isEmpty();
        }
        try (var files = Files.list(directory.resolve("db/tables/trades@1/segments"))) {
            assertThat(files.count()).isEqualTo(1200L * 1_000_000_000_000L / DAY_NS + 1);
        }
    }

    @Test
    void droppedRowsStayDropped() {
        try (Storage db = open(MANUAL)) {
            TableStore table = db.createTable("trades", TRADES, PartitionBy.DAY);
            append(table, 0, 1000);
            table.seal();
            append(table, 0, 100);
            assertThat(table.dropPartitionsBefore(2 * DAY_NS)).isEqualTo(14);
            append(table, 0, 10);
        }
        try (Storage db = open(MANUAL)) {
            TableStore table = db.table("trades");
            // rows 0 to 172 are of the first two days
            assertThat(table.rowCount()).isEqualTo(1000 - 173 + 10);
            table.drop();
            db.createTable("trades", TRADES, PartitionBy.MONTH);
        }
        try (Storage db = open(MANUAL)) {
            assertThat(db.table("trades").rowCount()).isZero();
            assertThat(db.table("trades").partitionBy()).isEqualTo(PartitionBy.MONTH);
        }
        assertThat(directory.resolve("db/tables/trades@1")).doesNotExist();
    }

    @Test
    void oneProcessWrites() {
        try (Storage db = open(MANUAL)) {
            assertThat(db.tableNames()).isEmpty();
            assertThatThrownBy(() -> open(MANUAL))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("database is open for writing elsewhere: directory=")
                    .hasMessageContaining(
                            "holder=pid " + ProcessHandle.current().pid() + " since ");
        }
    }

    @Test
    void namesStayInside() {
        try (Storage db = open(MANUAL)) {
            append(db.createTable("../x", TRADES, PartitionBy.DAY), 0, 10);
        }
        assertThat(directory.resolve("db/tables/%2E%2E%2Fx@1/manifest")).exists();
        try (Storage db = open(MANUAL)) {
            assertThat(db.table("../x").rowCount()).isEqualTo(10);
        }
    }

    @Test
    void columnsComeAndGo() {
        try (Storage db = open(MANUAL)) {
            TableStore table = db.createTable("trades", TRADES, PartitionBy.DAY);
            append(table, 0, 200);
            TableStore more = db.alter(table, new SchemaChange.AddColumn("fee", ColumnType.FLOAT64));
            assertThat(table.isDropped()).isTrue();
            try (Appender rows = more.appender()) {
                assertThatThrownBy(() -> db.alter(more, new SchemaChange.DropColumn("fee")))
                        .hasMessage("table already has a writer: table=trades");
                rows.at(0)
                        .symbol("S0")
                        .float64(1)
                        .int64(2)
                        .nul()
                        .nul()
                        .bool(true)
                        .float64(0.25)
                        .append();
            }
            assertThat(ViewRows.of(more).subList(0, 2))
                    .containsExactly("0|S0|0.0|0|null|null|false|null|", "0|S0|1.0|2|null|null|true|0.25|");
            TableStore renamed = db.alter(more, new SchemaChange.RenameColumn("sym", "ticker"));
            TableStore fewer = db.alter(renamed, new SchemaChange.DropColumn("note"));
            assertThat(ViewRows.of(fewer).subList(0, 2))
                    .containsExactly("0|S0|0.0|0|null|false|null|", "0|S0|1.0|2|null|true|0.25|");
            assertThatThrownBy(() -> db.alter(fewer, new SchemaChange.DropColumn("ticker")))
                    .hasMessageStartingWith("timestamp and key cannot be dropped: column=ticker");
        }
        try (Storage db = open(MANUAL)) {
            TableStore table = db.table("trades");
            assertThat(table.schema().columns().stream().map(Column::name))
                    .containsExactly("ts", "ticker", "price", "size", "venue", "odd", "fee");
            TableStore again = db.alter(table, new SchemaChange.AddColumn("note", ColumnType.UTF8));
            assertThat(ViewRows.of(again).subList(0, 2))
                    .containsExactly("0|S0|0.0|0|null|false|null|null|", "0|S0|1.0|2|null|true|0.25|null|");
            assertThat(again.rowCount()).isEqualTo(201);
            assertThat(db.verify()).isEmpty();
        }
    }

    @Test
    void aBackupIsADatabase() {
        Path copy = directory.resolve("copy");
        List<String> before;
        try (Storage db = open(MANUAL)) {
            TableStore table = db.createTable("trades", TRADES, PartitionBy.DAY);
            append(table, 0, 200);
            table.seal();
            append(table, 150, 300);
            before = ViewRows.of(table);
            db.backup(copy);
            append(table, 300, 400);
            assertThatThrownBy(() -> db.backup(copy)).hasMessage("directory is not empty: directory=" + copy);
        }
        try (Storage db = Storage.open(copy, MemoryOptions.defaults().withReservationBytes(1L << 40), MANUAL)) {
            assertThat(ViewRows.of(db.table("trades"))).isEqualTo(before);
            assertThat(db.verify()).isEmpty();
            append(db.table("trades"), 300, 310);
        }
    }
}
