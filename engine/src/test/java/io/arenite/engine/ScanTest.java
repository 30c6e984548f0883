package io.arenite.engine;

import static io.arenite.engine.Ticks.PX;
import static io.arenite.engine.Ticks.QTY;
import static io.arenite.engine.Ticks.SYM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.frame.Frame;
import io.arenite.partitions.TableSnapshot;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a scan reads and what it leaves out, and what may end it.
class ScanTest {
    private static final int BLOCK = 65_536;
    private static final long HOUR_NS = 3_600_000_000_000L;

    /// Without a cache: what is read is the question here.
    private final Ticks ticks =
            new Ticks(EngineOptions.defaults().withThreads(1).withCacheBytes(0).withLoops(LoopTier.BATCH));

    @AfterEach
    void nothingLeaks() {
        ticks.close();
        LeakCheck.assertNoLeaks();
    }

    private static AggregatePlan plan(ScanSpec scan, Aggregate... aggregates) {
        return new AggregatePlan(scan, List.of(), List.of(aggregates));
    }

    private Trace traced(AggregatePlan plan, double expected) {
        var trace = new Trace();
        try (Frame frame = ticks.query(plan, trace)) {
            assertThat(frame.column(0).getDouble(0)).isEqualTo(expected);
        }
        return trace;
    }

    @Test
    void statisticsPruneAndAnswerFromTheSecondQueryOn() {
        ticks.addRising("A", 3 * BLOCK + 100);
        AggregatePlan plan = plan(Ticks.where(Ticks.compare(PX, CompareOp.LT, 1.5 * BLOCK)), Ticks.sum(PX));
        double expected = 1.5 * BLOCK * (1.5 * BLOCK - 1) / 2;
        assertThat(traced(plan, expected).get(Trace.Counter.BLOCKS_SCANNED)).isEqualTo(4);
        traced(plan, expected);
        Trace third = traced(plan, expected);
        assertThat(third.get(Trace.Counter.BLOCKS_FROM_STATISTICS)).isEqualTo(1);
        assertThat(third.get(Trace.Counter.BLOCKS_PRUNED)).isEqualTo(1);
        assertThat(third.get(Trace.Counter.BLOCKS_SCANNED)).isEqualTo(2);
        assertThat(third.get(Trace.Counter.ROWS_SCANNED)).isEqualTo(BLOCK + 100);
    }

    /// Two workers at one partition would wait for each other where its columns are decoded.
    @Test
    void morselsEndWithTheirPartitions() {
        try (var two = new Ticks(EngineOptions.defaults().withThreads(2).withCacheBytes(0))) {
            for (String key : List.of("A", "B", "C")) {
                two.addRising(key, BLOCK + 40_000);
            }
            var trace = new Trace();
            two.query(plan(ScanSpec.ALL, Ticks.sum(PX)), trace).close();
            assertThat(trace.get(Trace.Counter.BLOCKS_SCANNED)).isEqualTo(6);
            assertThat(trace.get(Trace.Counter.MORSELS)).isEqualTo(3);
        }
    }

    @Test
    void keysAndTimeSelectPartitions() {
        for (int hour = 0; hour < 4; hour++) {
            ticks.add(hour * HOUR_NS, "A", 1.0, 1L, 1L).add(hour * HOUR_NS + 5, "B", 10.0, 1L, 1L);
        }
        int b = ticks.storage.symbols().code("B");
        ScanSpec scan = ScanSpec.ALL.withKeyCodes(List.of(b)).withTimeRange(HOUR_NS, 2 * HOUR_NS + 5);
        Trace trace = traced(plan(scan, Ticks.sum(PX)), 10);
        assertThat(trace.get(Trace.Counter.PARTITIONS)).isEqualTo(2);
        assertThat(trace.get(Trace.Counter.PARTITIONS_PRUNED)).isEqualTo(6);
        traced(plan(ScanSpec.ALL.withKeyCodes(List.of()), Ticks.sum(PX)), 0);
        traced(plan(ScanSpec.ALL.withTimeRange(3 * HOUR_NS + 5, Long.MAX_VALUE), Ticks.sum(PX)), 10);
    }

    @Test
    void timeRangesFollowLateRows() {
        ticks.add(10, "A", 1.0, 1L, 1L)
                .add(20, "A", 2.0, 1L, 1L)
                .add(12, "A", 4.0, 1L, 1L)
                .add(5, "A", 8.0, 1L, 1L);
        traced(plan(ScanSpec.ALL.withTimeRange(10, 20), Ticks.sum(PX)), 5);
        traced(plan(ScanSpec.ALL.withTimeRange(11, 21), Ticks.sum(PX)), 6);
        traced(plan(ScanSpec.ALL.withTimeRange(0, 10), Ticks.sum(PX)), 8);
    }

    @Test
    void shapesHaveTheirLoops() {
        ticks.addRising("A", 10);
        ScanSpec range = Ticks.where(Ticks.compare(PX, CompareOp.GT, 5));
        assertThat(tier(plan(ScanSpec.ALL, Ticks.sum(PX)))).isEqualTo("whole blocks");
        assertThat(tier(plan(ScanSpec.ALL, Aggregate.weighted(AggregateKind.VWAP, PX, QTY))))
                .isEqualTo("whole blocks");
        assertThat(tier(plan(range, Ticks.sum(PX), Aggregate.countAll()))).isEqualTo("fused filter and sum");
        assertThat(tier(plan(range, Ticks.sum(QTY)))).isEqualTo("batches");
        assertThat(tier(new AggregatePlan(ScanSpec.ALL, List.of(QTY), List.of(Ticks.sum(PX)))))
                .isEqualTo("grouped batches");
        assertThat(tier(new AggregatePlan(ScanSpec.ALL, List.of(SYM), List.of(Ticks.sum(PX)))))
                .isEqualTo("whole blocks");
    }

