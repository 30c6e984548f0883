package io.arenite.engine.expr;

import io.arenite.partitions.ColumnType;
import java.util.Objects;

/// One aggregate of a plan: what it computes, over which argument (null for `COUNT_ALL`), with which weight (only
/// `VWAP` and `DOT`), `ddof` (only `VARIANCE` and `STDDEV`: 1 for a sample, 0 for all) and the type of the result.
public record Aggregate(AggregateKind kind, BoundExpr argument, BoundExpr weight, int ddof, ColumnType type) {
    public Aggregate {
        if ((argument == null) != (kind == AggregateKind.COUNT_ALL)) {
            throw new IllegalArgumentException("an aggregate takes one argument, count(*) none: kind=" + kind);
        }
        boolean weighted = kind == AggregateKind.VWAP || kind == AggregateKind.DOT;
        if (weighted != (weight != null)) {
            throw new IllegalArgumentException("vwap and dot take a weight, others none: kind=" + kind);
        }
        if (ddof < 0) {
            throw new IllegalArgumentException("ddof must not be negative: kind=" + kind + ", ddof=" + ddof);
        }
    }

    @Override
    public int hashCode() {
        int arguments = Objects.hashCode(argument) * 31 + Objects.hashCode(weight);
        return ((arguments * 31 + kind.hashCode()) * 31 + ddof) * 31 + type.hashCode();
    }

    /// The number of rows.
    public static Aggregate countAll() {
        return new Aggregate(AggregateKind.COUNT_ALL, null, null, 0, ColumnType.INT64);
    }

    /// An aggregate of one argument: `COUNT` to `MEAN`, variances with `ddof` 1.
    public static Aggregate of(AggregateKind kind, BoundExpr argument) {
        boolean spread = kind == AggregateKind.VARIANCE || kind == AggregateKind.STDDEV;
        return new Aggregate(kind, argument, null, spread ? 1 : 0, TypeRules.aggregate(kind, argument.type(), null));
    }

    /// `VARIANCE` or `STDDEV` with its delta degrees of freedom.
    public static Aggregate spread(AggregateKind kind, BoundExpr argument, int ddof) {
        return new Aggregate(kind, argument, null, ddof, TypeRules.aggregate(kind, argument.type(), null));
    }

    /// `VWAP` or `DOT`.
    public static Aggregate weighted(AggregateKind kind, BoundExpr argument, BoundExpr weight) {
        return new Aggregate(kind, argument, weight, 0, TypeRules.aggregate(kind, argument.type(), weight.type()));
    }
}
