package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A reader that sleeps while the writer's process drops a table and ends, and a later one makes it again: in
/// a directory of the same name, with files of the same names.
final class ReusedNamesTest {
    private static final MemoryOptions MEMORY = MemoryOptions.defaults().withReservationBytes(1L << 36);
    private static final DurableOptions MANUAL =
            DurableOptions.defaults().withSealAfterMillis(0).withSealOnClose(false);
    private static final Schema TICKS =
            Schema.builder().timestamp("ts").int64("n").build();

    @TempDir
    Path directory;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private static void append(TableStore table, long from, long upTo, long factor) {
        try (Appender rows = table.appender()) {
            for (long n = from; n < upTo; n++) {
                rows.at(n).int64(n * factor).append();
                rows.commit();
            }
        }
    }

    private void check(boolean isSealed) {
        Path path = directory.resolve("db" + isSealed);
        try (Storage writer = Storage.open(path, MEMORY, MANUAL)) {
            TableStore table = writer.createTable("t", TICKS, PartitionBy.DAY);
            append(table, 0, 3, 1);
            if (isSealed) {
                table.seal();
            }
        }
        try (Storage reader = Storage.openForReading(path, MEMORY, MANUAL)) {
            assertThat(ViewRows.of(reader.table("t"))).hasSize(3);
            try (Storage writer = Storage.open(path, MEMORY, MANUAL)) {
                writer.dropTable("t");
            }
            Storage.open(path, MEMORY, MANUAL).close();
            try (Storage writer = Storage.open(path, MEMORY, MANUAL)) {
                TableStore table = writer.createTable("t", TICKS, PartitionBy.DAY);
                append(table, 0, 3, 1000);
                if (isSealed) {
                    table.seal();
                } else {
                    append(table, 3, 5, 1000);
                }
                reader.refresh();
                assertThat(ViewRows.of(reader.table("t"))).isEqualTo(ViewRows.of(table));
            }
        }
    }

    private static void append(TableStore table, String symbol) {
        try (Appender rows = table.appender()) {
            rows.at(0).symbol(symbol).append();
            rows.commit();
        }
    }

    /// @param drop drops what only the log has
    private void checkSymbols(Path path, BiConsumer<Storage, TableStore> drop) {
        Schema keyed = Schema.builder().timestamp("ts").symbol("sym").key("sym").build();
        try (Storage writer = Storage.open(path, MEMORY, MANUAL)) {
            append(writer.createTable("t", keyed, PartitionBy.DAY), "A");
        }
        try (Storage reader = Storage.openForReading(path, MEMORY, MANUAL)) {
            assertThat(reader.symbols().code("A")).isZero();
            try (Storage writer = Storage.open(path, MEMORY, MANUAL)) {
                drop.accept(writer, writer.table("t"));
            }
            try (Storage writer = Storage.open(path, MEMORY, MANUAL)) {
                append(writer.createTable("u", keyed, PartitionBy.DAY), "B");
            }
            reader.refresh();
            assertThat(reader.symbols().code("A")).isZero();
            assertThat(reader.symbols().code("B")).isOne();
        }
    }

    @Test
    void codesOfADroppedTableAreNotGivenAgain() {
        checkSymbols(directory, (writer, table) -> writer.dropTable("t"));
    }

    @Test
    void codesOfADroppedBucketAreNotGivenAgain() {
        checkSymbols(directory, (writer, table) -> table.dropPartitionsBefore(1_000_000_000_000_000L));
    }

    @Test
    void rowsOfLogsAreNotMixed() {
        check(false);
    }

    @Test
    void filesOfOneNameAreNotMixed() {
        check(true);
    }
}
