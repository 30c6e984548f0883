package io.arenite.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.expr.TopPlan;
import io.arenite.engine.frame.Frame;
import io.arenite.engine.generate.GeneratedLoops;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The first rows in some order, found by a scan with a threshold; [io.arenite.engine.reference] compares
/// random ones with a sort of all rows.
class TopTest {
    private static final BoundExpr.Col TS = new BoundExpr.Col(0, ColumnType.TIMESTAMP_NS);

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private static TopPlan top(long rows, boolean descending, BoundExpr... keys) {
        List<TopPlan.Key> order = new ArrayList<>();
        for (BoundExpr key : keys) {
            order.add(new TopPlan.Key(key, descending));
        }
        return new TopPlan(ScanSpec.ALL, List.of(Ticks.QTY), order, rows);
    }

    private static List<Long> run(Ticks ticks, TopPlan plan, Trace trace) {
        return run(ticks.engine, ticks, plan, trace);
    }

    private static List<Long> run(Engine engine, Ticks ticks, TopPlan plan, Trace trace) {
        try (TableSnapshot snapshot = ticks.table.snapshot();
                Frame frame = engine.execute(snapshot, plan, QueryContext.unlimited(), trace)) {
            List<Long> values = new ArrayList<>();
            for (long row = 0; row < frame.rowCount(); row++) {
                values.add(frame.column(0).isNull(row) ? null : frame.column(0).getLong(row));
            }
            return values;
        }
    }

    private static List<Long> run(Ticks ticks, TopPlan plan) {
        var trace = new Trace();
        List<Long> rows = run(ticks, plan, trace);
        if (plan.rows() > 0) {
            assertThat(trace.tier()).startsWith("top k scan");
        }
        return rows;
    }

    @Test
    void ofEqualRowsTheFirstInScanOrderWin() {
        try (Ticks ticks = Ticks.create()) {
            ticks.add(5, "A", 1.0, 1L, 0L).add(6, "A", 2.0, 2L, 0L).add(6, "A", 2.0, 3L, 0L);
            ticks.add(1, "B", 2.0, 4L, 0L).add(2, "A", 2.0, 5L, 0L);
            assertThat(run(ticks, top(3, true, Ticks.PX))).containsExactly(5L, 2L, 3L);
            assertThat(run(ticks, top(4, false, Ticks.PX))).containsExactly(1L, 5L, 2L, 3L);
            assertThat(run(ticks, top(3, true, Ticks.PX, Ticks.QTY))).containsExactly(5L, 4L, 3L);
            assertThat(run(ticks, top(2, true, Ticks.PX, Ticks.SYM, TS))).containsExactly(4L, 2L);
            assertThat(run(ticks, top(0, true, Ticks.PX))).isEmpty();
        }
    }

    @Test
    void nanThenNullsComeLastEitherWay() {
        try (Ticks ticks = Ticks.create()) {
            ticks.add(1, "A", null, 1L, 0L).add(2, "A", Double.NaN, 2L, 0L).add(3, "A", -0.0, 3L, 0L);
            ticks.add(4, "A", 0.0, 4L, 0L)
                    .add(5, "A", Double.NEGATIVE_INFINITY, 5L, 0L)
                    .add(6, "A", null, 6L, 0L);
            assertThat(run(ticks, top(9, false, Ticks.PX))).containsExactly(5L, 3L, 4L, 2L, 1L, 6L);
            assertThat(run(ticks, top(9, true, Ticks.PX))).containsExactly(4L, 3L, 5L, 2L, 1L, 6L);
            assertThat(run(ticks, top(1, true, Ticks.PX))).containsExactly(4L);
            assertThat(run(ticks, top(2, false, Ticks.PX))).containsExactly(5L, 3L);
            assertThat(run(ticks, top(5, true, Ticks.PX))).containsExactly(4L, 3L, 5L, 2L, 1L);
        }
    }

