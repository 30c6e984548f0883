package io.arenite;

import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TimeResolution;

/// Tables that several tests share.
final class TestTables {
    static final long DAY_NS = 86_400_000_000_000L;
    /// 2024-08-08T00:00Z.
    static final long AUGUST_8 = 19_943 * DAY_NS;

    private TestTables() {}

    /// A column of each type; partitioned by day and `sym`.
    static Table allTypes(Arenite db) {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .float64("price")
                .int64("size")
                .decimal64("amount", 2)
                .bool("buy")
                .symbol("venue")
                .utf8("note")
                .date32("day")
                .duration("hold", TimeResolution.MILLIS)
                .timestamp("sent", TimeResolution.MILLIS)
                .column("level", ColumnType.UINT64)
                .column("tiny", ColumnType.INT8)
                .column("ratio", ColumnType.FLOAT32)
                .key("sym")
                .build();
        return db.createTable("trades", schema, PartitionBy.DAY);
    }

    /// Three trades of AAPL, one of MSFT on the next day; prices 10, 20, 30 and 40, sizes 1 to 4.
    static Table trades(Arenite db) {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .float64("price")
                .int64("size")
                .key("sym")
                .build();
        Table table = db.createTable("trades", schema, PartitionBy.DAY);
        try (var rows = table.appender()) {
            rows.at(AUGUST_8 + 1).symbol("AAPL").float64(10).int64(1).append();
            rows.at(AUGUST_8 + 2).symbol("AAPL").float64(20).int64(2).append();
            rows.at(AUGUST_8 + 3).symbol("AAPL").float64(30).int64(3).append();
            rows.at(AUGUST_8 + DAY_NS).symbol("MSFT").float64(40).int64(4).append();
            rows.commit();
        }
        return table;
    }
}
