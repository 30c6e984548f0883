package io.arenite.naive;

import java.util.Comparator;
import java.util.List;

/// How boxed values are ordered.
final class NaiveOrder {
    private NaiveOrder() {}

    /// -0.0 before 0.0, false before true, text by its characters.
    @SuppressWarnings("unchecked")
    static int ascending(Object left, Object right) {
        if (left instanceof Number && left.getClass() != right.getClass()) {
            // the zero that is the sum of nothing, beside sums
            return left instanceof Double || right instanceof Double
                    ? Double.compare(NaiveExpr.asDouble(left), NaiveExpr.asDouble(right))
                    : NaiveExpr.asDecimal(left).compareTo(NaiveExpr.asDecimal(right));
        }
        return ((Comparable<Object>) left).compareTo(right);
    }

    /// For sorts: nulls last, NaN before them but after every number, whatever the direction.
    static int sorted(Object left, Object right, boolean descending) {
        int rank = Integer.compare(rank(left), rank(right));
        if (rank != 0 || rank(left) > 0) {
            return rank;
        }
        return descending ? ascending(right, left) : ascending(left, right);
    }

    private static int rank(Object value) {
        if (value == null) {
            return 2;
        }
        return value instanceof Double d && Double.isNaN(d) ? 1 : 0;
    }

    /// For groups: symbols by code, other values by size, nulls last.
    static Comparator<List<Object>> byKeys(int keys, List<String> symbols) {
        return (left, right) -> {
            for (int i = 0; i < keys; i++) {
                int order = sorted(coded(left.get(i), symbols), coded(right.get(i), symbols), false);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    private static Object coded(Object value, List<String> symbols) {
        return value instanceof String symbol ? (Object) (long) symbols.indexOf(symbol) : value;
    }
}
