package io.arenite.bench.store;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.last;
import static io.arenite.Functions.sum;
import static io.arenite.Functions.vwap;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.LazyFrame;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.bench.Ratio;
import io.arenite.bench.Rounds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/// Groups, latest rows and top-k over a day of trades of 500 symbols, each answer checked against a plain
/// loop over the same rows as arrays. One thread: figures are CPU time, against that plain loop or against a
/// fixed limit.
public final class GroupRatios {
    private static final int TOP = 10;
    private static final double LATEST_LIMIT_NS = 80;

    private final TradeTape tape;
    private final Table trades;
    private final Consumer<Ratio> out;

    private GroupRatios(TradeTape tape, Table trades, Consumer<Ratio> out) {
        this.tape = tape;
        this.trades = trades;
        this.out = out;
    }

    /// Measures, handing each figure on as it is known.
    public static void run(int rows, Consumer<Ratio> out) {
        var options = AreniteOptions.defaults().withThreads(1).withCacheBytes(0).withCacheBytes(0);
        try (Arenite db = Arenite.inMemory(options)) {
            var tape = new TradeTape(rows);
            var ratios = new GroupRatios(tape, tape.fill(db), out);
            ratios.latest();
            ratios.top();
            ratios.byKey();
            ratios.byVenue();
            ratios.bySide();
            ratios.byLot();
        }
    }

    private void latest() {
        double[] prices = new double[TradeTape.SYMBOLS];
        long[] sizes = new long[TradeTape.SYMBOLS];
        for (int i = 0; i < tape.rows; i++) {
            prices[tape.symbol[i]] = tape.price[i];
            sizes[tape.symbol[i]] = tape.size[i];
        }
        LazyFrame price = trades.lazy().groupBy("sym").agg(last("price"));
        LazyFrame row = trades.lazy().latest("sym");
        double limitUs = LATEST_LIMIT_NS * TradeTape.SYMBOLS / 1e3;
        limit("latest price by symbol", price, new Column("price", prices), limitUs);
        limit("latest row by symbol", row, new Column("size", longs(sizes)), limitUs);
    }

    private void limit(String name, LazyFrame frame, Column expected, double limitUs) {
        expected.check(name, frame);
        double us = Rounds.median(Rounds.timeUs(() -> run(frame))[0]);
        out.accept(Ratio.ofLimit(name, tape.rows, us, limitUs, "a limit of 80 ns a symbol"));
    }

    private void top() {
        double[] notional = new double[tape.rows];
        Arrays.setAll(notional, i -> tape.price[i] * tape.size[i]);
        int[] best = IntStream.range(0, tape.rows)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -notional[i]).thenComparingInt(i -> tape.symbol[i]))
                .limit(TOP)
                .mapToInt(i -> i)
                .toArray();
        double[] expected = Arrays.stream(best).mapToDouble(i -> tape.price[i]).toArray();
        LazyFrame frame = trades.lazy().topK(TOP, col("price").times(col("size")));
        ratio("top 10 by notional", frame, new Column("price", expected), () -> {
            double[] heap = new double[TOP];
            for (int i = 0; i < tape.rows; i++) {
                double x = tape.price[i] * tape.size[i];
                if (x > heap[0]) {
                    heap[0] = x;
                    Arrays.sort(heap);
                }
            }
            return heap[0];
        });
    }

    private void byKey() {
        ratio(
                "vwap by symbol",
                trades.lazy().groupBy("sym").agg(vwap("price", "size").alias("x")),
                vwaps(tape.symbol),
                () -> vwaps(tape.symbol).values[0]);
    }

    private void byVenue() {
        ratio(
                "vwap by venue",
                trades.lazy().groupBy("venue").agg(vwap("price", "size").alias("x")),
                vwaps(tape.venue),
                () -> vwaps(tape.venue).values[0]);
    }

    private void bySide() {
        ratio(
                "sum(size), count by side",
                trades.lazy().groupBy("buy").agg(sum("size").alias("x"), count()),
                sides(),
                () -> sides().values[0]);
    }

    private void byLot() {
        double[] sums = new double[7];
        Runnable loop = () -> {
            Arrays.fill(sums, 0);
            for (int i = 0; i < tape.rows; i++) {
                sums[tape.lot[i] + 3] += tape.price[i];
            }
        };
        loop.run();
        ratio(
                "sum(price) by int8",
                trades.lazy().groupBy("lot").agg(sum("price").alias("x")),
                new Column("x", sums.clone()),
                () -> {
                    loop.run();
                    return sums[0];
                });
    }

    private Column vwaps(int[] codes) {
        double[] products = new double[TradeTape.SYMBOLS + TradeTape.VENUES];
        long[] sizes = new long[products.length];
        for (int i = 0; i < tape.rows; i++) {
            products[codes[i]] += tape.price[i] * tape.size[i];
            sizes[codes[i]] += tape.size[i];
        }
        return new Column(
                "x",
                IntStream.range(0, sizes.length)
                        .filter(code -> sizes[code] > 0)
                        .mapToDouble(code -> products[code] / sizes[code])
                        .toArray());
    }

    private Column sides() {
        long[] sums = new long[2];
        for (int i = 0; i < tape.rows; i++) {
            sums[tape.buy[i] ? 1 : 0] += tape.size[i];
        }
        return new Column("x", longs(sums));
    }

    private void ratio(String name, LazyFrame frame, Column expected, DoubleSupplier loop) {
        expected.check(name, frame);
        double[][] us = Rounds.timeUs(() -> run(frame), loop);
        out.accept(Ratio.of(name, tape.rows, us[0], us[1], 1, "a plain Java loop over arrays"));
    }

    private static double run(LazyFrame frame) {
        try (Result result = frame.collect()) {
            return result.rowCount();
        }
    }

    private static double[] longs(long[] values) {
        return Arrays.stream(values).mapToDouble(value -> value).toArray();
    }

    /// A column of the result and what it must hold.
    private record Column(String name, double[] values) {
        void check(String what, LazyFrame frame) {
            try (Result result = frame.collect()) {
                double[] actual = new double[(int) result.rowCount()];
                Arrays.setAll(actual, row -> result.getDouble(name, row));
                boolean same = actual.length == values.length;
                for (int i = 0; same && i < actual.length; i++) {
                    same = Math.abs(actual[i] - values[i]) <= 1e-9 * Math.abs(values[i]);
                }
                if (!same) {
                    throw new AssertionError("wrong answer: query=%s, expected=%s, was=%s"
                            .formatted(what, Arrays.toString(values), Arrays.toString(actual)));
                }
            }
        }
    }
}