    @Test
    void theSmallestAndLargestIntegersAreOrdinaryValues() {
        try (Ticks ticks = Ticks.create()) {
            ticks.add(1, "A", 1.0, Long.MIN_VALUE, 0L).add(2, "A", 1.0, Long.MAX_VALUE, 0L);
            ticks.add(3, "A", 1.0, Long.MIN_VALUE, 0L)
                    .add(4, "A", 1.0, null, 0L)
                    .add(5, "A", 1.0, 0L, 0L);
            assertThat(run(ticks, top(2, false, Ticks.QTY))).containsExactly(Long.MIN_VALUE, Long.MIN_VALUE);
            assertThat(run(ticks, top(2, true, Ticks.QTY))).containsExactly(Long.MAX_VALUE, 0L);
            assertThat(run(ticks, top(5, true, Ticks.QTY)))
                    .containsExactly(Long.MAX_VALUE, 0L, Long.MIN_VALUE, Long.MIN_VALUE, null);
        }
    }

    @ParameterizedTest
    @EnumSource
    void risingAndEqualValuesInManyMorsels(LoopTier loops) {
        var options =
                EngineOptions.defaults().withThreads(4).withParallelRows(0).withLoops(loops);
        try (Ticks ticks = new Ticks(options)) {
            ticks.addRising("A", 300_000).addRising("B", 300_000);
            List<Long> last = List.of(299_999L, 299_999L, 299_998L);
            assertThat(run(ticks, top(3, true, Ticks.QTY))).isEqualTo(last);
            assertThat(run(ticks, top(3, false, BoundExpr.negate(Ticks.QTY)))).isEqualTo(last);
            assertThat(run(ticks, top(3, true, Ticks.times(Ticks.PX, Ticks.QTY))))
                    .isEqualTo(last);
            ticks.add(299_998, "A", 4e5, 5L, 0L).add(-7, "B", Double.NaN, 6L, 0L);
            assertThat(run(ticks, top(3, true, Ticks.PX))).containsExactly(5L, 299_999L, 299_999L);
            assertThat(run(ticks, top(3, true, Ticks.times(Ticks.PX, Ticks.PX))))
                    .containsExactly(5L, 299_999L, 299_999L);
            // all fees are equal: the first rows of the first symbol
            assertThat(run(ticks, top(3, true, Ticks.FEE))).containsExactly(0L, 1L, 2L);
            assertThat(run(ticks, top(2, true, Ticks.FEE, Ticks.SYM))).containsExactly(0L, 1L);
            List<Long> many = run(ticks, top(4_000, false, Ticks.PX));
            assertThat(many).hasSize(4_000).startsWith(0L, 0L, 1L, 1L).endsWith(1_998L, 1_999L, 1_999L);
        }
    }

    @Test
    void aFilterAndATimeRangeCutTheScan() {
        try (Ticks ticks = Ticks.create()) {
            ticks.addRising("A", 5_000);
            ScanSpec scan = Ticks.where(Ticks.compare(Ticks.PX, io.arenite.engine.expr.CompareOp.LT, 4_000))
                    .withTimeRange(100, 3_000);
            var plan = new TopPlan(scan, List.of(Ticks.QTY), List.of(new TopPlan.Key(Ticks.PX, true)), 2);
            assertThat(run(ticks, plan)).containsExactly(2_999L, 2_998L);
        }
    }

    @Test
    void whatDoesNotWinCannotFail() {
        try (Ticks ticks = Ticks.create()) {
            ticks.add(1, "A", 1.0, Long.MAX_VALUE, 0L).add(2, "A", 2.0, 7L, 0L);
            BoundExpr doubled = Ticks.times(Ticks.QTY, new BoundExpr.Lit(2L, ColumnType.INT64));
            var key = List.of(new TopPlan.Key(Ticks.PX, true));
            assertThat(run(ticks, new TopPlan(ScanSpec.ALL, List.of(doubled), key, 1)))
                    .containsExactly(14L);
            assertThatThrownBy(() -> run(ticks, new TopPlan(ScanSpec.ALL, List.of(doubled), key, 2)))
                    .isInstanceOf(NumericException.class)
                    .hasMessageContaining("position in partition=0");
        }
    }

