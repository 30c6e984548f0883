package io.arenite.bench.store;

import static io.arenite.Functions.col;
import static io.arenite.Functions.vwap;

import io.arenite.Arenite;
import io.arenite.LazyFrame;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.engine.kernel.Batch;
import io.arenite.engine.kernel.FilterSumKernel;
import io.arenite.engine.kernel.Lanes;
import io.arenite.engine.kernel.SumKernel;
import io.arenite.engine.kernel.SumProductKernel;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.PartitionView;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TableSnapshot;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/// A query over 100,000 rows of one symbol among others, and the bare kernels over the same memory.
record QueryCase(String name, Table trades, Function<LazyFrame, LazyFrame> query, DoubleSupplier kernels) {
    static final int ROWS = 100_000;

    private static final double LO = 120;

    /// All cases over a table made by [#fill]; the view of its symbol stays the caller's.
    static List<QueryCase> all(Table trades, PartitionView view) {
        var kernels = new Kernels(view);
        return List.of(
                new QueryCase("vwap", trades, f -> f.select(vwap("price", "volume")), kernels::vwap),
                new QueryCase(
                        "filter_sum",
                        trades,
                        f -> f.filter(col("price").ge(LO)).select(col("volume").sum()),
                        kernels::filterSum),
                new QueryCase(
                        "filter_count",
                        trades,
                        f -> f.filter(col("price").ge(LO)).count(),
                        kernels::filterCount));
    }

    /// The partition of the symbol that is asked for.
    static PartitionView open(TableSnapshot snapshot) {
        return snapshot.open(
                snapshot.partitionLowerBound(0, snapshot.table().symbols().code("ONE")));
    }

    /// From a freshly built expression to the scalar.
    double whole() {
        try (Result result =
                query.apply(trades.lazy().filter(col("sym").eq("ONE"))).collect()) {
            return result.scalarDouble();
        }
    }

    /// Fails unless the query and the kernels give the same bits.
    void check() {
        double whole = whole();
        double bare = kernels.getAsDouble();
        if (whole != bare) {
            throw new AssertionError(
                    "query and kernels differ: name=%s, query=%s, kernels=%s".formatted(name, whole, bare));
        }
    }

    static Table fill(Arenite db) {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .float64("price")
                .float64("volume")
                .key("sym")
                .build();
        Table trades = db.createTable("trades", schema, PartitionBy.DAY);
        var random = new SplittableRandom(7);
        try (Appender rows = trades.appender()) {
            for (String symbol : new String[] {"OTHER", "ONE", "THIRD"}) {
                long[] ts = new long[ROWS];
                double[] price = new double[ROWS];
                double[] volume = new double[ROWS];
                String[] symbols = new String[ROWS];
                for (int i = 0; i < ROWS; i++) {
                    ts[i] = i * 1_000L;
                    price[i] = 100 + 40 * random.nextDouble();
                    volume[i] = 1 + random.nextInt(1_000);
                    symbols[i] = symbol;
                }
                rows.append(ColumnBatch.of(schema, ROWS)
                        .longs("ts", ts)
                        .symbols("sym", symbols)
                        .doubles("price", price)
                        .doubles("volume", volume));
            }
            rows.commit();
        }
        return trades;
    }

    /// The bare loops over one partition's columns.
    private record Kernels(MemorySegment segment, long price, long volume, double[] lanes, double[] others) {
        Kernels(PartitionView view) {
            this(
                    view.mainSegment(),
                    view.mainSlot(2).valuesOffset(),
                    view.mainSlot(3).valuesOffset(),
                    Lanes.create(),
                    Lanes.create());
        }

        double vwap() {
            double products = 0;
            double volumes = 0;
            for (int at = 0; at < ROWS; at += Batch.BLOCK_ROWS) {
                int rows = Math.min(Batch.BLOCK_ROWS, ROWS - at);
                Lanes.clear(lanes);
                Lanes.clear(others);
                SumProductKernel.run(segment, price + 8L * at, segment, volume + 8L * at, rows, 0, lanes);
                SumKernel.run(segment, volume + 8L * at, rows, 0, others);
                products += Lanes.fold(lanes);
                volumes += Lanes.fold(others);
            }
            return products / volumes;
        }

        double filterSum() {
            double sum = 0;
            for (int at = 0; at < ROWS; at += Batch.BLOCK_ROWS) {
                int rows = Math.min(Batch.BLOCK_ROWS, ROWS - at);
                Lanes.clear(lanes);
                FilterSumKernel.run(
                        segment,
                        price + 8L * at,
                        LO,
                        Double.POSITIVE_INFINITY,
                        segment,
                        volume + 8L * at,
                        rows,
                        0,
                        lanes);
                sum += Lanes.fold(lanes);
            }
            return sum;
        }

        double filterCount() {
            double count = 0;
            for (int at = 0; at < ROWS; at += Batch.BLOCK_ROWS) {
                int rows = Math.min(Batch.BLOCK_ROWS, ROWS - at);
                count += FilterSumKernel.count(segment, price + 8L * at, LO, Double.POSITIVE_INFINITY, rows);
            }
            return count;
        }
    }
}
