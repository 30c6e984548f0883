package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryLimitException;
import io.arenite.arena.MemoryOptions;
import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MisuseTest {
    private static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .int8("tiny")
            .decimal64("price", 2)
            .float32("ratio")
            .key("sym")
            .build();

    private Storage db;
    private TableStore table;

    @BeforeEach
    void open() {
        db = Storage.inMemory();
        table = db.createTable("trades", SCHEMA, PartitionBy.DAY);
    }

    @AfterEach
    void nothingLeaks() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    @Test
    void badValuesNameTableColumnAndValueAndCostOnlyTheirRow() {
        try (Appender rows = table.appender()) {
            rows.at(1).symbol("A").int64(1).decimal(100).float32(1).append();
            assertThatThrownBy(() -> rows.at(2).symbol("A").int64(128))
                    .hasMessage("value out of range: table=trades, column=tiny, type=int8, value=128");
            assertThatThrownBy(() -> rows.at(2).symbol("A").int64(1).decimal(new BigDecimal("1.005")))
                    .hasMessage("value out of range: table=trades, column=price, type=decimal64(2), value=1.005");
            assertThatThrownBy(() -> rows.at(2).symbol("A").int64(1).decimal(1).float64(1e300))
                    .hasMessage("value out of range: table=trades, column=ratio, type=float32, value=1.0E300");
            assertThatThrownBy(() -> rows.at(2).int64(1))
                    .hasMessage("wrong type for column: table=trades, column=sym, type=symbol, given=int64");
            assertThatThrownBy(() -> rows.at(2).symbol("A").append())
                    .hasMessage("row is incomplete: table=trades, missing column=tiny");
            assertThatThrownBy(() -> rows.at(2).symbol("A").int64(1).nul().nul().nul())
                    .hasMessage("row has more values than the schema: table=trades, columns=5, given=null");
            assertThatThrownBy(() -> rows.at(2).nul()).hasMessage("key must not be null: table=trades, column=sym");
            assertThatThrownBy(() -> rows.at(2).symbolCode(7))
                    .hasMessage("unknown symbol code: table=trades, code=7, symbols=1");
            RowBuilder finished = rows.at(2);
            assertThatThrownBy(() -> rows.at(3)).hasMessage("row is incomplete: table=trades, missing column=sym");
            assertThatThrownBy(finished::append).hasMessage("row not started: table=trades, first call=at");
            assertThatThrownBy(() -> finished.int64(1))
                    .hasMessage("row not started: table=trades, given=int64, first call=at");
            rows.at(2);
            assertThatThrownBy(rows::commit).hasMessage("row is incomplete: table=trades, missing call=append");
            rows.at(2).symbol("A").int64(2).decimal(100).float32(1).append();
            rows.commit();
        }
        assertThat(table.rowCount()).isEqualTo(2);
    }

    @Test
    void oneWriterAtATime() {
        Appender first = table.appender();
        assertThatThrownBy(table::appender).hasMessage("table already has a writer: table=trades");
        first.close();
        assertThatThrownBy(first::close).hasMessage("appender is closed: table=trades");
        assertThatThrownBy(() -> first.at(1)).hasMessage("appender is closed: table=trades");
        assertThatThrownBy(first::commit).hasMessage("appender is closed: table=trades");
        table.appender().close();
    }

    @Test
    void anotherThreadCannotJoinARow() throws InterruptedException {
        try (Appender rows = table.appender()) {
            rows.at(1).symbol("A").int64(1).decimal(100).float32(1).append();
            Throwable[] seen = new Throwable[1];
            Thread other = Thread.ofPlatform().name("other").start(() -> {
                try {
                    rows.at(2);
                } catch (IllegalStateException e) {
                    seen[0] = e;
                }
            });
            other.join();
            assertThat(seen[0]).hasMessageStartingWith("appender is in use by another thread: table=trades, thread=");
        }
    }

    @Test
    void aDroppedTableRefusesRowsAndKeepsItsReaders() {
        Appender rows = table.appender();
        rows.at(1).symbol("A").int64(1).decimal(100).float32(1).append();
        rows.commit();
        rows.at(2).symbol("A").int64(2).decimal(100).float32(1).append();
        TableSnapshot snapshot = table.snapshot();
        PartitionView view = snapshot.open(0);
        db.dropTable("trades");
        assertThatThrownBy(() -> rows.at(3)).hasMessage("table is dropped: table=trades");
        assertThatThrownBy(rows::commit).hasMessage("table is dropped: table=trades");
        assertThatThrownBy(rows::close).hasMessage("table is dropped: table=trades, uncommitted rows=1");
        assertThatThrownBy(table::snapshot).hasMessage("table is dropped: table=trades");
        assertThatThrownBy(table::drop).hasMessage("table is dropped: table=trades");
        assertThatThrownBy(table::appender).hasMessage("table is dropped: table=trades");
        try (ColumnView tiny = snapshot.column("tiny")) {
            assertThat(tiny.getLong(0)).isEqualTo(1);
        }
        snapshot.close();
        assertThatThrownBy(snapshot::close).hasMessage("snapshot is closed: table=trades, commit=1");
        assertThatThrownBy(() -> snapshot.open(0)).hasMessage("snapshot is closed: table=trades, commit=1");
        assertThatThrownBy(snapshot::retain).hasMessage("snapshot is closed: table=trades, commit=1");
        assertThat(view.rowCount()).isEqualTo(1);
        view.close();
        assertThatThrownBy(view::close).hasMessage("lease is already closed: arena=trades[A@0].main");
        assertThatThrownBy(view::mainSegment).hasMessage("lease is closed: arena=trades[A@0].main");
        assertThat(db.memory().committedBytes()).isZero();
    }

    @Test
    void columnViewsCheckEverything() {
        try (Appender rows = table.appender()) {
            rows.at(1).symbol("A").int64(1).nul().float32(1).append();
        }
        try (TableSnapshot snapshot = table.snapshot()) {
            assertThatThrownBy(() -> snapshot.column("prise"))
                    .hasMessage("unknown column: column=prise, did you mean=[price]");
            assertThatThrownBy(() -> snapshot.partition(1))
                    .hasMessage("partition out of range: table=trades, partition=1, partitions=1");
            ColumnView price = snapshot.column("price", "A");
            assertThatThrownBy(() -> price.getLong(0)).hasMessage("value is null: column=price, row=0");
            assertThatThrownBy(() -> price.isNull(1)).hasMessage("row out of range: column=price, row=1, length=1");
            assertThatThrownBy(() -> price.isNull(-1)).hasMessage("row out of range: column=price, row=-1, length=1");
            price.close();
            assertThatThrownBy(price::close).hasMessage("column view is closed: column=price");
            assertThatThrownBy(() -> price.isNull(0)).hasMessage("column view is closed: column=price");
            ColumnView tiny = snapshot.column("tiny");
            assertThatThrownBy(() -> tiny.getDouble(0))
                    .hasMessage("wrong type for column: column=tiny, type=int8, wanted=double");
            var values = tiny.chunks().getFirst().values();
            assertThat(values.isReadOnly()).isTrue();
            assertThat(values.byteSize()).isEqualTo(1);
            tiny.close();
            assertThatThrownBy(() -> values.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0))
                    .isInstanceOf(IllegalStateException.class);
            try (ColumnView unknown = snapshot.column("tiny", "nobody")) {
                assertThat(unknown.length()).isZero();
            }
            assertThat(db.symbols().code("nobody")).isEqualTo(-1);
        }
    }

    @Test
    void aFailedAppendLeavesTheTableAsItWas() {
        try (Storage small = Storage.inMemory(MemoryOptions.defaults().withLimitBytes(600 << 10))) {
            TableStore limited = small.createTable("limited", SCHEMA, PartitionBy.DAY);
            try (Appender rows = limited.appender()) {
                long before = appendUntilFull(rows);
                assertThat(rows.uncommittedRows()).isEqualTo(before);
                rows.commit();
                assertThat(limited.rowCount()).isEqualTo(before);
                assertThatThrownBy(() -> appendUntil(rows, Long.MAX_VALUE)).isInstanceOf(MemoryLimitException.class);
                rows.rollback();
                assertThat(limited.rowCount()).isEqualTo(before);
                try (TableSnapshot snapshot = limited.snapshot();
                        ColumnView times = snapshot.column("ts")) {
                    for (long row = 0; row < before; row++) {
                        assertThat(times.getLong(row)).isEqualTo(row);
                    }
                }
                ColumnBatch batch = ColumnBatch.of(SCHEMA, 100_000)
                        .longs("ts", new long[100_000])
                        .symbolCodes("sym", new int[100_000])
                        .bytes("tiny", new byte[100_000])
                        .longs("price", new long[100_000])
                        .floats("ratio", new float[100_000]);
                assertThatThrownBy(() -> rows.append(batch)).isInstanceOf(MemoryLimitException.class);
                assertThat(rows.uncommittedRows()).isZero();
            }
        }
    }

    private static long appendUntilFull(Appender rows) {
        long[] appended = new long[1];
        assertThatThrownBy(() -> {
                    while (true) {
                        appendUntil(rows, appended[0]);
                        appended[0]++;
                    }
                })
                .isInstanceOf(MemoryLimitException.class);
        return appended[0];
    }

    private static void appendUntil(Appender rows, long ts) {
        long last = ts;
        do {
            rows.at(ts == Long.MAX_VALUE ? 1_000_000 : last)
                    .symbol("A")
                    .int64(1)
                    .decimal(1)
                    .float32(1)
                    .append();
        } while (ts == Long.MAX_VALUE);
    }

    @Test
    void closedDatabase() {
        Storage other = Storage.inMemory();
        TableStore orphan = other.createTable("t", SCHEMA, PartitionBy.NONE);
        Appender rows = orphan.appender();
        rows.at(1).symbol("A").int64(1).decimal(1).float32(1).append();
        rows.commit();
        TableSnapshot snapshot = orphan.snapshot();
        assertThatThrownBy(() -> other.createTable("t", SCHEMA, PartitionBy.DAY))
                .hasMessage("table exists already: table=t");
        other.close();
        assertThatThrownBy(other::close).hasMessageStartingWith("database is closed");
        assertThatThrownBy(() -> other.table("t")).hasMessageStartingWith("database is closed");
        assertThatThrownBy(() -> rows.at(1)).hasMessage("table is dropped: table=t");
        try (ColumnView tiny = snapshot.column("tiny")) {
            snapshot.close();
            assertThat(tiny.getLong(0)).isEqualTo(1);
        }
        rows.close();
    }
}
