package io.arenite.bench;

import java.util.Arrays;

/// `bin/arenite bench [--json]`: the quick set of benchmarks, each against limits measured in the same run.
public final class BenchMain {
    private BenchMain() {}

    public static void main(String[] args) throws Exception {
        if (Arrays.stream(args).anyMatch(arg -> !arg.equals("--json"))) {
            System.err.println("usage: bench [--json]");
            System.exit(2);
        }
        KernelRatios.main(args);
    }
}
