package io.arenite.bench.peer;

import java.util.List;

/// What is asked of everybody, and how much faster than whom we want to be.
enum Operation {
    ROW_COUNT("row count, as a property of the table", false),
    COUNT("count", false, Demand.ofBest(1_000)),
    VWAP("VWAP of all", false, Demand.ofBest(1), new Demand(ReadBandwidth.NAME, 0.9)),
    FILTERED_SUM("sum(size) where price > p95", false, Demand.ofBest(1)),
    SCATTERED_SUM("sum(price) where size > p95", false, Demand.ofBest(1)),
    VWAP_OF_ONE("VWAP of one symbol", false, Demand.ofBest(50)),
    VWAP_BY_SYMBOL("VWAP by symbol", false, Demand.ofBest(5)),
    LATEST("latest price by symbol", false, Demand.ofBest(1_000)),
    TOP("top 10 by notional", false, Demand.ofBest(3)),
    SMALL_VWAP("VWAP", true, new Demand("Polars lazy", 10), new Demand("Polars eager", 2), new Demand("NumPy", 2)),
    SMALL_FILTERED_SUM(
            "sum(size) where price > median",
            true,
            new Demand("Polars lazy", 10),
            new Demand("Polars eager", 2),
            new Demand("NumPy", 2));

    private final String title;
    private final boolean isSmall;
    private final List<Demand> demands;

    Operation(String title, boolean isSmall, Demand... demands) {
        this.title = title;
        this.isSmall = isSmall;
        this.demands = List.of(demands);
    }

    /// As the Python side calls it.
    String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String title() {
        return title;
    }

    /// Whether it is asked of the 100,000 rows of one symbol, not of all trades.
    boolean isSmall() {
        return isSmall;
    }

    List<Demand> demands() {
        return demands;
    }

    /// The ratio `their time / our time` that we set ourselves.
    ///
    /// @param against a contender's name, or [#BEST]
    record Demand(String against, double ratio) {
        /// The peer with the smallest median in this operation.
        static final String BEST = "best peer";

        static Demand ofBest(double ratio) {
            return new Demand(BEST, ratio);
        }
    }
}
