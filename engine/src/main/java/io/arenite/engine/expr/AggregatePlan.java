package io.arenite.engine.expr;

import java.util.List;

/// Aggregates over a scan, one row for each group. The frame's columns are the group keys, then the aggregates; groups
/// are ordered by key (symbols by code, nulls last). Without keys there is one row, also when the scan is empty.
public record AggregatePlan(ScanSpec scan, List<BoundExpr> groupBy, List<Aggregate> aggregates) {
    private static final int MOST_KEYS = 64;

    public AggregatePlan {
        groupBy = List.copyOf(groupBy);
        aggregates = List.copyOf(aggregates);
        if (groupBy.size() > MOST_KEYS) {
            throw new IllegalArgumentException(
                    "too many group keys: keys=%d, limit=%d".formatted(groupBy.size(), MOST_KEYS));
        }
        for (BoundExpr key : groupBy) {
            TypeRules.checkGroupKey(key.type());
        }
    }

    /// As a record's, but written out, as are those of [ScanSpec], [Aggregate] and the commonest expressions: plans are
    /// looked up by value, and each generated one takes a fresh process a millisecond.
    @Override
    public int hashCode() {
        return (scan.hashCode() * 31 + groupBy.hashCode()) * 31 + aggregates.hashCode();
    }
}
