package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a table says was touched between two snapshots: every partition of which rows, late rows or version differ.
class ChangeLogTest {
    private static final int SYMBOLS = 40;
    private static final long HOUR_NS = 3_600_000_000_000L;

    private final long seed = Long.getLong("arenite.seed", System.nanoTime());

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private static TableStore table(Storage storage) {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .int64("x")
                .key("sym")
                .build();
        return storage.createTable("t", schema, PartitionBy.HOUR);
    }

    @Test
    void namesWhatWasTouchedAndNothingElse() {
        try (var storage = Storage.inMemory()) {
            TableStore table = table(storage);
            try (Appender rows = table.appender()) {
                commit(rows, "A", "B", "C");
                TableSnapshot first = table.snapshot();
                assertThat(first.touchedSince(first.commitNumber())).isEmpty();
                assertThat(first.touchedSince(0)).as("nobody asked before").isNull();
                long asked = first.commitNumber();
                first.close();
                commit(rows, "B");
                commit(rows, "C", "B");
                try (TableSnapshot later = table.snapshot()) {
                    assertThat(Arrays.stream(later.touchedSince(asked)).sorted())
                            .containsExactly(1, 1, 2);
                    assertThat(later.touchedSince(asked + 1)).containsExactlyInAnyOrder(1, 2);
                    assertThat(later.touchedSince(later.commitNumber())).isEmpty();
                }
            }
        }
    }

    @Test
    void forgetsAfterAsManyAsItHolds() {
        try (var storage = Storage.inMemory()) {
            TableStore table = table(storage);
            try (Appender rows = table.appender()) {
                commit(rows, "A", "B");
                long asked;
                try (TableSnapshot snapshot = table.snapshot()) {
                    asked = snapshot.commitNumber();
                    assertThat(snapshot.touchedSince(asked - 1)).isNull();
                }
                for (int i = 0; i <= ChangeLog.CAPACITY / 2; i++) {
                    commit(rows, "A", "B");
                }
                try (TableSnapshot snapshot = table.snapshot()) {
                    assertThat(snapshot.touchedSince(asked) == null).isTrue();
                    assertThat(snapshot.touchedSince(asked + 2)).hasSize(ChangeLog.CAPACITY - 2);
                }
            }
        }
    }

    private static void commit(Appender rows, String... symbols) {
        for (String symbol : symbols) {
            rows.at(1).symbol(symbol).int64(1).append();
        }
        rows.commit();
    }

    @Test
    void readersBesideTheWriterMissNothing() throws InterruptedException {
        System.out.println("change log test: seed=" + seed);
        try (var storage = Storage.inMemory()) {
            TableStore table = table(storage);
            table.lateRowsBeforeFold = 2;
            var done = new AtomicBoolean();
            var failure = new AtomicReference<Throwable>();
            Thread reader = Thread.ofPlatform().start(() -> {
                try {
                    read(table, done);
                } catch (RuntimeException | AssertionError e) {
                    failure.set(e);
                }
            });
            var random = new SplittableRandom(seed);
            try (Appender rows = table.appender()) {
                for (int commit = 0; commit < 4_000 && failure.get() == null; commit++) {
                    long ts = commit * HOUR_NS / 2_000;
                    for (int i = random.nextInt(2 * SYMBOLS); i >= 0; i--) {
                        long lateNs = random.nextInt(2) == 0 ? random.nextLong(HOUR_NS / 4) : 0;
                        rows.at(Math.max(0, ts - lateNs))
                                .symbol("S" + random.nextInt(SYMBOLS))
                                .int64(i)
                                .append();
                    }
                    rows.commit();
                    if (commit == 3_000) {
                        assertThat(table.dropPartitionsBefore(HOUR_NS)).isPositive();
                    }
                }
            } finally {
                done.set(true);
                reader.join();
            }
            assertThat(failure.get()).as("seed=" + seed).isNull();
            assertThat(table.stats().folds()).isPositive();
        }
    }

    private static void read(TableStore table, AtomicBoolean done) {
        TableSnapshot before = table.snapshot();
        int known = 0;
        do {
            TableSnapshot now = table.snapshot();
            int[] touched = now.touchedSince(before.commitNumber());
            if (touched != null && now.catalogNumber() == before.catalogNumber()) {
                known++;
                assertNothingElseChanged(before, now, touched);
            }
            before.close();
            before = now;
        } while (!done.get());
        before.close();
        assertThat(known).isPositive();
    }

    private static void assertNothingElseChanged(TableSnapshot before, TableSnapshot now, int[] touched) {
        var was = new PartitionExtent();
        var is = new PartitionExtent();
        try (MainRows earlier = before.mainRows();
                MainRows later = now.mainRows()) {
            for (int i = 0; i < now.partitionCount(); i++) {
                int place = i;
                earlier.look(i, was);
                later.look(i, is);
                boolean same =
                        was.version() == is.version() && was.rows() == is.rows() && was.lateRows() == is.lateRows();
                assertThat(same || Arrays.stream(touched).anyMatch(t -> t == place))
                        .as("partition=%d, from=%s, to=%s", i, before, now)
                        .isTrue();
            }
        }
    }
}