    private String tier(AggregatePlan plan) {
        try (TableSnapshot snapshot = ticks.table.snapshot()) {
            return ticks.engine.explain(snapshot, plan).tier();
        }
    }

    @Test
    void queriesEndWhenAsked() {
        ticks.addRising("A", 100);
        var cancelled = QueryContext.unlimited();
        cancelled.cancel();
        assertThatThrownBy(() -> project(cancelled, -1))
                .isInstanceOf(QueryStoppedException.class)
                .hasMessageStartingWith("the query was cancelled: running ns=");
        assertThatThrownBy(() -> project(QueryContext.unlimited().withTimeoutNanos(0), -1))
                .isInstanceOf(QueryStoppedException.class)
                .hasMessageStartingWith("the query passed its deadline: timeout ns=0, running ns=");
        assertThatThrownBy(() -> project(QueryContext.unlimited().withResultLimitBytes(799), -1))
                .isInstanceOf(QueryStoppedException.class)
                .hasMessage("the result passed the query's memory limit: limit bytes=799, result bytes=800");
        try (Frame frame = project(QueryContext.unlimited().withResultLimitBytes(800), 7)) {
            assertThat(frame.rowCount()).isEqualTo(7);
        }
    }

    @Test
    void groupsCountTowardsTheMemoryLimit() {
        ticks.addRising("A", 10_000);
        var plan = new AggregatePlan(ScanSpec.ALL, List.of(QTY), List.of(Ticks.sum(PX)));
        try (TableSnapshot snapshot = ticks.table.snapshot()) {
            var context = QueryContext.unlimited().withResultLimitBytes(100_000);
            assertThatThrownBy(() -> ticks.engine.execute(snapshot, plan, context, null))
                    .isInstanceOf(QueryStoppedException.class)
                    .hasMessage("the result passed the query's memory limit: limit bytes=100000, result bytes=240000");
        }
    }

    private Frame project(QueryContext context, long limit) {
        try (TableSnapshot snapshot = ticks.table.snapshot()) {
            return ticks.engine.execute(snapshot, new ProjectPlan(ScanSpec.ALL, List.of(PX), limit), context, null);
        }
    }

    @Test
    void limitStopsReading() {
        ticks.addRising("A", 3 * BLOCK);
        var trace = new Trace();
        try (TableSnapshot snapshot = ticks.table.snapshot();
                Frame frame = ticks.engine.execute(
                        snapshot, new ProjectPlan(ScanSpec.ALL, List.of(PX), 10), QueryContext.unlimited(), trace)) {
            assertThat(frame.rowCount()).isEqualTo(10);
            assertThat(frame.isOffHeap()).isFalse();
        }
        assertThat(trace.get(Trace.Counter.BLOCKS_SCANNED)).isOne();
    }

    @Test
    void rowsBeyondTheLimitCannotFail() {
        ticks.add(1, "A", 1.0, 3L, 1L).add(2, "A", 2.0, 2L, 1L).add(3, "A", 3.0, Long.MAX_VALUE, 1L);
        var square = new ProjectPlan(ScanSpec.ALL, List.of(Ticks.times(QTY, QTY)), 2);
        var filtered =
                new ProjectPlan(Ticks.where(Ticks.compare(PX, CompareOp.GE, 2)), List.of(Ticks.times(QTY, QTY)), 1);
        try (TableSnapshot snapshot = ticks.table.snapshot();
                Frame first = ticks.engine.execute(snapshot, square, QueryContext.unlimited(), null);
                Frame second = ticks.engine.execute(snapshot, filtered, QueryContext.unlimited(), null)) {
            assertThat(first.rowCount()).isEqualTo(2);
            assertThat(first.column(0).getLong(1)).isEqualTo(4);
            assertThat(second.rowCount()).isEqualTo(1);
            assertThat(second.column(0).getLong(0)).isEqualTo(4);
        }
    }

    @Test
    void allRowsAreCountedWithoutAScan() {
        for (int hour = 0; hour < 4; hour++) {
            ticks.add(hour * HOUR_NS, "A", 1.0, 1L, 1L).add(hour * HOUR_NS + 5, "B", 10.0, 1L, 1L);
        }
        ticks.add(3, "A", 1.0, 1L, 1L);
        Trace all = traced(plan(ScanSpec.ALL, Aggregate.countAll()), 9);
        assertThat(all.tier()).isEqualTo("row counts of partitions");
        assertThat(all.get(Trace.Counter.BLOCKS_SCANNED)).isZero();
        ScanSpec wholeHours = ScanSpec.ALL.withTimeRange(HOUR_NS, 3 * HOUR_NS);
        assertThat(traced(plan(wholeHours, Aggregate.countAll()), 4).get(Trace.Counter.BLOCKS_SCANNED))
                .isZero();
        ScanSpec cut = ScanSpec.ALL.withTimeRange(4, 2 * HOUR_NS);
        assertThat(traced(plan(cut, Aggregate.countAll()), 3).get(Trace.Counter.BLOCKS_SCANNED))
                .isPositive();
        traced(plan(Ticks.where(Ticks.compare(PX, CompareOp.GE, 2)), Aggregate.countAll()), 4);
        ticks.table.dropPartitionsBefore(HOUR_NS);
        traced(plan(ScanSpec.ALL, Aggregate.countAll()), 6);
    }

    @Test
    void aClosedEngineSaysSo() {
        ticks.addRising("A", 10);
        ticks.engine.close();
        assertThatThrownBy(() -> ticks.query(ScanSpec.ALL, Ticks.sum(PX)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine is closed");
    }
}
