package io.arenite.engine;

import static io.arenite.engine.Ticks.FEE;
import static io.arenite.engine.Ticks.PX;
import static io.arenite.engine.Ticks.QTY;
import static io.arenite.engine.Ticks.SYM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.Trace.Counter;
import io.arenite.engine.cache.CacheStats;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.frame.Frame;
import io.arenite.partitions.Appender;
import io.arenite.partitions.TableSnapshot;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a repeated aggregate reads, and when what is kept goes. That the bits are right is the differential
/// test's.
class KeptPartialsTest {
    private static final int BLOCK = 65_536;
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final AggregatePlan SUM = new AggregatePlan(ScanSpec.ALL, List.of(), List.of(Ticks.sum(PX)));

    private final Ticks ticks = Ticks.create();

    @AfterEach
    void nothingLeaks() {
        ticks.close();
        LeakCheck.assertNoLeaks();
    }

    private Trace traced(AggregatePlan plan, double expected) {
        var trace = new Trace();
        try (Frame frame = ticks.query(plan, trace)) {
            assertThat(frame.column(0).getDouble(0)).isEqualTo(expected);
        }
        return trace;
    }

    private static void assertRead(Trace trace, long reused, long extended, long rows) {
        assertThat(trace.get(Counter.PARTITIONS_REUSED)).as("reused: %s", trace).isEqualTo(reused);
        assertThat(trace.get(Counter.PARTITIONS_EXTENDED))
                .as("extended: %s", trace)
                .isEqualTo(extended);
        assertThat(trace.get(Counter.ROWS_SCANNED)).as("rows: %s", trace).isEqualTo(rows);
    }

    private static double sum(long rows) {
        return rows * (rows - 1) / 2.0;
    }

    /// Rows of the symbol at `from` and the nanoseconds after it, px 1 each, in one commit.
    private void addOnes(String sym, long from, int rows) {
        try (Appender appender = ticks.table.appender()) {
            for (int i = 0; i < rows; i++) {
                appender.at(from + i)
                        .symbol(sym)
                        .float64(1)
                        .int64(1)
                        .decimal(1L)
                        .append();
            }
            appender.commit();
        }
    }

    @Test
    void appendedRowsAreAllThatIsRead() {
        long rows = 3 * BLOCK + 100;
        ticks.addRising("A", (int) rows).addRising("B", 5_000);
        double known = sum(rows) + sum(5_000);
        assertRead(traced(SUM, known), 0, 0, rows + 5_000);
        assertRead(traced(SUM, known), 2, 0, 0);
        addOnes("A", rows, 1_000);
        assertRead(traced(SUM, known + 1_000), 1, 1, 1_000);
        addOnes("A", rows + 1_000, BLOCK);
        addOnes("B", 5_000, 1);
        assertRead(traced(SUM, known + 1_001 + BLOCK), 0, 2, BLOCK + 1);
        addOnes("C", 0, 7);
        assertRead(traced(SUM, known + 1_008 + BLOCK), 2, 0, 7);
        CacheStats stats = ticks.engine.cache().stats();
        assertThat(stats.misses()).isEqualTo(1);
        assertThat(stats.extended()).isEqualTo(4);
        assertThat(stats.entries()).isEqualTo(1);
    }

    @Test
    void lateRowsCostTheBlocksFromTheFirstOfThemOn() {
        int rows = 4 * BLOCK + 100;
        ticks.addRising("A", rows);
        traced(SUM, sum(rows));
        addOnes("A", 2 * BLOCK + 5, 1);
        assertRead(traced(SUM, sum(rows) + 1), 0, 1, 2 * BLOCK + 101);
        addOnes("A", rows, 10);
        assertRead(traced(SUM, sum(rows) + 11), 0, 1, 10);
    }

