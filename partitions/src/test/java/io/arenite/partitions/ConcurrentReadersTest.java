package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One writer, readers and a thread that drops old buckets, all at once, with an invariant that any lost, torn or
/// uncommitted row breaks.
class ConcurrentReadersTest {
    private static final int SYMBOLS = 40;
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .int64("sequence")
            .key("sym")
            .build();

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stop;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void readersSeeWholeCommitsOnly() throws InterruptedException {
        run(2_000);
    }

    @Test
    @Tag("slow")
    void readersSeeWholeCommitsOnlyForAMinute() throws InterruptedException {
        run(60_000);
    }

    private void run(long millis) throws InterruptedException {
        try (Storage db = Storage.inMemory()) {
            TableStore table = db.createTable("t", SCHEMA, PartitionBy.HOUR);
            table.lateRowsBeforeFold = 100;
            List<Thread> threads = new ArrayList<>();
            threads.add(start(() -> write(table)));
            for (int reader = 0; reader < 3; reader++) {
                int seed = reader;
                threads.add(start(() -> read(table, new SplittableRandom(seed))));
            }
            Thread.sleep(millis);
            stop = true;
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(table.rowCount()).isPositive();
            assertThat(table.stats().retired()).isZero();
        }
    }

    private Thread start(Runnable task) {
        return Thread.ofPlatform().start(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
                stop = true;
            }
        });
    }

    /// A commit adds, for each of some symbols, two rows whose sizes cancel out; every tenth row is late. The
    /// price says the size and the symbol. Old hours are dropped.
    private void write(TableStore table) {
        SplittableRandom random = new SplittableRandom(7);
        long clockNs = 0;
        long sequence = 0;
        try (Appender rows = table.appender()) {
            while (!stop) {
                int pairs = 1 + random.nextInt(200);
                for (int i = 0; i < pairs; i++) {
                    int symbol = random.nextInt(SYMBOLS);
                    long size = random.nextLong(1L << 40);
                    clockNs += 50_000_000;
                    append(rows, random, clockNs, symbol, size, sequence++);
                    append(rows, random, clockNs, symbol, -size, sequence++);
                }
                if (random.nextInt(20) == 0) {
                    rows.at(clockNs).symbol("S0").float64(-1).int64(1).int64(-1).append();
                    rows.rollback();
                    sequence -= 2L * pairs;
                } else {
                    rows.commit();
                }
                if (random.nextInt(50) == 0) {
                    table.dropPartitionsBefore(clockNs - 3 * HOUR_NS);
                }
            }
        }
    }

    private static void append(
            Appender rows, SplittableRandom random, long clockNs, int symbol, long size, long sequence) {
        long behind = random.nextInt(10) == 0 ? Math.floorMod(clockNs, HOUR_NS) / 2 : 0;
        rows.at(clockNs - behind)
                .symbol("S" + symbol)
                .float64(size * 64.0 + symbol)
                .int64(size)
                .int64(sequence)
                .append();
    }

    private void read(TableStore table, SplittableRandom random) {
        List<TableSnapshot> held = new ArrayList<>();
        List<Long> sums = new ArrayList<>();
        while (!stop) {
            TableSnapshot snapshot = table.snapshot();
            held.add(snapshot);
            sums.add(check(snapshot));
            if (held.size() > 5) {
                int place = random.nextInt(held.size());
                assertThat(check(held.get(place))).isEqualTo(sums.remove(place));
                held.remove(place).close();
            }
        }
        held.forEach(TableSnapshot::close);
    }

    /// @return a number that identifies the rows
    private static long check(TableSnapshot snapshot) {
        long rows = 0;
        long sum = 0;
        long fingerprint = 0;
        for (int i = 0; i < snapshot.partitionCount(); i++) {
            try (PartitionView view = snapshot.open(i)) {
                rows += view.rowCount();
                int symbol = Integer.parseInt(
                        snapshot.table().symbols().symbol(view.keyCode()).substring(1));
                sum += sizes(view, symbol, false) + sizes(view, symbol, true);
                fingerprint = fingerprint * 31 + sequences(view);
                checkOrder(view);
            }
        }
        assertThat(rows).isEqualTo(snapshot.rowCount());
        assertThat(sum).isZero();
        return fingerprint;
    }

    private static long sizes(PartitionView view, int symbol, boolean late) {
        MemorySegment segment = late ? view.lateSegment() : view.mainSegment();
        long count = late ? view.lateRowCount() : view.mainRowCount();
        long sum = 0;
        for (long row = 0; row < count; row++) {
            ColumnSlot prices = late ? view.lateSlot(2) : view.mainSlot(2);
            ColumnSlot sizes = late ? view.lateSlot(3) : view.mainSlot(3);
            long size = segment.get(JAVA_LONG, sizes.valuesOffset() + row * 8);
            if (segment.get(JAVA_DOUBLE, prices.valuesOffset() + row * 8) != size * 64.0 + symbol) {
                throw new AssertionError("torn row: view=" + view.partition() + ", row=" + row + ", late=" + late);
            }
            sum += size;
        }
        return sum;
    }

    private static long sequences(PartitionView view) {
        long hash = 0;
        for (long row = 0; row < view.mainRowCount(); row++) {
            hash += mix(view.mainSegment().get(JAVA_LONG, view.mainSlot(4).valuesOffset() + row * 8));
        }
        for (long row = 0; row < view.lateRowCount(); row++) {
            hash += mix(view.lateSegment().get(JAVA_LONG, view.lateSlot(4).valuesOffset() + row * 8));
        }
        return hash;
    }

    private static long mix(long value) {
        return (value ^ value >>> 31) * 0x9E3779B97F4A7C15L;
    }

    private static void checkOrder(PartitionView view) {
        long last = Long.MIN_VALUE;
        for (long row = 0; row < view.mainRowCount(); row++) {
            long tsNs = view.mainSegment().get(JAVA_LONG, view.mainSlot(0).valuesOffset() + row * 8);
            if (tsNs < last) {
                throw new AssertionError("main rows out of order: view=" + view.partition() + ", row=" + row);
            }
            last = tsNs;
        }
        LateOrder order = view.lateOrder();
        for (int k = 1; order != null && k < order.lateRows(); k++) {
            if (order.mainRowsBefore()[k] < order.mainRowsBefore()[k - 1]) {
                throw new AssertionError("late rows out of order: view=" + view.partition() + ", place=" + k);
            }
        }
    }
}
