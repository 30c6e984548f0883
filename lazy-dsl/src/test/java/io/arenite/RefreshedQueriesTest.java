package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.file.StorageException;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnView;
import io.arenite.partitions.DurableOptions;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TableSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Readers of a database whose writer replaces and drops the files that they know.
@ExtendWith(NoLeaks.class)
final class RefreshedQueriesTest {
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final Schema TICKS =
            Schema.builder().timestamp("ts").symbol("sym").int64("n").key("sym").build();
    private static final AreniteOptions OPTIONS = AreniteOptions.defaults()
            .withWarmUp(false)
            .withDurable(DurableOptions.defaults().withSealAfterMillis(0).withSealOnClose(false));

    @TempDir
    Path directory;

    /// Rows of two days: `n` on the first, `-n` on the second.
    private static void append(Table table, int n) {
        try (Appender rows = table.appender()) {
            rows.at(n).symbol("A").int64(n).append();
            rows.at(DAY_NS + n).symbol("A").int64(-n).append();
            rows.commit();
        }
    }

    private static long rows(Table table) {
        try (Result result = table.lazy().select(count()).collect()) {
            return result.scalarLong();
        }
    }

    private static long sum(Table table, long above) {
        try (Result result = table.lazy()
                .filter(col("n").gt(above))
                .select(Functions.sum("n"))
                .collect()) {
            return result.scalarLong();
        }
    }

    /// Two more commits; the files that the reader knows are those between them, unmapped and gone.
    private static void replaceFiles(Table table, Arenite reader, int n) {
        append(table, n);
        table.seal();
        reader.refresh();
        append(table, n + 1);
        table.seal();
    }

    @Test
    void questionsGoOnAfterASealAndADrop() {
        try (Arenite writer = Arenite.open(directory, OPTIONS)) {
            Table table = writer.createTable("ticks", TICKS, PartitionBy.DAY);
            append(table, 1);
            table.seal();
            try (Arenite reader = Arenite.openForReading(directory, OPTIONS)) {
                Table seen = reader.table("ticks");
                append(table, 2);
                table.seal();
                assertThat(sum(seen, -10)).isZero();
                assertThat(sum(seen, 0)).isEqualTo(3);
                replaceFiles(table, reader, 3);
                try (ColumnView n = seen.column("n")) {
                    assertThat(n.length()).isEqualTo(8);
                }
                replaceFiles(table, reader, 5);
                try (ColumnView n = seen.column("n", "A")) {
                    assertThat(n.length()).isEqualTo(12);
                }
                replaceFiles(table, reader, 7);
                LazyFrame large = seen.lazy().filter(col("n").gt(2)).select(Functions.sum("n"));
                assertThat(large.profile()).contains("rows of the result=1");
                assertThat(sum(seen, 2)).isEqualTo(3 + 4 + 5 + 6 + 7 + 8);
                replaceFiles(table, reader, 9);
                assertThat(large.explain()).contains("-- physical");
                assertThat(sum(seen, 8)).isEqualTo(9 + 10);
                replaceFiles(table, reader, 11);
                table.dropBucket(Instant.EPOCH);
                assertThat(sum(seen, -100)).isEqualTo(-12 * 13 / 2);
            }
        }
    }

    @Test
    void aHeldSnapshotSaysWhichFileIsGone() {
        try (Arenite writer = Arenite.open(directory, OPTIONS)) {
            Table table = writer.createTable("ticks", TICKS, PartitionBy.DAY);
            append(table, 1);
            table.seal();
            try (Arenite reader = Arenite.openForReading(directory, OPTIONS)) {
                Table seen = reader.table("ticks");
                try (TableSnapshot held = seen.snapshot()) {
                    held.column("n").close();
                    append(table, 2);
                    table.seal();
                    // what is mapped stays
                    try (ColumnView again = held.column("n")) {
                        assertThat(again.length()).isEqualTo(2);
                    }
                }
                reader.refresh();
                try (TableSnapshot held = seen.snapshot()) {
                    append(table, 3);
                    table.seal();
                    assertThatThrownBy(() -> held.column("n"))
                            .isInstanceOf(StorageException.class)
                            .hasMessageStartingWith("sealed file was replaced or dropped by the process that writes, "
                                    + "refresh() and take a new snapshot: table=ticks, file="
                                    + directory.resolve("tables/ticks@1/segments"));
                    assertThat(rows(seen)).isEqualTo(4);
                }
            }
        }
    }

    @Test
    void aFileThatIsLostIsNotTakenForReplaced() throws Exception {
        try (Arenite writer = Arenite.open(directory, OPTIONS)) {
            Table table = writer.createTable("ticks", TICKS, PartitionBy.DAY);
            append(table, 1);
            table.seal();
            try (Arenite reader = Arenite.openForReading(directory, OPTIONS)) {
                Path lost = directory.resolve("tables/ticks@1/segments/1970-01-01-1.arrow");
                Files.delete(lost);
                assertThatThrownBy(() -> sum(reader.table("ticks"), 0))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("file=" + lost + ", reason=No such file");
            }
        }
    }

    @Test
    void aTableThatIsGoneIsAsIfDropped() {
        try (Arenite writer = Arenite.open(directory, OPTIONS)) {
            Table table = writer.createTable("ticks", TICKS, PartitionBy.DAY);
            append(table, 1);
            table.seal();
            try (Arenite reader = Arenite.openForReading(directory, OPTIONS)) {
                Table seen = reader.table("ticks");
                table.drop();
                assertThatThrownBy(() -> sum(seen, 0)).hasMessage("table is dropped: table=ticks");
                assertThat(reader.tables()).isEmpty();
            }
        }
    }

    @Test
    void everyAnswerIsOfOneState() throws Exception {
        try (Arenite writer = Arenite.open(directory, OPTIONS)) {
            Table table = writer.createTable("ticks", TICKS, PartitionBy.DAY);
            append(table, 1);
            var done = new AtomicBoolean();
            var failure = new AtomicReference<Throwable>();
            Thread writing = Thread.ofPlatform().start(() -> {
                try {
                    for (int n = 2; n < 300; n++) {
                        append(table, n);
                        table.seal();
                    }
                } catch (RuntimeException | Error e) {
                    failure.set(e);
                } finally {
                    done.set(true);
                }
            });
            try (Arenite reader = Arenite.openForReading(directory, OPTIONS)) {
                Table seen = reader.table("ticks");
                long above = -1_000;
                while (!done.get()) {
                    // never the same question, which would be answered from the cache
                    assertThat(sum(seen, --above)).isZero();
                    if (above % 7 == 0) {
                        reader.refresh();
                    }
                }
                reader.refresh();
                assertThat(rows(seen)).isEqualTo(598);
                assertThat(sum(seen, 0)).isEqualTo(299 * 300 / 2);
            } finally {
                writing.join();
            }
            assertThat(failure.get()).isNull();
        }
    }
}
