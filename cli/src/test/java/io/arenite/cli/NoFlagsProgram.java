package io.arenite.cli;

import static io.arenite.Functions.col;
import static io.arenite.Functions.vwap;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;

/// What an embedder's first program looks like; run by [NoFlagsTest] without any JVM flag.
final class NoFlagsProgram {

    private NoFlagsProgram() {}

    public static void main(String[] args) {
        for (int run = 0; run < 2; run++) {
            try (Arenite db = Arenite.inMemory()) {
                Table trades = db.createTable(
                        "trades",
                        Schema.builder()
                                .timestamp("ts")
                                .symbol("sym")
                                .float64("price")
                                .int64("size")
                                .key("sym")
                                .build(),
                        PartitionBy.DAY);
                try (Appender rows = trades.appender()) {
                    for (int i = 0; i < 200_000; i++) {
                        rows.at(1_723_161_255_000_000_000L + i)
                                .symbol(i % 2 == 0 ? "A" : "B")
                                .float64(10 + i % 2)
                                .int64(1 + i % 3)
                                .append();
                    }
                    rows.commit();
                }
                System.out.println(trades.count());
                System.out.println(trades.lazy()
                        .filter(col("sym").eq("B"))
                        .select(vwap("price", "size"))
                        .collect()
                        .scalarDouble());
                System.out.println(trades.lazy()
                        .filter(col("price").gt(10.5))
                        .select(col("size").sum())
                        .collect()
                        .scalarLong());
            }
        }
    }
}