    @Test
    void timeRangesGoOnWhereTheyEnded() {
        ticks.addRising("A", BLOCK);
        var plan = new AggregatePlan(
                ScanSpec.ALL.withTimeRange(10, BLOCK + 500), List.of(), List.of(Ticks.sum(PX), Aggregate.countAll()));
        double known = sum(BLOCK) - sum(10);
        assertRead(traced(plan, known), 0, 0, BLOCK - 10);
        addOnes("A", BLOCK, 100);
        assertRead(traced(plan, known + 100), 0, 1, 100);
        addOnes("A", BLOCK + 100, 1_000);
        assertRead(traced(plan, known + 500), 0, 1, 400);
        addOnes("A", BLOCK + 1_100, 1_000);
        assertRead(traced(plan, known + 500), 0, 1, 0);
    }

    @Test
    void twoPassesReadTheOpenBlockAnew() {
        ticks.addRising("A", BLOCK + 50);
        var plan = new AggregatePlan(
                ScanSpec.ALL,
                List.of(),
                List.of(Aggregate.of(AggregateKind.MAX, PX), Aggregate.spread(AggregateKind.VARIANCE, PX, 1)));
        traced(plan, BLOCK + 49);
        addOnes("A", BLOCK + 50, 50);
        assertRead(traced(plan, BLOCK + 49), 0, 1, 100);
    }

    @Test
    void groupsByTheKeyAreKeptByPartition() {
        ticks.addRising("A", 5_000).addRising("B", 6_000);
        var plan = new AggregatePlan(ScanSpec.ALL, List.of(SYM), List.of(Ticks.sum(QTY)));
        for (int i = 0; i < 3; i++) {
            addOnes("B", 6_000 + i, 1);
            var trace = new Trace();
            try (Frame frame = ticks.query(plan, trace)) {
                assertThat(frame.column(1).getLong(0)).isEqualTo((long) sum(5_000));
                assertThat(frame.column(1).getLong(1)).isEqualTo((long) sum(6_000) + i + 1);
            }
            assertRead(trace, i == 0 ? 0 : 1, i == 0 ? 0 : 1, i == 0 ? 11_001 : 1);
        }
    }

    @Test
    void groupsByOtherColumnsReadTheOpenBlocksAnew() {
        ticks.addRising("A", BLOCK + 100).addRising("B", 6_000);
        var plan = new AggregatePlan(ScanSpec.ALL, List.of(FEE), List.of(Ticks.sum(QTY), Aggregate.countAll()));
        long known = (long) (sum(BLOCK + 100) + sum(6_000));
        for (int i = 0; i < 4; i++) {
            addOnes("A", BLOCK + 100 + i, 1);
            var trace = new Trace();
            try (Frame frame = ticks.query(plan, trace)) {
                assertThat(frame.column(1).getLong(0)).isEqualTo(known + i + 1);
                assertThat(frame.column(2).getLong(0)).isEqualTo(BLOCK + 6_100 + i + 1);
            }
            assertRead(trace, i == 0 ? 0 : 1, i == 0 ? 0 : 1, i == 0 ? BLOCK + 6_101 : 101 + i);
        }
        addOnes("A", 5, 1);
        var trace = new Trace();
        ticks.query(plan, trace).close();
        assertRead(trace, 1, 0, BLOCK + 105);
    }

    @Test
    void smallPartitionsAreKeptFromTheSecondQuestionOn() {
        ticks.addRising("A", 10).addRising("B", 20);
        assertRead(traced(SUM, sum(10) + sum(20)), 0, 0, 30);
        assertRead(traced(SUM, sum(10) + sum(20)), 0, 0, 30);
        assertRead(traced(SUM, sum(10) + sum(20)), 2, 0, 0);
    }

    @Test
    void retentionTakesItsPartitionsOut() {
        ticks.addRising("A", 5_000);
        addOnes("A", HOUR_NS, 5_000);
        traced(SUM, sum(5_000) + 5_000);
        ticks.table.dropPartitionsBefore(HOUR_NS);
        assertRead(traced(SUM, 5_000), 1, 0, 0);
        addOnes("A", 0, 1);
        assertRead(traced(SUM, 5_001), 1, 0, 1);
    }

