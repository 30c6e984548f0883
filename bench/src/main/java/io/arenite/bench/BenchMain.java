package io.arenite.bench;

import java.util.Arrays;
import java.util.List;

/// `bin/arenite bench [--json] [SET...]`: the quick set of benchmarks, each against limits measured in the same
/// run. With `--json` one object a line: name, rows, median_us, ratio, spread, against.
public final class BenchMain {
    private static final String USAGE = """
            usage: bench [--json] [SET...]           ratios to limits measured in the same run
                   bench --peers [--json] [SET...]   beside Polars, DuckDB, NumPy and pandas; writes docs/benchmarks.md
                   bench --python [--json]           what calls from Python cost; writes docs/benchmarks.md
                   bench jmh [JMH-ARG...]            the JMH benchmarks, as in: bench jmh AppendBenchmark -prof gc
            sets: %s, with --peers also %s (default: all)""";

    private BenchMain() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (Arrays.stream(args).anyMatch(List.of("-h", "--help")::contains)) {
            System.out.println(usage());
            return;
        }
        boolean json = Arrays.asList(args).contains("--json");
        boolean python = Arrays.asList(args).contains("--python");
        boolean peers = python || Arrays.asList(args).contains("--peers");
        List<String> sets = python
                ? List.of("python")
                : Arrays.stream(args)
                        .filter(arg -> !List.of("--json", "--peers").contains(arg))
                        .toList();
        if (!(peers ? PeersMain.SETS : RatioSets.NAMES).containsAll(sets)) {
            System.err.println(usage());
            System.exit(2);
        }
        if (peers) {
            PeersMain.run(sets.isEmpty() ? PeersMain.SETS : sets, json);
        } else {
            quick(sets.isEmpty() ? RatioSets.NAMES : sets, json);
        }
        if (System.out.checkError()) {
            System.err.println("arenite: cannot write the output");
            System.exit(1);
        }
    }

    private static void quick(List<String> sets, boolean json) throws Exception {
        if (!json) {
            System.out.println(RatioSets.conditions());
            System.out.println(Ratio.heading());
        }
        for (String set : sets) {
            RatioSets.run(set, ratio -> System.out.println(ratio.line(json)));
        }
    }

    private static String usage() {
        return USAGE.formatted(String.join(", ", RatioSets.NAMES), String.join(", ", PeersMain.OWN_SETS));
    }
}
