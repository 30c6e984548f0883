package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Partitions and versions that are replaced stay exactly as long as someone may read them.
class RetentionTest {
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .int64("value")
            .key("sym")
            .build();

    private Storage db;
    private TableStore table;

    @BeforeEach
    void open() {
        db = Storage.inMemory();
        table = db.createTable("t", SCHEMA, PartitionBy.DAY);
    }

    @AfterEach
    void nothingLeaks() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    @Test
    void aDroppedPartitionGoesWithItsLastSnapshotOrView() {
        try (Appender rows = table.appender()) {
            append(rows, 0, 10);
            append(rows, DAY_NS, 10);
        }
        TableSnapshot snapshot = table.snapshot();
        assertThat(table.dropPartitionsBefore(DAY_NS)).isEqualTo(1);
        assertThat(table.dropPartitionsBefore(DAY_NS)).isZero();
        assertThat(table.rowCount()).isEqualTo(10);
        assertThat(snapshot.rowCount()).isEqualTo(20);
        PartitionView view = snapshot.open(0);
        assertThat(table.stats().retired()).isEqualTo(1);
        snapshot.close();
        assertThat(table.stats().retired()).isZero();
        assertThat(view.rowCount()).isEqualTo(10);
        assertThat(table.memory().arenas()).isEqualTo(2);
        view.close();
        assertThat(table.memory().arenas()).isEqualTo(1);
    }

    @Test
    void uncommittedRowsSurviveADrop() {
        try (Appender rows = table.appender()) {
            append(rows, 100, 10);
            rows.commit();
            append(rows, 50, 3);
            append(rows, 200, 4);
            assertThat(table.dropPartitionsBefore(DAY_NS)).isEqualTo(1);
            assertThat(table.rowCount()).isZero();
            append(rows, 300, 1);
            rows.commit();
            assertThat(table.rowCount()).isEqualTo(8);
            try (TableSnapshot snapshot = table.snapshot();
                    ColumnView times = snapshot.column("ts")) {
                assertThat(times.getLong(0)).isEqualTo(50);
                assertThat(times.getLong(3)).isEqualTo(200);
                assertThat(times.getLong(7)).isEqualTo(300);
            }
            append(rows, 400, 1);
            table.dropPartitionsBefore(DAY_NS);
            rows.rollback();
            assertThat(table.rowCount()).isZero();
        }
        assertThat(table.memory().arenas()).isZero();
    }

    @Test
    void foldsKeepOldSnapshotsAndForgetWhatNobodyHolds() {
        table.lateRowsBeforeFold = 10;
        try (Appender rows = table.appender()) {
            append(rows, 1_000_000, 20);
            rows.commit();
            TableSnapshot first = table.snapshot();
            PartitionView firstView = first.open(0);
            for (int i = 0; i < 20; i++) {
                append(rows, 1000L * i, 60);
                rows.commit();
            }
            assertThat(table.stats().folds()).isGreaterThan(3);
            assertThat(table.stats().retired()).isEqualTo(1);
            assertThat(first.partition(0).rowCount(first)).isEqualTo(20);
            try (PartitionView again = first.open(0)) {
                assertThat(again.rowCount()).isEqualTo(20);
                assertThat(again.versionIdentity()).isSameAs(firstView.versionIdentity());
            }
            first.close();
            assertThat(table.stats().retired()).isZero();
            assertThat(firstView.lowerBound(1_000_010)).isEqualTo(10);
            firstView.close();
        }
    }

    @Test
    void marksStayFewHoweverLongASnapshotIsHeld() {
        try (Appender rows = table.appender()) {
            append(rows, 0, 1);
            rows.commit();
            TableSnapshot held = table.snapshot();
            for (int i = 0; i < 10_000; i++) {
                append(rows, i, 1);
                rows.commit();
            }
            Partition partition = (Partition) held.partition(0);
            assertThat(partition.version.marks().capacity()).isLessThanOrEqualTo(16);
            assertThat(partition.rowCount(held)).isEqualTo(1);
            assertThat(table.stats().liveCommits()).isEqualTo(2);
            held.close();
        }
    }

    @Test
    void valuesFromBeforeTheFirstNullStayReadable() {
        try (Appender rows = table.appender()) {
            append(rows, 0, 1000);
            rows.commit();
            try (TableSnapshot before = table.snapshot();
                    PartitionView view = before.open(0)) {
                rows.at(5000).symbol("A").nul().append();
                try (PartitionView meanwhile = before.open(0)) {
                    assertThat(meanwhile.mainSlot(2).validityOffset()).isEqualTo(-1);
                }
                rows.commit();
                assertThat(view.mainSlot(2).validityOffset()).isEqualTo(-1);
                try (ColumnView values = before.column("value")) {
                    assertThat(values.isNull(999)).isFalse();
                    assertThat(values.getLong(999)).isEqualTo(999);
                }
            }
            try (TableSnapshot after = table.snapshot();
                    ColumnView values = after.column("value")) {
                assertThat(values.isNull(999)).isFalse();
                assertThat(values.isNull(1000)).isTrue();
            }
        }
    }

    private static void append(Appender rows, long fromNs, int count) {
        for (int i = 0; i < count; i++) {
            rows.at(fromNs + i).symbol("A").int64(i).append();
        }
    }
}
