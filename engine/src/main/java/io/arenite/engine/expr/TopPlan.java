package io.arenite.engine.expr;

import java.util.List;

/// The first rows of a scan in the order of sort keys, as columns of expressions: what sorting all rows and
/// taking the first gives, of equal ones those that come first in scan order. Columns are computed for these
/// rows only, so no other row can make them fail.
///
/// @param keys what the rows are ordered by, at least one
/// @param rows at most this many
public record TopPlan(ScanSpec scan, List<BoundExpr> columns, List<Key> keys, long rows) {
    public TopPlan {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a sort needs a key: keys=0");
        }
        if (rows < 0) {
            throw new IllegalArgumentException("a number of rows must not be negative: rows=" + rows);
        }
    }

    /// One key of the order, with the rules of [SortKey].
    public record Key(BoundExpr value, boolean descending) {}
}
