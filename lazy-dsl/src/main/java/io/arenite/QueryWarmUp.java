package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.vwap;

import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.engine.EngineOptions;
import io.arenite.engine.kernel.KernelWarmUp;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.Storage;

/// Loads and links the classes that queries run through, by a few queries in a small database of its own: a process's
/// first query would else spend most of its time on that.
final class QueryWarmUp implements KernelWarmUp.Queries {
    private static final long RESERVATION_BYTES = 1 << 26;
    private static final int FEW_ROWS = 20;
    /// A little more than a block, which then has statistics.
    private static final int MANY_ROWS = 70_000;

    /// The second time a query finds its plan and makes statistics, the third time it reads them.
    private static final int REPEATS = 3;

    /// Made by the warm-up's thread: opening a database must not wait for it.
    private Arenite db;

    private Table table;

    private QueryWarmUp() {}

    /// Once per process, in the background.
    static void start() {
        KernelWarmUp.start(new QueryWarmUp());
    }

    @Override
    public void onNoRows() {
        var memory = new MemoryOptions(RESERVATION_BYTES, RESERVATION_BYTES);
        var options = EngineOptions.defaults().withThreads(1).withWarmUp(false);
        db = Arenite.over(Storage.over(MemoryPool.onDemand(memory)), options);
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("symbol")
                .float64("price")
                .int64("size")
                .key("symbol")
                .build();
        table = db.createTable("ticks", schema, PartitionBy.DAY);
        ask();
    }

    @Override
    public void onFewRows() {
        append(FEW_ROWS);
        ask();
    }

    @Override
    public void onManyRows() {
        append(MANY_ROWS);
        for (int i = 0; i < REPEATS; i++) {
            ask();
        }
    }

    @Override
    public void close() {
        if (db != null) {
            db.close();
        }
    }

    /// The likeliest first.
    private void ask() {
        LazyFrame all = table.lazy();
        LazyFrame some = all.filter(col("symbol").eq("A").and(col("price").gt(10)));
        run(all.select(vwap("price", "size")));
        run(all.filter(col("price").gt(10)).select(col("price").sum()));
        run(some.select(col("price").max(), col("size").sum()));
        run(all.groupBy("symbol").agg(vwap("price", "size")));
    }

    private static void run(LazyFrame query) {
        query.collect().close();
    }

    private void append(int rows) {
        try (Appender appender = table.appender()) {
            for (int i = 0; i < rows; i++) {
                appender.at(i)
                        .symbol(i % 100 == 0 ? "B" : "A")
                        .float64(i)
                        .int64(i)
                        .append();
            }
            appender.commit();
        }
    }
}
