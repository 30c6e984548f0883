package io.arenite.bench.store;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.SymbolDictionary;
import io.arenite.partitions.TableSnapshot;
import java.util.Arrays;
import java.util.SplittableRandom;

/// One day of trades of 500 symbols, the first ones much busier than the last, as arrays in order of time and
/// as a table with the symbol as key.
final class TradeTape {
    static final int SYMBOLS = 500;
    static final int VENUES = 8;
    private static final int CHUNK = 1 << 20;
    private static final long DAY_START_NS = 1_700_006_400_000_000_000L;
    private static final long SESSION_NS = 23_400_000_000_000L;

    final int rows;
    final int[] symbol;
    final double[] price;
    final long[] size;
    final byte[] lot;
    final int[] venue;
    final boolean[] buy;

    TradeTape(int rows) {
        this.rows = rows;
        symbol = new int[rows];
        price = new double[rows];
        size = new long[rows];
        lot = new byte[rows];
        venue = new int[rows];
        buy = new boolean[rows];
        var random = new SplittableRandom(20_261_121);
        double[] last = new double[SYMBOLS];
        Arrays.setAll(last, code -> 5 + random.nextDouble() * 495);
        for (int i = 0; i < rows; i++) {
            double u = random.nextDouble();
            int code = (int) (SYMBOLS * u * u * u);
            last[code] *= 1 + (random.nextDouble() - 0.5) * 1e-4;
            symbol[i] = code;
            price[i] = Math.rint(last[code] * 100) / 100;
            size[i] = 1 + random.nextLong(1_000);
            lot[i] = (byte) random.nextInt(-3, 4);
            venue[i] = SYMBOLS + random.nextInt(VENUES);
            buy[i] = random.nextBoolean();
        }
    }

    /// A table `trades` with these rows; codes of symbols in the database are those of the arrays.
    Table fill(Arenite db) {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .float64("price")
                .int64("size")
                .int8("lot")
                .symbol("venue")
                .bool("buy")
                .key("sym")
                .build();
        Table trades = db.createTable("trades", schema, PartitionBy.DAY);
        try (TableSnapshot empty = trades.snapshot()) {
            SymbolDictionary names = empty.table().symbols();
            for (int code = 0; code < SYMBOLS; code++) {
                names.intern("S" + code);
            }
            for (int code = 0; code < VENUES; code++) {
                names.intern("V" + code);
            }
        }
        try (Appender appender = trades.appender()) {
            for (int at = 0; at < rows; at += CHUNK) {
                appender.append(chunk(schema, at, Math.min(rows, at + CHUNK)));
                appender.commit();
            }
        }
        return trades;
    }

    private ColumnBatch chunk(Schema schema, int from, int to) {
        long[] ts = new long[to - from];
        Arrays.setAll(ts, i -> DAY_START_NS + SESSION_NS / rows * (from + i));
        return ColumnBatch.of(schema, to - from)
                .longs("ts", ts)
                .symbolCodes("sym", Arrays.copyOfRange(symbol, from, to))
                .doubles("price", Arrays.copyOfRange(price, from, to))
                .longs("size", Arrays.copyOfRange(size, from, to))
                .bytes("lot", Arrays.copyOfRange(lot, from, to))
                .symbolCodes("venue", Arrays.copyOfRange(venue, from, to))
                .booleans("buy", Arrays.copyOfRange(buy, from, to));
    }
}
