package io.arenite.engine.reference;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.expr.TopPlan;
import io.arenite.partitions.ColumnType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers plans row by row.
final class ReferenceEngine {
    private final ReferenceTable table;

    ReferenceEngine(ReferenceTable table) {
        this.table = table;
    }

    List<List<Object>> execute(AggregatePlan plan) {
        boolean oneLane = plan.groupBy().stream().anyMatch(key -> !isPartitionKey(key));
        Map<List<Object>, List<ReferenceAggregates.Rows>> groups = new LinkedHashMap<>();
        if (plan.groupBy().isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (ReferenceTable.Part part : table.parts()) {
            Map<List<Object>, ReferenceAggregates.Rows> here = new LinkedHashMap<>();
            for (int position = 0; position < part.rows().size(); position++) {
                Object[] row = part.rows().get(position);
                if (isSelected(plan.scan(), row)) {
                    ReferenceAggregates.Rows rows = here.computeIfAbsent(
                            keys(plan, row),
                            key -> new ReferenceAggregates.Rows(
                                    part.bucket(), part.code(), new ArrayList<>(), new ArrayList<>()));
                    rows.positions().add(position);
                    rows.rows().add(row);
                }
            }
            here.forEach((key, rows) ->
                    groups.computeIfAbsent(key, k -> new ArrayList<>()).add(rows));
        }
        List<List<Object>> result = new ArrayList<>();
        groups.keySet().stream().sorted(order(plan)).forEach(key -> {
            List<Object> row = new ArrayList<>(key);
            for (Aggregate aggregate : plan.aggregates()) {
                row.add(new ReferenceAggregates(aggregate, oneLane).of(groups.get(key)));
            }
            result.add(row);
        });
        return result;
    }

    List<List<Object>> execute(ProjectPlan plan) {
        List<List<Object>> result = new ArrayList<>();
        for (ReferenceTable.Part part : table.parts()) {
            for (Object[] row : part.rows()) {
                boolean room = plan.limit() < 0 || result.size() < plan.limit();
                if (room && isSelected(plan.scan(), row)) {
                    List<Object> values = new ArrayList<>();
                    plan.columns().forEach(column -> values.add(ReferenceEval.eval(column, row)));
                    result.add(values);
                }
            }
        }
        return result;
    }

    List<List<Object>> execute(TopPlan plan) {
        record Sorted(Object[] row, List<Object> keys) {}
        List<Sorted> rows = new ArrayList<>();
        for (ReferenceTable.Part part : table.parts()) {
            for (Object[] row : part.rows()) {
                if (isSelected(plan.scan(), row)) {
                    List<Object> keys = new ArrayList<>();
                    plan.keys().forEach(key -> keys.add(ReferenceEval.eval(key.value(), row)));
                    rows.add(new Sorted(row, keys));
                }
            }
        }
        Comparator<Sorted> order = (_, _) -> 0;
        for (int k = 0; k < plan.keys().size(); k++) {
            int key = k;
            order = order.thenComparing(
                    row -> row.keys().get(key), ranked(plan.keys().get(key)));
        }
        return rows.stream()
                .sorted(order)
                .limit(plan.rows())
                .map(sorted -> {
                    List<Object> values = new ArrayList<>();
                    plan.columns().forEach(column -> values.add(ReferenceEval.eval(column, sorted.row())));
                    return values;
                })
                .toList();
    }

    /// Values, then NaN, then nulls; symbols by their characters.
    private static Comparator<Object> ranked(TopPlan.Key key) {
        boolean symbols = key.value().type().equals(ColumnType.SYMBOL);
        Comparator<Object> ascending = (left, right) -> symbols
                ? RandomTable.SYMBOLS[(int) (long) (Long) left].compareTo(
                        RandomTable.SYMBOLS[(int) (long) (Long) right])
                : left instanceof String text
                        ? text.compareTo((String) right)
                        : compare(left, right, key.value().type().isUnsigned());
        Comparator<Object> values = key.descending() ? ascending.reversed() : ascending;
        return (left, right) -> {
            int ranks = Integer.compare(rank(left), rank(right));
            return ranks != 0 || rank(left) > 0 ? ranks : values.compare(left, right);
        };
    }

    private static int rank(Object value) {
        return value == null ? 2 : value instanceof Double number && number.isNaN() ? 1 : 0;
    }

    private boolean isPartitionKey(BoundExpr key) {
        return key instanceof BoundExpr.Col column && column.column() == table.schema.keyIndex();
    }

    private boolean isSelected(ScanSpec scan, Object[] row) {
        long ts = (Long) row[table.schema.timestampIndex()];
        boolean in = ts >= scan.fromNs() && (ts < scan.toNs() || scan.toNs() == Long.MAX_VALUE);
        boolean key = scan.keyCodes() == null || scan.keyCodes().contains(table.code(row));
        return in && key && (scan.filter() == null || Boolean.TRUE.equals(ReferenceEval.eval(scan.filter(), row)));
    }

    private static List<Object> keys(AggregatePlan plan, Object[] row) {
        List<Object> keys = new ArrayList<>();
        for (BoundExpr key : plan.groupBy()) {
            Object value = ReferenceEval.eval(key, row);
            keys.add(value instanceof Double number && number == 0 ? (Object) 0.0 : value);
        }
        return keys;
    }

    private static Comparator<List<Object>> order(AggregatePlan plan) {
        return (left, right) -> {
            for (int i = 0; i < left.size(); i++) {
                int order = compare(
                        left.get(i), right.get(i), plan.groupBy().get(i).type().isUnsigned());
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    private static int compare(Object left, Object right, boolean unsigned) {
        if (left == null || right == null) {
            return Boolean.compare(left == null, right == null);
        }
        return switch (left) {
            case Boolean truth -> Boolean.compare(truth, (Boolean) right);
            case Double number -> Double.compare(number, (Double) right);
            case Long bits when unsigned -> Long.compareUnsigned(bits, (Long) right);
            default -> Long.compare((Long) left, (Long) right);
        };
    }
}
