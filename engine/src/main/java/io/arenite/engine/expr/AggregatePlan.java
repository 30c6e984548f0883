package io.arenite.engine.expr;

import java.util.List;

/// Aggregates over a scan, one row for each group. The frame's columns are the group keys, then the aggregates; groups
/// are ordered by key (symbols by code, nulls last). Without keys there is one row, also when the scan is empty.
public record AggregatePlan(ScanSpec scan, List<BoundExpr> groupBy, List<Aggregate> aggregates) {
    public AggregatePlan {
        groupBy = List.copyOf(groupBy);
        aggregates = List.copyOf(aggregates);
        groupBy.forEach(key -> TypeRules.checkGroupKey(key.type()));
    }
}
