package io.arenite.engine;

import static io.arenite.engine.Ticks.FEE;
import static io.arenite.engine.Ticks.PX;
import static io.arenite.engine.Ticks.QTY;
import static io.arenite.engine.Ticks.SYM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.frame.Frame;
import io.arenite.partitions.ColumnType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the random tests do not say in words: results of nothing, exactness, overflow and its text, first and last.
class AggregateTest {
    private final Ticks ticks = Ticks.create();

    @AfterEach
    void nothingLeaks() {
        ticks.close();
        LeakCheck.assertNoLeaks();
    }

    @Test
    void sumOfNothingIsZeroAndTheOthersAreNull() {
        try (Frame frame = ticks.query(
                ScanSpec.ALL,
                Ticks.sum(PX),
                Ticks.sum(QTY),
                Aggregate.countAll(),
                Aggregate.of(AggregateKind.MIN, PX),
                Aggregate.of(AggregateKind.FIRST, PX),
                Aggregate.of(AggregateKind.MEAN, QTY),
                Aggregate.of(AggregateKind.VARIANCE, PX),
                Aggregate.weighted(AggregateKind.VWAP, PX, QTY))) {
            assertThat(frame.rowCount()).isOne();
            assertThat(frame.column(0).getDouble(0)).isZero();
            assertThat(frame.column(1).getLong(0)).isZero();
            assertThat(frame.column(2).getLong(0)).isZero();
            assertThat(frame.columns().subList(3, 8)).allMatch(column -> column.isNull(0));
            assertThatThrownBy(() -> frame.column(3).getDouble(0))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("the value is null: column=min(px), row=0");
        }
    }

    @Test
    void groupsWithoutSelectedRowsAreNotThere() {
        ticks.add(1, "A", 1.0, 1L, 1L).add(1, "B", 5.0, 1L, 1L);
        var plan = new AggregatePlan(
                Ticks.where(Ticks.compare(PX, CompareOp.GT, 2)), List.of(SYM), List.of(Aggregate.countAll()));
        try (Frame frame = ticks.query(plan, null)) {
            assertThat(frame.rowCount()).isOne();
            assertThat(frame.column(0).getString(0)).isEqualTo("B");
        }
    }

    @Test
    void manyGroupsOverManyBlocksKeepApart() {
        ticks.addRising("A", 200_000);
        var plan = new AggregatePlan(ScanSpec.ALL, List.of(QTY), List.of(Ticks.sum(PX), Aggregate.countAll()));
        try (Frame frame = ticks.query(plan, null)) {
            assertThat(frame.rowCount()).isEqualTo(200_000);
            for (long row = 0; row < frame.rowCount(); row++) {
                assertThat(frame.column(1).getDouble(row)).isEqualTo(row);
                assertThat(frame.column(2).getLong(row)).isOne();
            }
        }
    }

    @Test
    void decimalVwapIsRoundedOnce() {
        ticks.add(1, "A", 1.0, 3L, 10L).add(2, "A", 1.0, 7L, 11L);
        try (Frame frame = ticks.query(ScanSpec.ALL, Aggregate.weighted(AggregateKind.VWAP, FEE, QTY))) {
            // (0.10 * 3 + 0.11 * 7) / 10
            assertThat(frame.column(0).getDouble(0)).isEqualTo(0.107);
        }
    }

    @Test
    void sumPassesInt64InsideButNotInTheResult() {
        ticks.add(1, "A", 1.0, Long.MAX_VALUE, 1L).add(2, "A", 1.0, Long.MAX_VALUE, 1L);
        try (Frame frame = ticks.query(ScanSpec.ALL, Aggregate.of(AggregateKind.MEAN, QTY))) {
            assertThat(frame.column(0).getDouble(0)).isEqualTo(0x1p63);
        }
        assertThatThrownBy(() -> ticks.query(ScanSpec.ALL, Ticks.sum(QTY)))
                .isInstanceOf(NumericException.class)
                .hasMessage("the sum does not fit its type: aggregate=sum(qty), type=int64, sum=18446744073709551614");
        ticks.add(3, "A", 1.0, -Long.MAX_VALUE, 1L);
        try (Frame frame = ticks.query(ScanSpec.ALL, Ticks.sum(QTY))) {
            assertThat(frame.column(0).getLong(0)).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void overflowCountsOnlyWhereARowDoes() {
        ticks.add(1, "A", 1.0, Long.MAX_VALUE, 1L).add(2, "A", 2.0, 3L, 1L).add(3, "A", 2.0, null, 1L);
        BoundExpr twice = Ticks.times(QTY, new BoundExpr.Lit(2L, ColumnType.INT64));
        assertThatThrownBy(() -> ticks.query(ScanSpec.ALL, Ticks.sum(twice)))
                .isInstanceOf(NumericException.class)
                .hasMessage("the value does not fit its type: expression=(qty * 2), type=int64, "
                        + "position in partition=0");
        ScanSpec others = Ticks.where(Ticks.compare(PX, CompareOp.GT, 1));
        try (Frame frame = ticks.query(others, Ticks.sum(twice))) {
            assertThat(frame.column(0).getLong(0)).isEqualTo(6);
        }
    }

    @Test
    void firstAndLastKeepTheOrderOfArrivalAndNulls() {
        ticks.add(5, "A", 1.0, 1L, 1L).add(5, "A", null, 2L, 1L).add(4, "A", 9.0, 3L, 1L);
        try (Frame frame = ticks.query(
                ScanSpec.ALL,
                Aggregate.of(AggregateKind.FIRST, PX),
                Aggregate.of(AggregateKind.LAST, PX),
                Aggregate.of(AggregateKind.LAST, QTY))) {
            assertThat(frame.column(0).getDouble(0)).isEqualTo(9.0);
            assertThat(frame.column(1).isNull(0)).isTrue();
            assertThat(frame.column(2).getLong(0)).isEqualTo(2);
        }
    }

    @Test
    void extremesSkipNanUnlessThereIsNothingElse() {
        ticks.add(1, "A", Double.NaN, 1L, 1L).add(2, "A", -0.0, 1L, 1L).add(3, "A", 0.0, 1L, 1L);
        Aggregate min = Aggregate.of(AggregateKind.MIN, PX);
        try (Frame frame = ticks.query(ScanSpec.ALL, min)) {
            assertThat(frame.column(0).getDouble(0)).isEqualTo(-0.0);
        }
        try (Frame frame = ticks.query(ScanSpec.ALL.withTimeRange(0, 2), min)) {
            assertThat(frame.column(0).getDouble(0)).isNaN();
        }
    }

    @Test
    void oneInfinityDoesNotOutliveItsRow() {
        ticks.add(1, "A", Double.POSITIVE_INFINITY, 1L, 1L).add(2, "A", 2.0, 1L, 1L);
        try (Frame all = ticks.query(ScanSpec.ALL, Ticks.sum(PX));
                Frame later = ticks.query(ScanSpec.ALL.withTimeRange(2, 3), Ticks.sum(PX))) {
            assertThat(all.column(0).getDouble(0)).isInfinite();
            assertThat(later.column(0).getDouble(0)).isEqualTo(2.0);
        }
    }
}
