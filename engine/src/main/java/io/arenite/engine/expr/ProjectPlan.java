package io.arenite.engine.expr;

import java.util.List;

/// The rows of a scan, in scan order (bucket, key code, timestamp, arrival), as columns of expressions.
///
/// @param limit at most this many rows; -1: all
public record ProjectPlan(ScanSpec scan, List<BoundExpr> columns, long limit) {
    public ProjectPlan {
        columns = List.copyOf(columns);
        if (limit < -1) {
            throw new IllegalArgumentException("limit must not be negative: limit=" + limit);
        }
    }
}
