package io.arenite.bench;

import io.arenite.bench.kernel.KernelCase;
import io.arenite.bench.kernel.KernelData;
import io.arenite.bench.peer.CKernels;
import io.arenite.engine.kernel.Simd;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/// How fast the kernels are against the same loop in C and against the read bandwidth, all measured in the same run:
/// rounds alternate between the three, so that a noisy neighbour hits them alike, and the time is the thread's CPU
/// time, so that a neighbour's turn on the core does not count. The ratio is the median of the rounds' `peer time / our
/// time`: 1 is as fast, below 1 is slower.
public final class KernelRatios {
    /// In the cache, and from memory.
    private static final int[] DEFAULT_ROWS = {100_000, 20_000_000};

    private static final int ROUNDS = 9;
    private static final long ROUND_NS = 4_000_000;
    private static final long WARM_UP_NS = 500_000_000;
    private static final long MAX_WARM_UP_NS = 20_000_000_000L;
    private static final int SUSPICIOUSLY_SLOW = 8;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private KernelRatios() {}

    /// One measured ratio; `spread` is the distance between the quartiles of the rounds' ratios.
    public record Ratio(String name, int rows, double medianUs, double ratio, double spread, String against) {
        String toJson() {
            return String.format(
                    Locale.ROOT,
                    "{\"name\":\"%s\",\"rows\":%d,\"median_us\":%.3f,\"ratio\":%.3f,\"spread\":%.3f,\"against\":\"%s\"}",
                    name,
                    rows,
                    medianUs,
                    ratio,
                    spread,
                    against);
        }

        String toText() {
            return String.format(
                    Locale.ROOT, "%-18s %,12d %12.2f %7.2f %8.2f  %s", name, rows, medianUs, ratio, spread, against);
        }
    }

    /// Arguments: `[--json] [--rows=N] [KERNEL...]`.
    public static void main(String[] args) throws IOException {
        List<String> names =
                Arrays.stream(args).filter(arg -> !arg.startsWith("--")).toList();
        int[] rows = Arrays.stream(args)
                .filter(arg -> arg.startsWith("--rows="))
                .mapToInt(arg -> Integer.parseInt(arg.substring("--rows=".length())))
                .toArray();
        run(Arrays.asList(args).contains("--json"), System.out, names, rows.length == 0 ? DEFAULT_ROWS : rows);
    }

    /// Measures the named kernels, or all, at each number of rows and prints a line per ratio.
    public static void run(boolean json, PrintStream out, List<String> names, int... rowCounts) throws IOException {
        boolean avx2 = Simd.vectorBits() == 256;
        Optional<CKernels> peers = avx2 ? CKernels.compile("-mno-avx512f") : CKernels.compile();
        if (!json) {
            out.printf(
                    "kernels: vector bits=%d, java=%s, cpus=%d, peer=%s%n",
                    Simd.vectorBits(),
                    Runtime.version(),
                    Runtime.getRuntime().availableProcessors(),
                    peers.isPresent() ? "gcc -O3 -march=native -ffast-math" + (avx2 ? " -mno-avx512f" : "") : "none");
            out.printf("%-18s %12s %12s %7s %8s  %s%n", "kernel", "rows", "median_us", "ratio", "spread", "against");
        }
        for (int rows : rowCounts) {
            try (var data = new KernelData(rows)) {
                for (KernelCase kernel : KernelCase.all(data, peers.orElse(null))) {
                    if (!names.isEmpty() && !names.contains(kernel.name())) {
                        continue;
                    }
                    for (Ratio ratio : measure(kernel, data, rows, peers.orElse(null))) {
                        out.println(json ? ratio.toJson() : ratio.toText());
                    }
                }
            }
        }
    }

    private static List<Ratio> measure(KernelCase kernel, KernelData data, int rows, CKernels peers) {
        kernel.check(KernelCase.expected(kernel.name(), data));
        long oneRunNs = warmUp(kernel.ours(), kernel.peer());
        int repeats = (int) Math.max(1, ROUND_NS / Math.max(1, oneRunNs));
        if (peers == null) {
            double[] ours = new double[ROUNDS];
            Arrays.setAll(ours, round -> timeUs(kernel.ours(), repeats));
            return List.of(new Ratio(kernel.name(), rows, median(ours), Double.NaN, 0, "nothing: no gcc"));
        }
        DoubleSupplier read = readBandwidth(peers, data, rows);
        warmUp(read, null);
        double[] ours = new double[ROUNDS];
        double[] againstPeer = new double[ROUNDS];
        double[] againstRead = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ours[round] = timeUs(kernel.ours(), repeats);
            againstPeer[round] = timeUs(kernel.peer(), repeats) / ours[round];
            againstRead[round] = kernel.columns() * timeUs(read, repeats) / ours[round];
        }
        return List.of(
                new Ratio(kernel.name(), rows, median(ours), median(againstPeer), spread(againstPeer), "gcc"),
                new Ratio(
                        kernel.name(), rows, median(ours), median(againstRead), spread(againstRead), "read bandwidth"));
    }

    /// Reads one column of `rows` 64-bit values.
    private static DoubleSupplier readBandwidth(CKernels peers, KernelData data, int rows) {
        MethodHandle read = peers.read();
        return () -> {
            try {
                return (double) (long) read.invokeExact(data.price(), (long) rows);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /// Runs until the best time has not improved for a while, and gives it. On a busy machine the compiler can lag
    /// seconds behind, so what is many times slower than its compiled peer is not taken for warm yet.
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
            consume(work.getAsDouble());
        }
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / repeats;
    }

    private static volatile double sink;

    private static void consume(double value) {
        sink = value;
    }

    private static double median(double[] values) {
        return quantile(values, 0.5);
    }

    private static double spread(double[] values) {
        return quantile(values, 0.75) - quantile(values, 0.25);
    }

    private static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(q * (sorted.length - 1))];
    }
}
