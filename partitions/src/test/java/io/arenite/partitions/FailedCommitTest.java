package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryLimitException;
import io.arenite.arena.MemoryOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What fails during a commit leaves rows whole, and room that is given back lets the commit succeed.
class FailedCommitTest {
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final Schema SCHEMA =
            Schema.builder().timestamp("ts").int64("value").build();

    private Storage db;
    private TableStore table;

    @BeforeEach
    void open() {
        db = Storage.inMemory(MemoryOptions.defaults().withLimitBytes(4 * Block.SMALLEST_BYTES));
        table = db.createTable("t", SCHEMA, PartitionBy.DAY);
    }

    @AfterEach
    void nothingLeaks() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    @Test
    void aFoldThatFailsIsLeftOut() {
        table.lateRowsBeforeFold = 10;
        try (Appender rows = table.appender()) {
            append(rows, 1000, 20);
            rows.commit();
            append(rows, 0, 5);
            rows.commit();
            append(rows, 10, 20);
            append(rows, DAY_NS, 3);
            // Without its block a fold fails with something that is not a memory limit.
            RowRun late = table.writer().partition(0, 0).late;
            Block block = late.block;
            late.block = null;
            rows.commit();
            late.block = block;
            assertThat(table.stats().folds()).isZero();
            requireRows(48, 2);
            append(rows, 30, 1);
            rows.commit();
            assertThat(table.stats().folds()).isEqualTo(1);
            requireRows(49, 2);
        }
    }

    @Test
    void aTailThatCannotBeSortedStaysAsItArrived() {
        Schema schema = Schema.builder().timestamp("ts").utf8("note").build();
        TableStore notes = db.createTable("notes", schema, PartitionBy.NONE);
        try (Appender rows = notes.appender()) {
            for (long ts : new long[] {3, 1, 2}) {
                rows.at(ts).utf8("note " + ts).append();
            }
            RowRun main = notes.writer().partition(1, 0).main;
            long end = main.layout.valuesOffset[1] + (main.rows << 3);
            long bytes = main.segment.get(JAVA_LONG, end);
            main.segment.set(JAVA_LONG, end, 3L << 30);
            assertThatThrownBy(rows::commit)
                    .hasMessage("too many uncommitted bytes to sort: table=notes, column=note, bytes=3221225472, "
                            + "largest=2147483639");
            main.segment.set(JAVA_LONG, end, bytes);
            rows.commit();
        }
        try (TableSnapshot snapshot = notes.snapshot();
                ColumnView times = snapshot.column("ts");
                ColumnView texts = snapshot.column("note")) {
            for (int row = 0; row < 3; row++) {
                assertThat(times.getLong(row)).isEqualTo(row + 1);
                assertThat(texts.getString(row)).isEqualTo("note " + (row + 1));
            }
        }
    }

    @Test
    void aDropMakesRoomForTheUncommittedRowsOfAnother() {
        try (Appender rows = table.appender()) {
            for (int day = 0; day < 4; day++) {
                append(rows, day * DAY_NS, 1);
            }
            rows.commit();
            append(rows, 0, 1);
            append(rows, 3 * DAY_NS, 1);
            assertThat(table.dropPartitionsBefore(4 * DAY_NS)).isEqualTo(4);
            rows.commit();
            requireRows(2, 2);
        }
    }

    @Test
    void aBatchThatWasTakenBackPublishesNothing() {
        int count = 20_000;
        long[] times = new long[count];
        times[1] = DAY_NS;
        ColumnBatch batch = ColumnBatch.of(SCHEMA, count).longs("ts", times).longs("value", new long[count]);
        try (Appender rows = table.appender()) {
            ColumnBatch small = ColumnBatch.of(SCHEMA, 5)
                    .longs("ts", new long[] {0, DAY_NS, 2 * DAY_NS, 3 * DAY_NS, 4 * DAY_NS})
                    .longs("value", new long[5]);
            // Five partitions have no room.
            assertThatThrownBy(() -> rows.append(small)).isInstanceOf(MemoryLimitException.class);
            assertThat(rows.commit()).isZero();
            // The first chunk of rows is written, then taken back.
            assertThatThrownBy(() -> rows.append(batch)).isInstanceOf(MemoryLimitException.class);
            assertThat(rows.commit()).isZero();
            assertThat(table.memory().arenas()).isZero();
            append(rows, DAY_NS, 2);
            assertThatThrownBy(() -> rows.append(batch)).isInstanceOf(MemoryLimitException.class);
            assertThat(rows.commit()).isEqualTo(1);
            requireRows(2, 1);
        }
    }

    private void requireRows(long count, int partitions) {
        assertThat(table.rowCount()).isEqualTo(count);
        try (TableSnapshot snapshot = table.snapshot();
                ColumnView values = snapshot.column("value")) {
            assertThat(snapshot.partitionCount()).isEqualTo(partitions);
            assertThat(values.length()).isEqualTo(count);
        }
    }

    private static void append(Appender rows, long fromNs, int count) {
        for (int i = 0; i < count; i++) {
            rows.at(fromNs + i).int64(i).append();
        }
    }
}
