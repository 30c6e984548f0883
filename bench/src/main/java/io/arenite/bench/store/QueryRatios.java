package io.arenite.bench.store;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.Table;
import io.arenite.bench.Ratio;
import io.arenite.bench.Rounds;
import io.arenite.partitions.PartitionView;
import io.arenite.partitions.TableSnapshot;
import java.util.List;
import java.util.function.Consumer;

/// Whole queries, computed and not remembered, beside the bare kernels over the same memory: what binding,
/// planning, snapshots, leases and results cost.
public final class QueryRatios {
    private static final double LIMIT_US = 10;
    private static final long WARM_UP_NS = 10_000_000_000L;

    private QueryRatios() {}

    /// Measures, handing each figure on as it is known.
    public static void run(Consumer<Ratio> out) {
        try (Arenite db = Arenite.inMemory(AreniteOptions.defaults().withCacheBytes(0))) {
            Table trades = QueryCase.fill(db);
            try (TableSnapshot snapshot = trades.snapshot();
                    PartitionView view = QueryCase.open(snapshot)) {
                List<QueryCase> cases = QueryCase.all(trades, view);
                warmUp(cases);
                cases.forEach(one -> measure(one, out));
            }
        }
    }

    /// A query is much more code than a kernel, and the compiler gets to it later.
    private static void warmUp(List<QueryCase> cases) {
        long endNs = System.nanoTime() + WARM_UP_NS;
        while (System.nanoTime() < endNs) {
            cases.forEach(QueryCase::check);
        }
    }

    private static void measure(QueryCase one, Consumer<Ratio> out) {
        String name = "query " + one.name();
        double[][] us = Rounds.timeUs(one::whole, one.kernels());
        out.accept(Ratio.of(name, QueryCase.ROWS, us[0], us[1], 1, "its kernels"));
        double over = Rounds.median(us[0]) - Rounds.median(us[1]);
        out.accept(Ratio.ofLimit(name + " - kernels", QueryCase.ROWS, over, LIMIT_US, "a limit of 10 us"));
    }
}