    @Test
    void aSymbolAsFirstKeyIsSortedByItsCharacters() {
        try (Ticks ticks = Ticks.create()) {
            ticks.add(1, "B", 1.0, 1L, 0L).add(2, "A", 1.0, 2L, 0L).add(3, "C", 1.0, 3L, 0L);
            var trace = new Trace();
            assertThat(run(ticks, top(2, true, Ticks.SYM), trace)).containsExactly(3L, 1L);
            assertThat(trace.tier()).isEqualTo("batches");
            assertThat(run(ticks, top(2, false, Ticks.PX, Ticks.SYM))).containsExactly(2L, 1L);
        }
    }

    @Test
    void aGeneratedProbeLeavesTheSameRows() {
        long seed = System.nanoTime();
        var filter = Ticks.where(Ticks.compare(Ticks.PX, io.arenite.engine.expr.CompareOp.LE, 800));
        var one = EngineOptions.defaults().withThreads(1);
        var several = EngineOptions.defaults().withThreads(3).withParallelRows(0);
        try (Ticks ticks = new Ticks(one.withLoops(LoopTier.BATCH))) {
            addRandom(ticks, seed);
            for (EngineOptions options : List.of(one, several)) {
                try (var engine = new Engine(ticks.storage.pool(), options.withLoops(LoopTier.GENERATED))) {
                    for (BoundExpr key : List.of(Ticks.times(Ticks.PX, Ticks.QTY), Ticks.PX, Ticks.QTY, Ticks.FEE)) {
                        for (boolean descending : new boolean[] {false, true}) {
                            for (ScanSpec scan : List.of(ScanSpec.ALL, filter, filter.withTimeRange(500, 19_000))) {
                                var plan = new TopPlan(scan, List.of(TS), List.of(new TopPlan.Key(key, descending)), 7);
                                var trace = new Trace();
                                assertThat(run(engine, ticks, plan, trace))
                                        .as("seed=%d, plan=%s", seed, plan)
                                        .isEqualTo(run(ticks, plan));
                                assertThat(trace.tier())
                                        .as("seed=%d, plan=%s", seed, plan)
                                        .isEqualTo(
                                                GeneratedLoops.ALLOWED ? "top k scan, generated loop" : "top k scan");
                            }
                        }
                    }
                }
            }
        }
    }

    /// Two partitions, the second with nulls; many equal values, and NaN.
    private static void addRandom(Ticks ticks, long seed) {
        var random = new Random(seed);
        try (Appender rows = ticks.table.appender()) {
            for (int i = 0; i < 60_000; i++) {
                boolean hasNulls = i % 3 == 0;
                var row = rows.at(i / 3).symbol(hasNulls ? "B" : "A");
                double px = random.nextInt(200) == 0 ? Double.NaN : 1 + random.nextInt(1_000);
                row = hasNulls && random.nextInt(9) == 0 ? row.nul() : row.float64(px);
                row = hasNulls && random.nextInt(9) == 0 ? row.nul() : row.int64(random.nextInt(500) - 250);
                row.decimal((long) random.nextInt(100)).append();
            }
            rows.commit();
        }
    }

    @Test
    void lateRowsAreInTheirPlaces() {
        try (Ticks ticks = Ticks.create()) {
            ticks.addRising("A", 3_000);
            try (Appender late = ticks.table.appender()) {
                late.at(7).symbol("A").float64(9e9).int64(-7).nul().append();
                late.at(1_500).symbol("A").float64(2_999).int64(-1).nul().append();
                late.commit();
            }
            assertThat(run(ticks, top(3, true, Ticks.PX))).containsExactly(-7L, -1L, 2_999L);
        }
    }
}
