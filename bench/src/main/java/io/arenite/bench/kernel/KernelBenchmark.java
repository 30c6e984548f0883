package io.arenite.bench.kernel;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Each kernel alone, in a JVM of its own; add `-prof gc` to see that it allocates next to nothing. Against C and the
/// bandwidth limit they are measured by [KernelRatios].
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class KernelBenchmark {
    @Param({
        "sum",
        "min",
        "max",
        "filter_sum",
        "filter_sum_same",
        "filter_sum_long",
        "filter_count",
        "sum_product",
        "sum_product_long",
        "long_sum_exact",
        "long_min",
        "long_dot_exact",
        "add"
    })
    private String kernel;

    @Param({"100000", "20000000"})
    private int rows;

    private KernelData data;
    private DoubleSupplier run;

    /// Finds the kernel and checks its answer against a plain loop.
    @Setup
    public void setUp() {
        data = new KernelData(rows);
        KernelCase found = KernelCase.all(data, null).stream()
                .filter(candidate -> candidate.name().equals(kernel))
                .findFirst()
                .orElseThrow();
        found.check(KernelCase.expected(kernel, data));
        run = found.ours();
    }

    @TearDown
    public void tearDown() {
        data.close();
    }

    @Benchmark
    public double run() {
        return run.getAsDouble();
    }
}
