package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.file.SimulatedFiles;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.log.SyncMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rows of many threads that share commits, on a disk that loses power.
final class DurableFeedTest {
    private static final Path DIRECTORY = Path.of("/data/db");
    private static final int PRODUCERS = 4;
    private static final int ROWS = 500;
    private static final Schema SCHEMA =
            Schema.builder().timestamp("ts").int64("producer").int64("n").build();

    private final SimulatedFiles files = SimulatedFiles.create();
    private long commits;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private static Storage open(SimulatedFiles files) {
        return Storage.open(
                DIRECTORY,
                MemoryOptions.defaults().withReservationBytes(1L << 36),
                DurableOptions.defaults()
                        .withFiles(files)
                        .withSync(SyncMode.commit())
                        .withSealAfterMillis(0)
                        .withSealOnClose(false));
    }

    private static void append(Feed feed, int number) {
        try (FeedProducer producer = feed.producer()) {
            for (int n = 0; n < ROWS; n++) {
                producer.at(n).int64(number).int64(n).append();
            }
        }
    }

    private static void appendAll(Feed feed) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().start(() -> append(feed, number)));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("test was interrupted", e);
            }
        }
    }

    /// All producers append and flush, then the power goes.
    ///
    /// @param isHeldUp whether no commit goes through before all rows are there
    /// @return the disk after that
    private SimulatedFiles flushAndCut(boolean isHeldUp, long seed) {
        files.createDirectories(DIRECTORY.getParent());
        Storage db = open(files);
        TableStore table = db.createTable("t", SCHEMA, PartitionBy.DAY);
        SimulatedFiles afterwards;
        try (Feed feed = table.feed(FeedOptions.defaults())) {
            if (isHeldUp) {
                table.commits().withState(state -> appendAll(feed));
            } else {
                appendAll(feed);
            }
            feed.flush();
            commits = table.commitNumber();
            afterwards = files.powerLoss(new Random(seed));
        }
        assertThatThrownBy(db::close).isInstanceOf(StorageException.class);
        return afterwards;
    }

    /// What comes while a commit waits is the next commit, with one sync for all its rows.
    @Test
    void rowsThatWaitShareACommit() {
        SimulatedFiles afterwards = flushAndCut(true, 7);
        assertThat(commits).isBetween(1L, 2L);
        try (Storage db = open(afterwards)) {
            assertThat(ViewRows.of(db.table("t"))).hasSize(PRODUCERS * ROWS);
        }
    }

    @Test
    void whatWasFlushedIsThereAfterALossOfPower() {
        long seed = Long.getLong("arenite.seed", System.nanoTime());
        System.out.println("durable feed: seed=" + seed);
        SimulatedFiles afterwards = flushAndCut(false, seed);
        try (Storage db = open(afterwards);
                TableSnapshot snapshot = db.table("t").snapshot();
                ColumnView producers = snapshot.column("producer");
                ColumnView numbers = snapshot.column("n")) {
            assertThat(producers.length()).as("seed=" + seed).isEqualTo(PRODUCERS * ROWS);
            long[] next = new long[PRODUCERS];
            for (long row = 0; row < producers.length(); row++) {
                int producer = (int) producers.getLong(row);
                assertThat(numbers.getLong(row)).as("seed=" + seed).isEqualTo(next[producer]++);
            }
        }
    }
}
