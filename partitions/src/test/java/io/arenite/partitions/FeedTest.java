package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryLimitException;
import io.arenite.arena.MemoryOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final int PRODUCERS = 8;
    private static final int ROWS = 20_000;
    private static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .int64("producer")
            .int64("sequence")
            .utf8("note")
            .key("sym")
            .build();

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void losesNothingAndKeepsEachProducersOrder() throws InterruptedException {
        try (Storage db = Storage.inMemory()) {
            TableStore table = db.createTable("t", SCHEMA, PartitionBy.DAY);
            try (Feed feed =
                    table.feed(FeedOptions.defaults().withRingBytes(1 << 14).withRowsPerCommit(500))) {
                List<Thread> threads = new ArrayList<>();
                for (int producer = 0; producer < PRODUCERS; producer++) {
                    int number = producer;
                    threads.add(Thread.ofPlatform().start(() -> produce(feed, number)));
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                feed.flush();
                assertThat(table.rowCount()).isEqualTo((long) PRODUCERS * ROWS);
                assertThat(feed.committedRows()).isEqualTo((long) PRODUCERS * ROWS);
            }
            verify(table);
        }
    }

    private static void produce(Feed feed, int number) {
        try (FeedProducer rows = feed.producer()) {
            for (int sequence = 0; sequence < ROWS; sequence++) {
                RowBuilder row = rows.at(0).symbol("S" + sequence % 3).int64(number);
                row.int64(sequence);
                (sequence % 7 == 0 ? row.nul() : row.utf8("n" + sequence)).append();
            }
        }
    }

    private static void verify(TableStore table) {
        try (TableSnapshot snapshot = table.snapshot()) {
            for (int symbol = 0; symbol < 3; symbol++) {
                try (ColumnView producers = snapshot.column("producer", "S" + symbol);
                        ColumnView sequences = snapshot.column("sequence", "S" + symbol);
                        ColumnView notes = snapshot.column("note", "S" + symbol)) {
                    long[] expected = new long[PRODUCERS];
                    Arrays.fill(expected, symbol);
                    for (long row = 0; row < producers.length(); row++) {
                        int producer = (int) producers.getLong(row);
                        long sequence = sequences.getLong(row);
                        assertThat(sequence).isEqualTo(expected[producer]);
                        expected[producer] += 3;
                        assertThat(notes.isNull(row)).isEqualTo(sequence % 7 == 0);
                        if (sequence % 7 != 0) {
                            assertThat(notes.getString(row)).isEqualTo("n" + sequence);
                        }
                    }
                    assertThat(Arrays.stream(expected).min().getAsLong()).isGreaterThanOrEqualTo(ROWS);
                }
            }
        }
    }

    @Test
    void closeKeepsWhatWasAppended() {
        try (Storage db = Storage.inMemory()) {
            TableStore table = db.createTable("t", SCHEMA, PartitionBy.DAY);
            Feed feed = table.feed(FeedOptions.defaults());
            FeedProducer rows = feed.producer();
            for (int i = 0; i < 1000; i++) {
                rows.at(i).symbol("A").int64(1).int64(i).utf8("").append();
            }
            feed.close();
            assertThat(table.rowCount()).isEqualTo(1000);
            assertThatThrownBy(() -> rows.at(0)).hasMessage("feed is closed: table=t");
            assertThatThrownBy(feed::close).hasMessage("feed is closed: table=t");
            table.appender().close();
        }
    }

    @Test
    void isTheOneWriter() {
        try (Storage db = Storage.inMemory()) {
            TableStore table = db.createTable("t", SCHEMA, PartitionBy.DAY);
            try (Feed feed = table.feed(FeedOptions.defaults())) {
                assertThat(feed.committedRows()).isZero();
                assertThatThrownBy(table::appender).hasMessage("table already has a writer: table=t");
                assertThatThrownBy(() -> table.feed(FeedOptions.defaults()))
                        .hasMessage("table already has a writer: table=t");
            }
        }
    }

    @Test
    void tellsProducersThatTheLimitIsReached() {
        try (Storage db = Storage.inMemory(MemoryOptions.defaults().withLimitBytes(1 << 20))) {
            TableStore table = db.createTable("t", SCHEMA, PartitionBy.DAY);
            Feed feed = table.feed(FeedOptions.defaults().withRingBytes(1 << 14));
            FeedProducer rows = feed.producer();
            AtomicLong appended = new AtomicLong();
            assertThatThrownBy(() -> {
                        while (true) {
                            rows.at(appended.getAndIncrement())
                                    .symbol("A")
                                    .int64(1)
                                    .int64(1)
                                    .utf8("abc")
                                    .append();
                        }
                    })
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("feed has failed: table=t, committed rows=")
                    .hasCauseInstanceOf(MemoryLimitException.class);
            assertThatThrownBy(feed::flush).hasCauseInstanceOf(MemoryLimitException.class);
            assertThatThrownBy(feed::close).hasMessageContaining("memory limit reached");
            assertThat(table.rowCount()).isPositive().isLessThan(appended.get());
            table.appender().close();
        }
    }

    @Test
    void tellsProducersThatTheTableIsDropped() {
        try (Storage db = Storage.inMemory()) {
            TableStore table = db.createTable("t", SCHEMA, PartitionBy.DAY);
            Feed feed = table.feed(FeedOptions.defaults());
            FeedProducer rows = feed.producer();
            table.drop();
            assertThatThrownBy(() -> {
                        rows.at(0).symbol("A").int64(1).int64(1).utf8("abc").append();
                        feed.flush();
                    })
                    .hasMessageContaining("table is dropped: table=t");
            assertThatThrownBy(feed::close).hasMessageContaining("table is dropped: table=t");
        }
    }
}
