package io.arenite.bench.peer;

import io.arenite.partitions.Schema;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;

/// Trades of one day: 500 symbols whose activity follows Zipf's law, prices that walk in cents each on its own level,
/// sizes of many small and few large trades; sorted by strictly increasing time. The same rows in every run.
final class TradeGenerator {
    static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .key("sym")
            .build();

    static final int SYMBOLS = 500;

    private static final long SEED = 20_240_808;
    private static final long OPEN_NS =
            LocalDate.of(2024, 8, 8).atTime(LocalTime.of(13, 30)).toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
    private static final long DAY_NS = 23_400_000_000_000L;
    private static final int ACTIVITY_SLOTS = 1 << 16;
    private static final int LOWEST_CENTS = 500;
    private static final int HIGHEST_CENTS = 60_000;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final int[] symbolOfSlot = slotsByActivity();
    private final int[] cents = new int[SYMBOLS];
    /// How many prices there were so far of each number of cents.
    private final int[] prices = new int[HIGHEST_CENTS + 1];
    /// How many sizes; the tail makes none larger.
    private final int[] sizes = new int[1 << 13];

    private final long rows;
    private long row;

    TradeGenerator(long rows) {
        this.rows = rows;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            cents[symbol] = 2_000 + random.nextInt(38_000);
        }
    }

    /// `S000`, the busiest, to `S499`.
    static String symbol(int code) {
        return "S%03d".formatted(code);
    }

    /// Fills the chunk with the next rows.
    ///
    /// @return whether there were any
    boolean next(Chunk chunk) {
        chunk.rows = (int) Math.min(chunk.ts.length, rows - row);
        long spacingNs = DAY_NS / rows;
        for (int i = 0; i < chunk.rows; i++, row++) {
            int symbol = symbolOfSlot[random.nextInt(ACTIVITY_SLOTS)];
            int moved = cents[symbol] + random.nextInt(7) - 3;
            cents[symbol] = Math.clamp(moved, LOWEST_CENTS, HIGHEST_CENTS);
            int tail = Math.min(Long.numberOfTrailingZeros(random.nextLong()), 40);
            int size = 1 + random.nextInt(100) + 100 * tail;
            chunk.ts[i] = OPEN_NS + row * spacingNs + random.nextLong(spacingNs);
            chunk.codes[i] = symbol;
            chunk.prices[i] = cents[symbol] / 100.0;
            chunk.sizes[i] = size;
            prices[cents[symbol]]++;
            sizes[size]++;
        }
        return chunk.rows > 0;
    }

    /// The price that so large a part of the rows so far do not exceed.
    double priceQuantile(double part) {
        return quantile(prices, part) / 100.0;
    }

    /// The size that so large a part of the rows so far do not exceed.
    int sizeQuantile(double part) {
        return quantile(sizes, part);
    }

    private int quantile(int[] histogram, double part) {
        long below = 0;
        for (int value = 0; value < histogram.length; value++) {
            below += histogram[value];
            if (below >= part * row) {
                return value;
            }
        }
        throw new IllegalStateException("no rows yet: rows=" + row);
    }

    /// The symbol of rank r has a share proportional to 1 / r.
    private static int[] slotsByActivity() {
        double total = 0;
        for (int rank = 1; rank <= SYMBOLS; rank++) {
            total += 1.0 / rank;
        }
        int[] slots = new int[ACTIVITY_SLOTS];
        double share = 0;
        int slot = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            share += 1.0 / (symbol + 1) / total;
            while (slot < ACTIVITY_SLOTS && slot < share * ACTIVITY_SLOTS) {
                slots[slot++] = symbol;
            }
        }
        return slots;
    }

    /// Rows as columns, filled again and again.
    static final class Chunk {
        private static final int ROWS = 1 << 18;

        final long[] ts = new long[ROWS];
        final int[] codes = new int[ROWS];
        final double[] prices = new double[ROWS];
        final long[] sizes = new long[ROWS];
        int rows;
    }
}
