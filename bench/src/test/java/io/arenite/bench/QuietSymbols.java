package io.arenite.bench;

import static io.arenite.Functions.col;
import static io.arenite.Functions.vwap;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A process that holds 10,000 symbols of 20 rows of 4 columns, asks one question and prints what the kernel says that
/// it holds: resident memory and page tables.
final class QuietSymbols {
    static final String ANSWER = "VmRSS + VmPTE in KiB: ";

    private static final int SYMBOLS = 10_000;
    private static final int ROWS = 20;

    private QuietSymbols() {}

    public static void main(String[] args) throws IOException {
        try (Arenite db = Arenite.inMemory()) {
            Schema schema = Schema.builder()
                    .timestamp("ts")
                    .symbol("sym")
                    .float64("price")
                    .int64("size")
                    .key("sym")
                    .build();
            Table trades = db.createTable("trades", schema, PartitionBy.DAY);
            try (Appender rows = trades.appender()) {
                for (int row = 0; row < ROWS; row++) {
                    for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                        rows.at(row * 1_000L)
                                .symbol("S" + symbol)
                                .float64(100 + row)
                                .int64(1 + symbol)
                                .append();
                    }
                    rows.commit();
                }
            }
            require(trades.count() == (long) SYMBOLS * ROWS, "rows");
            double vwap = trades.lazy()
                    .filter(col("sym").eq("S4711"))
                    .select(vwap("price", "size"))
                    .collect()
                    .scalarDouble();
            require(vwap == 109.5, "vwap");
            System.out.println(ANSWER + (status("VmRSS:") + status("VmPTE:")));
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("the store answered wrongly: what=" + what);
        }
    }

    private static long status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