    @Test
    void anOlderSnapshotGetsItsOwnAnswer() {
        ticks.addRising("A", 5_000);
        try (TableSnapshot before = ticks.table.snapshot()) {
            addOnes("A", 5_000, 10);
            traced(SUM, sum(5_000) + 10);
            try (Frame frame = ticks.engine.execute(before, SUM, QueryContext.unlimited(), null)) {
                assertThat(frame.column(0).getDouble(0)).isEqualTo(sum(5_000));
            }
            assertRead(traced(SUM, sum(5_000) + 10), 1, 0, 0);
        }
    }

    @Test
    void anAnswerThatWasStoppedLeavesNothingWrongBehind() {
        ticks.addRising("A", 3 * BLOCK);
        traced(SUM, sum(3 * BLOCK));
        addOnes("A", 3 * BLOCK, 2 * BLOCK);
        QueryContext stopped = QueryContext.unlimited().withTimeoutNanos(1);
        try (TableSnapshot snapshot = ticks.table.snapshot()) {
            assertThatThrownBy(() -> ticks.engine.execute(snapshot, SUM, stopped, null))
                    .isInstanceOf(QueryStoppedException.class);
        }
        traced(SUM, sum(3 * BLOCK) + 2 * BLOCK);
    }

    /// Stopped at one check after the other, the answer has taken over new rows of A or not.
    @Test
    void aSnapshotThatIsOlderThanAStoppedAnswerSeesNothingOfIt() {
        int a = 5_000;
        int b = 5_000;
        ticks.addRising("A", a).addRising("B", b);
        double known = sum(a) + sum(b);
        for (int stopAt = 1; stopAt <= 6; stopAt++) {
            traced(SUM, known);
            addOnes("B", b++, 1);
            try (TableSnapshot older = ticks.table.snapshot()) {
                addOnes("A", a++, 1);
                addOnes("B", b, BLOCK);
                b += BLOCK;
                stop(stopAt);
                try (Frame frame = ticks.engine.execute(older, SUM, QueryContext.unlimited(), null)) {
                    assertThat(frame.column(0).getDouble(0))
                            .as("stop at=%d", stopAt)
                            .isEqualTo(known + 1);
                }
            }
            known += 2 + BLOCK;
        }
    }

    private void stop(int atCheck) {
        var checks = new AtomicInteger();
        QueryContext stopped = QueryContext.unlimited().withInterrupt(() -> checks.incrementAndGet() >= atCheck);
        try (TableSnapshot snapshot = ticks.table.snapshot();
                Frame frame = ticks.engine.execute(snapshot, SUM, stopped, null)) {
            assertThat(frame.rowCount()).isOne();
        } catch (QueryStoppedException e) {
            assertThat(checks.get()).isEqualTo(atCheck);
        }
    }

    @Test
    void aDropPurgesWhatWasKept() {
        ticks.addRising("A", 5_000);
        traced(SUM, sum(5_000));
        assertThat(ticks.engine.cache().stats().bytes()).isPositive();
        try (TableSnapshot held = ticks.table.snapshot()) {
            ticks.table.drop();
            assertThat(ticks.engine.cache().stats().bytes()).isZero();
            assertThat(ticks.engine.cache().stats().entries()).isZero();
            try (Frame frame = ticks.engine.execute(held, SUM, QueryContext.unlimited(), null)) {
                assertThat(frame.column(0).getDouble(0)).isEqualTo(sum(5_000));
            }
            assertThat(ticks.engine.cache().stats().entries()).isZero();
        }
    }

    @Test
    void theBoundHoldsAndWhatIsAskedAgainStays() {
        try (var small = new Ticks(EngineOptions.defaults().withThreads(1).withCacheBytes(12_000))) {
            small.addRising("A", 5_000);
            for (int i = 0; i < 200; i++) {
                small.query(SUM, null).close();
                var plan = new AggregatePlan(
                        ScanSpec.ALL.withTimeRange(i, Long.MAX_VALUE), List.of(), List.of(Ticks.sum(PX)));
                small.query(plan, null).close();
                assertThat(small.engine.cache().stats().bytes()).isLessThanOrEqualTo(12_000);
            }
            CacheStats stats = small.engine.cache().stats();
            assertThat(stats.extended()).as("the one that is asked again").isEqualTo(199);
            assertThat(stats.evictions()).isBetween(180L, 199L);
        }
    }
}
