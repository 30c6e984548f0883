package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.vwap;

import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.engine.EngineOptions;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.engine.kernel.KernelWarmUp;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.Storage;

/// Loads and links the classes that queries run through, by a few queries in small databases of its own: a process's
/// first query would else spend most of its time on that. At the end the commonest shapes get their generated loops.
final class QueryWarmUp implements KernelWarmUp.Queries {
    private static final long RESERVATION_BYTES = 1 << 26;
    private static final int FEW_ROWS = 20;
    /// A little more than a block, which then has statistics.
    private static final int MANY_ROWS = 70_000;

    /// The second time a query makes statistics, the third time it reads them. After some 150,000 rows it looks for a
    /// generated loop, and after as many more it gets one.
    private static final int REPEATS = 6;

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
        open(EngineOptions.defaults());
        askCommonest();
    }

    @Override
    public void onFewRows() {
        append(FEW_ROWS);
        askCommonest();
        askOthers();
        askCommonest();
    }

    /// Without answers kept from before: they would be all there is to compute.
    @Override
    public void onManyRows() {
        close();
        open(EngineOptions.defaults().withCacheBytes(0));
        append(MANY_ROWS);
        for (int i = 0; i < REPEATS; i++) {
            askCommonest();
            askOthers();
        }
    }

    @Override
    public void close() {
        if (db != null) {
            db.close();
            db = null;
        }
    }

    private void open(EngineOptions options) {
        var memory = new MemoryOptions(RESERVATION_BYTES, RESERVATION_BYTES);
        Storage storage = Storage.over(MemoryPool.onDemand(memory));
        db = Arenite.over(storage, options.withThreads(1).withWarmUp(false));
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("symbol")
                .float64("price")
                .int64("size")
                .key("symbol")
                .build();
        table = db.createTable("ticks", schema, PartitionBy.DAY);
    }

    private void askCommonest() {
        LazyFrame all = table.lazy();
        run(all.select(vwap("price", "size")));
        run(all.filter(col("price").gt(10)).select(col("price").sum()));
    }

    private void askOthers() {
        LazyFrame all = table.lazy();
        LazyFrame some = all.filter(col("symbol").eq("A").and(col("price").gt(10)));
        run(some.select(vwap("price", "size"), col("price").max(), col("size").sum()));
        run(all.groupBy("symbol").agg(vwap("price", "size")));
        run(all.latest("symbol"));
    }

    /// Reads the answer as well, a number in the last column, as callers do.
    private static void run(LazyFrame query) {
        try (Result result = query.collect()) {
            FrameColumn last = result.column(result.columnCount() - 1);
            if (result.rowCount() > 0 && !last.isNull(0)) {
                last.getDouble(0);
            }
        }
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
