package io.arenite.bench.store;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.Table;
import io.arenite.engine.kernel.KernelWarmUp;
import io.arenite.partitions.PartitionView;
import io.arenite.partitions.TableSnapshot;
import java.util.concurrent.TimeUnit;
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

/// Each whole query alone, in a JVM of its own; add `-prof gc` for what it allocates. The answer is checked against the
/// kernels before. Beside their kernels, queries are measured by [QueryRatios].
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 2)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class QueryBenchmark {
    @Param({"vwap", "filter_sum", "filter_count"})
    private String query;

    private Arenite db;
    private QueryCase one;

    @Setup
    public void fillAndCheck() throws InterruptedException {
        db = Arenite.inMemory(AreniteOptions.defaults().withCacheBytes(0));
        KernelWarmUp.await();
        Table trades = QueryCase.fill(db);
        try (TableSnapshot snapshot = trades.snapshot();
                PartitionView view = QueryCase.open(snapshot)) {
            one = QueryCase.all(trades, view).stream()
                    .filter(each -> each.name().equals(query))
                    .findFirst()
                    .orElseThrow();
            one.check();
        }
    }

    @Benchmark
    public double whole() {
        return one.whole();
    }

    @TearDown
    public void close() {
        db.close();
    }
}
