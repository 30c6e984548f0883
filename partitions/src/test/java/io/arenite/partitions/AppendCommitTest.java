package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppendCommitTest {
    private static final Schema TRADES = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .key("sym")
            .build();

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void showsRowsAtCommitAndNotBefore() {
        try (Storage db = Storage.inMemory()) {
            TableStore trades = db.createTable("trades", TRADES, PartitionBy.DAY);
            try (Appender rows = trades.appender()) {
                for (int i = 0; i < 100_000; i++) {
                    rows.at(i)
                            .symbol(i % 2 == 0 ? "A" : "B")
                            .float64(i)
                            .int64(2L * i)
                            .append();
                    if (i == 499) {
                        assertThat(trades.rowCount()).isZero();
                        rows.commit();
                    }
                }
                assertThat(trades.rowCount()).isEqualTo(500);
                try (TableSnapshot early = trades.snapshot()) {
                    rows.commit();
                    try (TableSnapshot late = trades.snapshot()) {
                        assertThat(early.rowCount()).isEqualTo(500);
                        assertThat(early.partition(1).rowCount(early)).isEqualTo(250);
                        assertThat(late.partition(1).rowCount(late)).isEqualTo(50_000);
                        try (PartitionView view = late.open(1)) {
                            assertThat(view.rowCount()).isEqualTo(50_000);
                            long prices = view.mainSlot(2).valuesOffset();
                            long sizes = view.mainSlot(3).valuesOffset();
                            for (int i = 0; i < 50_000; i++) {
                                assertThat(view.mainSegment().get(JAVA_DOUBLE, prices + i * 8L))
                                        .isEqualTo(2 * i + 1);
                                assertThat(view.mainSegment().get(JAVA_LONG, sizes + i * 8L))
                                        .isEqualTo(4L * i + 2);
                            }
                        }
                    }
                }
            }
        }
    }
}
