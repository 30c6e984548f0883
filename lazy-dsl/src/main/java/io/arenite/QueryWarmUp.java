package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.vwap;

import io.arenite.arena.MemoryOptions;
import io.arenite.engine.kernel.KernelWarmUp;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;

/// Loads the classes that queries run through, by a few queries in a small database of its own: a process's first
/// query would else spend most of its time on that. The work of the kernels' warm-up thread, before the kernels.
final class QueryWarmUp {
    private static final long RESERVATION_BYTES = 1 << 26;
    /// A little more than a block, which then has statistics.
    private static final int ROWS = 70_000;

    /// Enough for the quick compiler to take the scalar kernels, which answer until the vector kernels are hot.
    private static final int REPEATS = 25;

    private QueryWarmUp() {}

    /// Once per process, in the background.
    static void start() {
        KernelWarmUp.start(QueryWarmUp::run);
    }

    private static void run() {
        var options = AreniteOptions.defaults().withThreads(1).withWarmUp(false);
        var memory = new MemoryOptions(RESERVATION_BYTES, RESERVATION_BYTES);
        try (Arenite db = Arenite.inMemory(new AreniteOptions(memory, options.engine()))) {
            Table table = fill(db);
            for (int i = 0; i < REPEATS; i++) {
                ask(table);
            }
        }
    }

    private static void ask(Table table) {
        LazyFrame all = table.lazy();
        LazyFrame some = all.filter(col("symbol").eq("A").and(col("price").gt(10)));
        all.select(vwap("price", "size")).collect().close();
        all.filter(col("price").gt(10)).select(col("price").sum()).collect().close();
        some.select(col("price").max(), col("size").sum()).collect().close();
        all.groupBy("symbol").agg(vwap("price", "size")).collect().close();
    }

    private static Table fill(Arenite db) {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("symbol")
                .float64("price")
                .int64("size")
                .key("symbol")
                .build();
        Table table = db.createTable("ticks", schema, PartitionBy.DAY);
        try (Appender rows = table.appender()) {
            for (int i = 0; i < ROWS; i++) {
                rows.at(i).symbol(i % 100 == 0 ? "B" : "A").float64(i).int64(i).append();
            }
        }
        return table;
    }
}
