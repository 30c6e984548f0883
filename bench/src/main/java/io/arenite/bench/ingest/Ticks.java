package io.arenite.bench.ingest;

import io.arenite.partitions.Schema;
import java.util.SplittableRandom;

/// A million ticks of 500 symbols in random order, with a fixed seed: the same ones for every benchmark, played again
/// and
/// again with the clock moved on.
final class Ticks {
    static final int ROWS = 1 << 20;
    static final int SYMBOLS = 500;
    static final long STEP_NS = 1_000;
    static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .key("sym")
            .build();

    final String[] symbols = new String[ROWS];
    final int[] symbolNumbers = new int[ROWS];
    /// From the start of the round; late rows are up to 100 ms behind.
    final long[] timesNs = new long[ROWS];

    final double[] prices = new double[ROWS];
    final long[] sizes = new long[ROWS];
    final long sumOfSizes;

    Ticks(int latePercent) {
        SplittableRandom random = new SplittableRandom(20240808);
        String[] names = new String[SYMBOLS];
        for (int i = 0; i < SYMBOLS; i++) {
            names[i] = "SYM" + i;
        }
        long sum = 0;
        for (int row = 0; row < ROWS; row++) {
            symbolNumbers[row] = random.nextInt(SYMBOLS);
            symbols[row] = names[symbolNumbers[row]];
            long behindNs = random.nextInt(100) < latePercent ? 20_000_000 + random.nextLong(80_000_000) : 0;
            timesNs[row] = row * STEP_NS - behindNs;
            prices[row] = 100 + random.nextInt(10_000) * 0.01;
            sizes[row] = 1L + random.nextInt(1_000);
            sum += sizes[row];
        }
        sumOfSizes = sum;
    }
}
