package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadOnlyTest {
    private static final MemoryOptions MEMORY = MemoryOptions.defaults().withReservationBytes(1L << 40);
    private static final DurableOptions MANUAL = DurableOptions.defaults()
            .withSealAfterMillis(0)
            .withSealOnClose(false)
            .withLogBytes(8192, 1 << 20);
    private static final Schema TICKS = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .int64("n")
            .symbol("venue")
            .key("sym")
            .build();

    @TempDir
    Path directory;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private static void append(Appender rows, Random random, int count) {
        for (int i = 0; i < count; i++) {
            rows.at(random.nextLong(10 * 86_400_000_000_000L))
                    .symbol("S" + random.nextInt(20))
                    .int64(i)
                    .symbol("V" + random.nextInt(1000))
                    .append();
        }
        rows.commit();
    }

    @Test
    void readersSeeWhatIsSealedAndWhatIsCommitted() {
        long seed = System.nanoTime();
        System.out.println("read only test: seed=" + seed);
        Random random = new Random(seed);
        Path path = directory.resolve("db");
        assertThatThrownBy(() -> Storage.openForReading(path, MEMORY, MANUAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no database: directory=" + path);
        try (Storage writer = Storage.open(path, MEMORY, MANUAL)) {
            TableStore table = writer.createTable("ticks", TICKS, PartitionBy.DAY);
            try (Storage reader = Storage.openForReading(path, MEMORY, MANUAL);
                    Storage second = Storage.openForReading(path, MEMORY, MANUAL)) {
                TableStore seen = reader.table("ticks");
                assertThat(seen.rowCount()).isZero();
                for (int round = 0; round < 60; round++) {
                    try (Appender rows = table.appender()) {
                        append(rows, random, 1 + random.nextInt(200));
                    }
                    switch (random.nextInt(6)) {
                        case 0 -> table.seal();
                        case 1 -> table.dropBucket(random.nextLong(10 * 86_400_000_000_000L));
                        default -> {}
                    }
                    try (TableSnapshot held = seen.snapshot()) {
                        long before = held.rowCount();
                        reader.refresh();
                        assertThat(held.rowCount()).isEqualTo(before);
                    }
                    assertThat(seen.rowCount()).isEqualTo(table.rowCount());
                    assertThat(ViewRows.of(seen)).isEqualTo(ViewRows.of(table));
                }
                second.refresh();
                assertThat(ViewRows.of(second.table("ticks"))).isEqualTo(ViewRows.of(table));
                TableStore more = writer.alter(table, new SchemaChange.AddColumn("fee", ColumnType.FLOAT64));
                writer.createTable("other", TICKS, PartitionBy.DAY);
                reader.refresh();
                assertThat(seen.isDropped()).isTrue();
                assertThat(ViewRows.of(reader.table("ticks"))).isEqualTo(ViewRows.of(more));
                assertThat(reader.tableNames()).containsExactly("other", "ticks");
                more.drop();
                reader.refresh();
                assertThat(reader.tableNames()).containsExactly("other");
            }
        }
    }

    @Test
    void readersDoNotWrite() {
        Path path = directory.resolve("db");
        try (Storage writer = Storage.open(path, MEMORY, MANUAL)) {
            writer.createTable("ticks", TICKS, PartitionBy.DAY);
        }
        try (Storage reader = Storage.openForReading(path, MEMORY, MANUAL)) {
            TableStore table = reader.table("ticks");
            assertThatThrownBy(table::appender).hasMessage("database is open for reading: table=ticks");
            assertThatThrownBy(table::drop).hasMessage("database is open for reading: table=ticks");
            Path copy = directory.resolve("copy");
            assertThatThrownBy(() -> reader.backup(copy)).hasMessage("database is open for reading: backup=" + copy);
            assertThatThrownBy(() -> table.dropBucket(0)).hasMessage("database is open for reading: table=ticks");
            assertThatThrownBy(() -> reader.createTable("other", TICKS, PartitionBy.DAY))
                    .hasMessage("database is open for reading: table=other");
        }
    }
}
