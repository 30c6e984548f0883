package io.arenite.cli;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;

/// Ticks of one trading day that look like a market's: a few symbols trade most of the time, each price walks at
/// random in cents, sizes are small with a long tail. The same rows on every machine and in every run.
final class TickGenerator {

    static final int SYMBOLS = 100;
    static final long SEED = 20_240_808;

    private static final long OPEN_NS =
            LocalDate.of(2024, 8, 8).atTime(LocalTime.of(13, 30)).toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
    private static final long DAY_NS = 23_400_000_000_000L;
    private static final int ACTIVITY_SLOTS = 1 << 14;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final int[] symbolOfSlot = slotsByActivity();
    private final long[] cents = new long[SYMBOLS];
    private final long rows;
    private long row;

    TickGenerator(long rows) {
        this.rows = rows;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            cents[symbol] = 2_000L + random.nextInt(30_000);
        }
    }

    /// Names like `BARA` and `MUDU`: nobody shall take them for real ones.
    static String symbol(int index) {
        String[] first = {"BA", "CO", "DE", "FI", "GU", "HA", "JO", "KE", "LI", "MU"};
        String[] second = {"RA", "SO", "TE", "NI", "VU", "PA", "LO", "ME", "ZI", "DU"};
        return first[index / 10] + second[index % 10];
    }

    /// Zipf's law: the symbol of rank r has a share proportional to 1 / r.
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

    /// Fills the arrays with the next ticks, in order of time.
    ///
    /// @return how many there were: fewer than the arrays hold at the end of the day
    int next(long[] tsNs, int[] symbols, double[] prices, long[] sizes) {
        int count = (int) Math.min(tsNs.length, rows - row);
        double spacingNs = (double) DAY_NS / rows;
        for (int i = 0; i < count; i++, row++) {
            long bits = random.nextLong();
            int symbol = symbolOfSlot[(int) (bits & ACTIVITY_SLOTS - 1)];
            long step = (bits >>> 14) % 7 - 3;
            cents[symbol] = Math.max(100, cents[symbol] + step);
            long tail = Long.numberOfTrailingZeros(bits >>> 20 | 1L << 40);
            tsNs[i] = OPEN_NS + (long) (row * spacingNs + (bits >>> 44 & 1023) / 1024.0 * spacingNs);
            symbols[i] = symbol;
            prices[i] = cents[symbol] / 100.0;
            sizes[i] = 1 + (bits >>> 54) % 100 + 100 * tail;
        }
        return count;
    }
}
