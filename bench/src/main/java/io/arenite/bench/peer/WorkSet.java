package io.arenite.bench.peer;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.PartitionBy;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The constants of the operations; the rows themselves are in our tables and in the peers' memory.
///
/// @param symbol the one that is asked for alone: number 50 in activity
/// @param priceLimit 95 % of the prices do not exceed it
/// @param sizeLimit 95 % of the sizes do not exceed it
/// @param smallPriceLimit the median of the small work's prices
record WorkSet(long rows, String symbol, double priceLimit, int sizeLimit, double smallPriceLimit) {
    static final int SMALL_ROWS = 100_000;
    static final String SMALL_SYMBOL = "ONE";

    private static final int RANK = 49;
    private static final double QUANTILE = 0.95;
    private static final int BYTES_A_ROW = 28;
    private static final long SMALL_SEED = 7;
    private static final List<String> SMALL_SYMBOLS = List.of("OTHER", SMALL_SYMBOL, "THIRD");

    /// What the files take on disk.
    static long fileBytes(long rows) {
        return BYTES_A_ROW * rows + 2L * Double.BYTES * SMALL_ROWS + (1 << 20);
    }

    /// Generates the rows into `trades` and `small` of each database and, unless null, into files for the peers.
    static WorkSet generate(long rows, List<Arenite> databases, WorkFiles files) {
        for (Arenite db : databases) {
            db.createTable("trades", TradeGenerator.SCHEMA, PartitionBy.DAY);
            db.createTable("small", TradeGenerator.SCHEMA, PartitionBy.DAY);
        }
        var generator = new TradeGenerator(rows);
        var chunk = new TradeGenerator.Chunk();
        String[] names = IntStream.range(0, TradeGenerator.SYMBOLS)
                .mapToObj(TradeGenerator::symbol)
                .toArray(String[]::new);
        String[] symbols = new String[chunk.codes.length];
        while (generator.next(chunk)) {
            for (int i = 0; i < chunk.rows; i++) {
                symbols[i] = names[chunk.codes[i]];
            }
            for (Arenite db : databases) {
                append(db.table("trades"), chunk.rows, chunk.ts, symbols, chunk.prices, chunk.sizes);
            }
            if (files != null) {
                files.write(chunk);
            }
        }
        double smallPriceLimit = small(databases, files);
        var work = new WorkSet(
                rows,
                TradeGenerator.symbol(RANK),
                generator.priceQuantile(QUANTILE),
                generator.sizeQuantile(QUANTILE),
                smallPriceLimit);
        if (files != null) {
            files.finish(work.json());
        }
        return work;
    }

    /// 100,000 rows of one symbol among others, prices at random. The peers get the rows of this symbol only.
    ///
    /// @return the median price
    private static double small(List<Arenite> databases, WorkFiles files) {
        var random = new SplittableRandom(SMALL_SEED);
        double median = Double.NaN;
        long[] ts = new long[SMALL_ROWS];
        double[] prices = new double[SMALL_ROWS];
        long[] sizes = new long[SMALL_ROWS];
        String[] symbols = new String[SMALL_ROWS];
        for (String symbol : SMALL_SYMBOLS) {
            Arrays.fill(symbols, symbol);
            for (int i = 0; i < SMALL_ROWS; i++) {
                ts[i] = i * 1_000L;
                prices[i] = (10_000 + random.nextInt(4_000)) / 100.0;
                sizes[i] = 1L + random.nextInt(1_000);
            }
            databases.forEach(db -> append(db.table("small"), SMALL_ROWS, ts, symbols, prices, sizes));
            if (symbol.equals(SMALL_SYMBOL)) {
                double[] sorted = prices.clone();
                Arrays.sort(sorted);
                median = sorted[SMALL_ROWS / 2];
                if (files != null) {
                    files.writeSmall(prices, sizes);
                }
            }
        }
        return median;
    }

    private static void append(Table table, int rows, long[] ts, String[] symbols, double[] prices, long[] sizes) {
        try (Appender appender = table.appender()) {
            appender.append(ColumnBatch.of(TradeGenerator.SCHEMA, rows)
                    .longs("ts", ts)
                    .symbols("sym", symbols)
                    .doubles("price", prices)
                    .longs("size", sizes));
            appender.commit();
        }
    }

    private String json() {
        String symbols = IntStream.range(0, TradeGenerator.SYMBOLS)
                .mapToObj(code -> '"' + TradeGenerator.symbol(code) + '"')
                .collect(Collectors.joining(","));
        return """
                {"rows": %d, "symbol": "%s", "price_limit": %s, "size_limit": %d, "small_price_limit": %s,
                 "symbols": [%s]}
                """.formatted(rows, symbol, priceLimit, sizeLimit, smallPriceLimit, symbols);
    }
}
