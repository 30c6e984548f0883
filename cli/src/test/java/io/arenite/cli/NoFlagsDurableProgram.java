package io.arenite.cli;

import static io.arenite.Functions.col;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.nio.file.Path;

/// An embedder's first durable program; run by [NoFlagsTest] with and without JVM flags.
final class NoFlagsDurableProgram {

    private NoFlagsDurableProgram() {}

    /// @param args the database's directory
    public static void main(String[] args) {
        Path directory = Path.of(args[0]);
        try (Arenite db = Arenite.open(directory)) {
            Schema schema = Schema.builder()
                    .timestamp("ts")
                    .symbol("sym")
                    .int64("size")
                    .key("sym")
                    .build();
            Table trades = db.createTable("trades", schema, PartitionBy.HOUR);
            try (Appender rows = trades.appender()) {
                for (int i = 0; i < 10_000; i++) {
                    rows.at(i * 1_000_000_000L).symbol("S" + i % 3).int64(i).append();
                }
                rows.commit();
            }
        }
        try (Arenite db = Arenite.open(directory)) {
            Table trades = db.table("trades");
            System.out.println(trades.count());
            System.out.println(trades.lazy().select(col("size").sum()).collect().scalarLong());
        }
    }
}
