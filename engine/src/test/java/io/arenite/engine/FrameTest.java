package io.arenite.engine;

import static io.arenite.engine.Ticks.PX;
import static io.arenite.engine.Ticks.QTY;
import static io.arenite.engine.Ticks.SYM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.expr.SortKey;
import io.arenite.engine.frame.Frame;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Operators over results, and the memory of results.
class FrameTest {
    private static final QueryContext FREE = QueryContext.unlimited();

    private final Ticks ticks = Ticks.create();

    @AfterEach
    void nothingLeaks() {
        ticks.close();
        LeakCheck.assertNoLeaks();
    }

    private Frame rows(BoundExpr... columns) {
        try (TableSnapshot snapshot = ticks.table.snapshot()) {
            return ticks.engine.execute(snapshot, new ProjectPlan(ScanSpec.ALL, List.of(columns), -1), FREE, null);
        }
    }

    private static List<Object> values(Frame frame, int column) {
        List<Object> values = new ArrayList<>();
        for (long row = 0; row < frame.rowCount(); row++) {
            values.add(frame.column(column).get(row));
        }
        return values;
    }

    private void sample() {
        ticks.add(1, "B", 2.0, 1L, 1L)
                .add(2, "A", Double.NaN, 2L, 1L)
                .add(3, "A", null, 3L, 1L)
                .add(4, "A", 2.0, 4L, 1L)
                .add(5, "A", -1.0, 5L, 1L);
    }

    @Test
    void sortIsStableWithNanAndNullsLast() {
        sample();
        try (Frame all = rows(PX, QTY, SYM);
                Frame up = ticks.engine.sort(all, List.of(new SortKey(0, false)), FREE);
                Frame down = ticks.engine.sort(all, List.of(new SortKey(0, true), new SortKey(1, true)), FREE);
                Frame byName = ticks.engine.sort(all, List.of(new SortKey(2, false)), FREE)) {
            assertThat(values(all, 1)).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(values(up, 1)).containsExactly(5L, 1L, 4L, 2L, 3L);
            assertThat(values(down, 1)).containsExactly(4L, 1L, 5L, 2L, 3L);
            assertThat(values(byName, 2)).containsExactly("A", "A", "A", "A", "B");
        }
    }

    @Test
    void topKIsSortThenLimit() {
        sample();
        List<SortKey> keys = List.of(new SortKey(0, false));
        try (Frame all = rows(PX, QTY)) {
            for (int k = 0; k < 7; k++) {
                try (Frame sorted = ticks.engine.sort(all, keys, FREE);
                        Frame limited = ticks.engine.limit(sorted, k, FREE);
                        Frame top = ticks.engine.topK(all, keys, k, FREE)) {
                    assertThat(values(top, 1)).isEqualTo(values(limited, 1)).hasSize(Math.min(k, 5));
                }
            }
        }
        assertThatThrownBy(() -> ticks.engine.limit(null, -1, FREE))
                .hasMessage("a number of rows must not be negative: rows=-1");
    }

    @Test
    void filterAndProjectRunTheSameExpressions() {
        sample();
        var px = new BoundExpr.Col(0, ColumnType.FLOAT64);
        var qty = new BoundExpr.Col(1, ColumnType.INT64);
        try (Frame all = rows(PX, QTY, SYM);
                Frame some = ticks.engine.filter(all, Ticks.compare(px, CompareOp.GE, 2), FREE);
                Frame made = ticks.engine.project(all, List.of(Ticks.times(px, qty)), FREE)) {
            assertThat(values(some, 1)).containsExactly(1L, 4L);
            assertThat(values(some, 2)).containsExactly("B", "A");
            assertThat(values(made, 0)).containsExactly(2.0, Double.NaN, null, 8.0, -5.0);
            assertThat(made.column(0).name()).isEqualTo("(px * qty)");
            assertThat(made.named(List.of("value")).column(0).name()).isEqualTo("value");
        }
    }

    @Test
    void largeResultsLiveInArenasUntilClosed() {
        ticks.addRising("A", 200_000);
        Frame frame = rows(PX, QTY);
        assertThat(frame.isOffHeap()).isTrue();
        assertThat(frame.column(0).getDouble(199_999)).isEqualTo(199_999);
        assertThat(ticks.storage.pool().stats().accounts())
                .anyMatch(account -> account.name().equals("query results"));
        frame.close();
        frame.close();
        assertThat(ticks.storage.pool().stats().accounts())
                .noneMatch(account -> account.name().equals("query results"));
        assertThatThrownBy(() -> frame.column(0).getDouble(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the frame is closed");
    }

    @Test
    void aForgottenResultIsFreed() throws InterruptedException {
        ticks.addRising("A", 200_000);
        assertThat(rows(PX).isOffHeap()).isTrue();
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (ticks.storage.pool().stats().accounts().stream()
                        .anyMatch(account -> account.name().equals("query results"))
                && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(ticks.storage.pool().stats().accounts())
                .noneMatch(account -> account.name().equals("query results"));
    }

    @Test
    void misuseNamesWhatIsWrong() {
        sample();
        try (Frame frame = rows(PX)) {
            assertThatThrownBy(() -> frame.column(1)).hasMessage("no such column: index=1, columns=1");
            assertThatThrownBy(() -> frame.column(0).getDouble(5)).hasMessage("no such row: column=px, row=5, rows=5");
            assertThatThrownBy(() -> frame.column(0).getString(0))
                    .hasMessage("the column is of another type: column=px, type=float64, asked for=text");
        }
    }
}
