package io.arenite.engine;

import static io.arenite.engine.Ticks.PX;
import static io.arenite.engine.Ticks.QTY;
import static io.arenite.engine.Ticks.SYM;
import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.frame.Frame;
import io.arenite.partitions.Appender;
import io.arenite.partitions.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several threads query one engine while rows are appended, late ones too, and old partitions dropped. Each commit
/// keeps sum(px) == sum(qty) == 3 * count, so a torn or uncommitted row shows.
class ConcurrentQueriesTest {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final String[] SYMBOLS = {"A", "B", "C"};

    private final Ticks ticks =
            new Ticks(EngineOptions.defaults().withThreads(3).withParallelRows(1));

    @AfterEach
    void nothingLeaks() {
        ticks.close();
        LeakCheck.assertNoLeaks();
    }

    @Test
    void everyAnswerIsOfOneCommit() throws Exception {
        var done = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(threads.submit(reader(done)));
            }
            try {
                write();
            } finally {
                done.set(true);
            }
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
    }

    private void write() {
        var random = new SplittableRandom(11);
        try (Appender rows = ticks.table.appender()) {
            for (int commit = 0; commit < 300; commit++) {
                for (int pair = 0; pair < 500; pair++) {
                    long ts = commit * HOUR_NS / 50 + random.nextLong(HOUR_NS / 20);
                    String symbol = SYMBOLS[random.nextInt(SYMBOLS.length)];
                    rows.at(ts).symbol(symbol).float64(1).int64(5).decimal(1L).append();
                    rows.at(ts).symbol(symbol).float64(5).int64(1).decimal(1L).append();
                }
                rows.commit();
                if (commit % 100 == 99) {
                    ticks.table.dropPartitionsBefore((commit / 50 - 1) * HOUR_NS);
                }
            }
        }
    }

    private Callable<Integer> reader(AtomicBoolean done) {
        var totals = new AggregatePlan(
                ScanSpec.ALL, List.of(SYM), List.of(Aggregate.countAll(), Ticks.sum(PX), Ticks.sum(QTY)));
        var high = new AggregatePlan(
                Ticks.where(Ticks.compare(PX, CompareOp.GT, 2)),
                List.of(QTY),
                List.of(Aggregate.countAll(), Ticks.sum(PX)));
        return () -> {
            int answers = 0;
            while (!done.get() || answers == 0) {
                try (TableSnapshot snapshot = ticks.table.snapshot();
                        Frame all = ticks.engine.execute(snapshot, totals, QueryContext.unlimited(), null);
                        Frame half = ticks.engine.execute(snapshot, high, QueryContext.unlimited(), null)) {
                    long rows = 0;
                    for (long row = 0; row < all.rowCount(); row++) {
                        long count = all.column(1).getLong(row);
                        assertThat(all.column(2).getDouble(row)).isEqualTo(3.0 * count);
                        assertThat(all.column(3).getLong(row)).isEqualTo(3 * count);
                        rows += count;
                    }
                    assertThat(rows).isEqualTo(snapshot.rowCount());
                    assertThat(half.rowCount() == 0 ? 0 : half.column(1).getLong(0))
                            .isEqualTo(rows / 2);
                    answers++;
                }
            }
            return answers;
        };
    }
}
