package io.arenite.bench;

import io.arenite.Arenite;
import io.arenite.bench.first.FirstQueryRatios;
import io.arenite.bench.ingest.DurableRatios;
import io.arenite.bench.kernel.KernelRatios;
import io.arenite.bench.page.Markdown;
import io.arenite.bench.peer.CKernels;
import io.arenite.bench.store.CacheRatios;
import io.arenite.bench.store.GroupRatios;
import io.arenite.bench.store.LoopRatios;
import io.arenite.bench.store.ManySymbolRatios;
import io.arenite.bench.store.QueryRatios;
import io.arenite.engine.kernel.KernelWarmUp;
import io.arenite.engine.kernel.Simd;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The sets of [Ratio] by their names, for the quick benchmark and for docs/benchmarks.md.
final class RatioSets {
    /// In the order in which they run.
    static final List<String> NAMES = List.of("first", "queries", "cache", "groups", "loops", "kernels", "durable");

    /// In the cache, and from memory.
    private static final int[] KERNEL_ROWS = {100_000, 20_000_000};

    private static final int[] CACHE_ROWS = {1_000_000, 10_000_000, 50_000_000};

    private static final int[] GROUP_ROWS = {1_000_000, 10_000_000};

    private RatioSets() {}

    /// Measures a set, handing each figure on as it is known.
    static void run(String name, Consumer<Ratio> out) throws IOException, InterruptedException {
        switch (name) {
            case "first" -> FirstQueryRatios.run(out);
            case "queries" -> {
                warmUp();
                QueryRatios.run(out);
                ManySymbolRatios.run(out);
            }
            case "cache" -> {
                warmUp();
                for (int rows : CACHE_ROWS) {
                    CacheRatios.run(rows, out);
                }
            }
            case "groups" -> {
                warmUp();
                for (int rows : GROUP_ROWS) {
                    GroupRatios.run(rows, out);
                }
            }
            case "loops" -> {
                warmUp();
                Optional<CKernels> peers = CKernels.compile(peerFlags());
                for (int rows : KERNEL_ROWS) {
                    LoopRatios.run(rows, peers.orElse(null), out);
                }
            }
            case "kernels" -> {
                Optional<CKernels> peers = CKernels.compile(peerFlags());
                for (int rows : KERNEL_ROWS) {
                    KernelRatios.run(rows, peers.orElse(null), out);
                }
            }
            case "durable" -> {
                warmUp();
                DurableRatios.run(out);
            }
            default -> throw new IllegalArgumentException("no such set: set=" + name);
        }
    }

    /// What the figures of a set mean.
    static String meaning(String name) {
        return switch (name) {
            case "first" -> FirstQueryRatios.MEANING;
            case "durable" -> DurableRatios.MEANING;
            default -> "*ratio* is the other's time over ours: above 1 we are faster. CPU time of one thread.";
        };
    }

    /// What the figures depend on, in a line.
    static String conditions() {
        return "vector bits=%d, java=%s, cpus=%d, C peer=gcc -O3 -march=native -ffast-math %s"
                .formatted(
                        Simd.vectorBits(),
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                        String.join(" ", peerFlags()))
                .strip();
    }

    /// The figures as a table for the page.
    static String markdown(List<Ratio> ratios) {
        return Markdown.table(
                List.of("figure", "rows", "median", "ratio", "spread", "against"),
                ratios.stream()
                        .map(ratio -> List.of(
                                ratio.name(),
                                "%,d".formatted(ratio.rows()),
                                Markdown.time(ratio.medianUs()),
                                Double.isNaN(ratio.ratio()) ? "-" : Markdown.number(ratio.ratio()),
                                Markdown.number(ratio.spread()),
                                ratio.against()))
                        .toList());
    }

    /// As narrow as our own vectors.
    private static String[] peerFlags() {
        return Simd.vectorBits() == 256 ? new String[] {"-mno-avx512f"} : new String[0];
    }

    /// Lets the background work of the process's first database end before anything is timed.
    private static void warmUp() throws InterruptedException {
        Arenite.inMemory().close();
        KernelWarmUp.await();
    }
}
