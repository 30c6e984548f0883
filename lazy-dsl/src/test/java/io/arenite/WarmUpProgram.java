package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.sum;
import static io.arenite.Functions.vwap;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.kernel.KernelWarmUp;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// A program for a JVM of its own, where the warm-up is not switched off.
final class WarmUpProgram {
    private static final int ROWS = 100_000;

    /// What it does.
    enum Scene {
        SAME_BITS,
        CLOSE_AT_ONCE,
        MEMORY,
        THREADS,
        THREADS_WITHOUT,
        STUCK
    }

    private WarmUpProgram() {}

    public static void main(String[] args) throws InterruptedException {
        switch (Scene.valueOf(args[0])) {
            case SAME_BITS -> sameBits();
            case CLOSE_AT_ONCE -> {
                Arenite.inMemory().close();
                System.out.println("closed");
            }
            case MEMORY -> {
                Arenite.inMemory().close();
                KernelWarmUp.await();
                LeakCheck.assertNoLeaks();
                System.out.println("no leaks");
            }
            case THREADS -> threads(AreniteOptions.defaults());
            case THREADS_WITHOUT -> threads(AreniteOptions.defaults().withWarmUp(false));
            case STUCK -> stuck();
        }
    }

    /// Asks until the warm-up has ended, and a little longer, with answers that depend on the order of the sums.
    private static void sameBits() throws InterruptedException {
        try (Arenite db = Arenite.inMemory()) {
            Table table = table(db);
            Set<List<Long>> answers = new HashSet<>();
            while (warmUpThreads() > 0) {
                answers.add(ask(table));
            }
            KernelWarmUp.await();
            answers.add(ask(table));
            System.out.println("answers=" + answers.size());
            System.out.println("warm-up threads=" + warmUpThreads());
        }
    }

    private static void threads(AreniteOptions options) {
        try (Arenite db = Arenite.inMemory(options)) {
            table(db);
            System.out.println("warm-up threads=" + warmUpThreads());
        }
    }

    /// A warm-up that never gets on, whatever it holds meanwhile.
    private static void stuck() throws InterruptedException {
        var never = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        KernelWarmUp.start(new KernelWarmUp.Queries() {
            @Override
            public void onNoRows() {
                try {
                    begun.countDown();
                    never.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void onFewRows() {
                throw new AssertionError("not reached");
            }

            @Override
            public void onManyRows() {
                throw new AssertionError("not reached");
            }

            @Override
            public void close() {}
        });
        begun.await();
        try (Arenite db = Arenite.inMemory()) {
            Table trades = TestTables.trades(db);
            double vwap = trades.lazy().select(vwap("price", "size")).collect().scalarDouble();
            System.out.println("vwap=" + vwap);
            System.out.println("warm-up threads=" + warmUpThreads());
        }
    }

    private static Table table(Arenite db) {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .float64("price")
                .int64("size")
                .key("sym")
                .build();
        Table table = db.createTable("ticks", schema, PartitionBy.DAY);
        try (Appender rows = table.appender()) {
            for (int i = 0; i < ROWS; i++) {
                rows.at(i)
                        .symbol("ONE")
                        .float64(1.0 / (1 + i * 31 % 1009))
                        .int64(i % 101)
                        .append();
            }
            rows.commit();
        }
        return table;
    }

    private static List<Long> ask(Table table) {
        LazyFrame all = table.lazy();
        return List.of(
                bits(all.select(vwap("price", "size"))),
                bits(all.filter(col("price").lt(0.25)).select(sum("price"))),
                bits(all.select(col("price").times(col("price")).minus(0.5).sum())),
                bits(all.filter(col("size").gt(50).and(col("price").lt(0.5))).select(vwap("price", "size"))));
    }

    private static long bits(LazyFrame query) {
        try (Result result = query.collect()) {
            return Double.doubleToRawLongBits(result.scalarDouble());
        }
    }

    private static long warmUpThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("arenite-warm-up"))
                .count();
    }
}
