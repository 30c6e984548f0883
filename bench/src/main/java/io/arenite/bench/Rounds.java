package io.arenite.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/// Times pieces of single-threaded work in alternating rounds, so that a noisy neighbour hits all of them alike. The
/// time is the thread's CPU time, so that a neighbour's turn on the core does not count.
public final class Rounds {
    private static final int ROUNDS = 9;
    private static final long ROUND_NS = 4_000_000;
    private static final long WARM_UP_NS = 500_000_000;
    private static final long MAX_WARM_UP_NS = 20_000_000_000L;
    private static final int SUSPICIOUSLY_SLOW = 8;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// What the work returned, so that the compiler cannot drop it.
    @SuppressWarnings("unused")
    private static volatile double sink;

    private Rounds() {}

    /// The microseconds of one run in each round: a row per piece of work, all warmed up before. The first piece is
    /// ours; what is many times slower than the others, which are peers, is not taken for warm yet.
    public static double[][] timeUs(DoubleSupplier... works) {
        DoubleSupplier peer = works.length > 1 ? works[1] : null;
        int[] repeats = new int[works.length];
        for (int i = 0; i < works.length; i++) {
            long oneRunNs = warmUp(works[i], i == 0 ? peer : null);
            repeats[i] = (int) Math.max(1, ROUND_NS / Math.max(1, oneRunNs));
        }
        double[][] us = new double[works.length][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < works.length; i++) {
                us[i][round] = timeUs(works[i], repeats[i]);
            }
        }
        return us;
    }

    public static double median(double[] values) {
        return quantile(values, 0.5);
    }

    /// The distance between the quartiles.
    public static double spread(double[] values) {
        return quantile(values, 0.75) - quantile(values, 0.25);
    }

    /// Runs until the best time has not improved for a while, and gives it. On a busy machine the compiler can lag
    /// seconds behind.
    private static long warmUp(DoubleSupplier work, DoubleSupplier peer) {
        long start = System.nanoTime();
        long bestAt = start;
        long best = Long.MAX_VALUE;
        long peerBest = Long.MAX_VALUE / SUSPICIOUSLY_SLOW;
        long now = start;
        while (now - start < MAX_WARM_UP_NS
                && (now - bestAt < WARM_UP_NS || peer != null && best > SUSPICIOUSLY_SLOW * peerBest)) {
            long took = (long) (1e3 * timeUs(work, 1));
            peerBest = peer == null ? peerBest : Math.min(peerBest, (long) (1e3 * timeUs(peer, 1)));
            now = System.nanoTime();
            if (took < best - best / 50) {
                best = took;
                bestAt = now;
            }
        }
        return best;
    }

    private static double timeUs(DoubleSupplier work, int repeats) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < repeats; i++) {
            sink = work.getAsDouble();
        }
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / repeats;
    }

    private static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(q * (sorted.length - 1))];
    }
}
