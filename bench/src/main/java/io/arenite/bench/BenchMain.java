package io.arenite.bench;

import io.arenite.Arenite;
import io.arenite.bench.kernel.KernelRatios;
import io.arenite.bench.peer.CKernels;
import io.arenite.bench.store.GroupRatios;
import io.arenite.bench.store.ManySymbolRatios;
import io.arenite.bench.store.QueryRatios;
import io.arenite.engine.kernel.KernelWarmUp;
import io.arenite.engine.kernel.Simd;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `bin/arenite bench [--json] [kernels|queries]`: the quick set of benchmarks, each against limits measured in the
/// same run. With `--json` one object a line: name, rows, median_us, ratio, spread, against. `--peers` is
/// [PeersMain]'s.
public final class BenchMain {
    /// In the cache, and from memory.
    private static final int[] KERNEL_ROWS = {100_000, 20_000_000};

    private static final int[] GROUP_ROWS = {1_000_000, 10_000_000};

    private static final String USAGE = """
            usage: bench [--json] [kernels|queries]   ratios to limits measured in the same run
                   bench --peers [--json] [SET...]    beside Polars, DuckDB, NumPy and pandas; writes docs/benchmarks.md;
                                                      sets: %s (all)
                   bench jmh [JMH-ARG...]             the JMH benchmarks, as in: bench jmh AppendBenchmark -prof gc""".formatted(String.join(", ", PeersMain.SETS));

    private BenchMain() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (Arrays.stream(args).anyMatch(List.of("-h", "--help")::contains)) {
            System.out.println(USAGE);
            return;
        }
        boolean json = Arrays.asList(args).contains("--json");
        boolean peers = Arrays.asList(args).contains("--peers");
        List<String> sets = Arrays.stream(args)
                .filter(arg -> !List.of("--json", "--peers").contains(arg))
                .toList();
        if (!(peers ? PeersMain.SETS : List.of("kernels", "queries")).containsAll(sets)) {
            System.err.println(USAGE);
            System.exit(2);
        }
        if (peers) {
            PeersMain.run(sets.isEmpty() ? PeersMain.SETS : sets, json);
        } else {
            quick(sets, json);
        }
        if (System.out.checkError()) {
            System.err.println("arenite: cannot write the output");
            System.exit(1);
        }
    }

    private static void quick(List<String> sets, boolean json) throws Exception {
        boolean avx2 = Simd.vectorBits() == 256;
        Optional<CKernels> kernels = avx2 ? CKernels.compile("-mno-avx512f") : CKernels.compile();
        if (!json) {
            System.out.printf(
                    "vector bits=%d, java=%s, cpus=%d, peer=%s%n",
                    Simd.vectorBits(),
                    Runtime.version(),
                    Runtime.getRuntime().availableProcessors(),
                    kernels.isPresent() ? "gcc -O3 -march=native -ffast-math" + (avx2 ? " -mno-avx512f" : "") : "none");
            System.out.println(Ratio.heading());
        }
        Consumer<Ratio> out = ratio -> System.out.println(ratio.line(json));
        if (sets.isEmpty() || sets.contains("queries")) {
            warmUp();
            QueryRatios.run(out);
            ManySymbolRatios.run(out);
            for (int rows : GROUP_ROWS) {
                GroupRatios.run(rows, out);
            }
        }
        if (sets.isEmpty() || sets.contains("kernels")) {
            for (int rows : KERNEL_ROWS) {
                KernelRatios.run(rows, kernels.orElse(null), out);
            }
        }
    }

    /// Lets the background work of the process's first database end before anything is timed.
    private static void warmUp() throws InterruptedException {
        Arenite.inMemory().close();
        KernelWarmUp.await();
    }
}
