package io.arenite.engine.expr;

/// The aggregates. All but the counts skip null arguments, except that `FIRST` and `LAST` take the first and last row
/// as it is (null included). The sum (and dot product) of nothing is 0, every other aggregate of nothing is null.
public enum AggregateKind {
    /// Rows, nulls included; takes no argument.
    COUNT_ALL,
    /// Rows where the argument is not null.
    COUNT,
    /// Exact for integers and decimals; floats in 32 lanes by position (see docs/design/004-batch-tier.md).
    SUM,
    /// Skips NaN; NaN where all values are NaN; -0.0 is below 0.0.
    MIN,
    /// Skips NaN; NaN where all values are NaN; -0.0 is below 0.0.
    MAX,
    /// The value of the first row in scan order.
    FIRST,
    /// The value of the last row in scan order.
    LAST,
    /// float64; of integers and decimals the exact sum, rounded once.
    MEAN,
    /// float64; squared distance from the mean, over (count - ddof); null where count <= ddof.
    VARIANCE,
    /// The square root of the variance.
    STDDEV,
    /// sum(argument * weight) / sum(weight) over rows where neither is null; exact for integers and decimals.
    VWAP,
    /// sum(argument * weight) over rows where neither is null.
    DOT
}
