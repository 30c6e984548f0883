package io.arenite.naive;

import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.lazy.plan.ExprNode;
import io.arenite.lazy.plan.LogicalPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Runs a logical plan as it was typed, step by step, on boxed rows.
public final class NaivePlan {
    private final NaiveFrame table;
    private final List<String> symbols;

    /// `table` holds the rows in scan order, `symbols` the dictionary in the order of its codes.
    public NaivePlan(NaiveFrame table, List<String> symbols) {
        this.table = table;
        this.symbols = symbols;
    }

    public NaiveFrame run(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Scan _ -> table;
            case LogicalPlan.Filter(var input, var predicate) -> {
                NaiveFrame frame = run(input);
                yield new NaiveFrame(
                        frame.names(),
                        frame.rows().stream()
                                .filter(row -> Boolean.TRUE.equals(value(frame, row, predicate)))
                                .toList());
            }
            case LogicalPlan.Select(var input, var columns) ->
                columns.stream().anyMatch(NaivePlan::hasAggregate)
                        ? grouped(run(input), List.of(), columns)
                        : select(run(input), columns);
            case LogicalPlan.WithColumns(var input, var columns) -> withColumns(run(input), columns);
            case LogicalPlan.Aggregate(var input, var keys, var aggregates) -> grouped(run(input), keys, aggregates);
            case LogicalPlan.Latest(var input, var keys) -> latest(run(input), keys);
            case LogicalPlan.Sort(var input, var keys) -> sort(run(input), keys, false);
            case LogicalPlan.Limit(var input, var rows) -> limit(run(input), rows);
            case LogicalPlan.TopK(var input, var rows, var keys) -> limit(sort(run(input), keys, true), rows);
        };
    }

    private static Object value(NaiveFrame frame, List<Object> row, ExprNode node) {
        return new NaiveExpr(leaf -> frame.value(row, ((ExprNode.Column) leaf).name())).value(node);
    }

    private static NaiveFrame select(NaiveFrame frame, List<ExprNode> columns) {
        List<List<Object>> rows = new ArrayList<>();
        for (List<Object> row : frame.rows()) {
            List<Object> values = new ArrayList<>();
            columns.forEach(column -> values.add(value(frame, row, column)));
            rows.add(values);
        }
        return new NaiveFrame(columns.stream().map(NaivePlan::name).toList(), rows);
    }

    private static NaiveFrame withColumns(NaiveFrame frame, List<ExprNode> columns) {
        Map<String, ExprNode> all = new LinkedHashMap<>();
        frame.names().forEach(name -> all.put(name, new ExprNode.Column(name)));
        columns.forEach(column -> all.put(name(column), new ExprNode.Alias(column, name(column))));
        NaiveFrame selected = select(frame, List.copyOf(all.values()));
        return new NaiveFrame(List.copyOf(all.keySet()), selected.rows());
    }

    private NaiveFrame grouped(NaiveFrame frame, List<ExprNode> keys, List<ExprNode> columns) {
        Map<List<Object>, List<List<Object>>> groups = new LinkedHashMap<>();
        if (keys.isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (List<Object> row : frame.rows()) {
            List<Object> key = new ArrayList<>();
            keys.forEach(node -> key.add(value(frame, row, node)));
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
        }
        List<String> keyNames = keys.stream().map(NaivePlan::name).toList();
        List<List<Object>> rows = new ArrayList<>();
        groups.forEach((key, group) -> {
            List<Object> row = new ArrayList<>(key);
            Function<ExprNode, Object> leaves = leaf -> leaf instanceof ExprNode.Aggregation aggregation
                    ? aggregate(frame, group, aggregation)
                    : key.get(keyNames.indexOf(((ExprNode.Column) leaf).name()));
            columns.forEach(column -> row.add(new NaiveExpr(leaves).value(column)));
            rows.add(row);
        });
        rows.sort(NaiveOrder.byKeys(keys.size(), symbols));
        List<String> names = new ArrayList<>(keyNames);
        columns.forEach(column -> names.add(name(column)));
        return new NaiveFrame(names, rows);
    }

    private NaiveFrame latest(NaiveFrame frame, List<ExprNode> keys) {
        Map<List<Object>, List<Object>> latest = new LinkedHashMap<>();
        for (List<Object> row : frame.rows()) {
            List<Object> key = new ArrayList<>();
            keys.forEach(node -> key.add(value(frame, row, node)));
            List<Object> keyAndRow = new ArrayList<>(key);
            keyAndRow.addAll(row);
            latest.put(key, keyAndRow);
        }
        List<List<Object>> rows = new ArrayList<>(latest.values());
        rows.sort(NaiveOrder.byKeys(keys.size(), symbols));
        return new NaiveFrame(
                frame.names(),
                rows.stream().map(row -> row.subList(keys.size(), row.size())).toList());
    }

    private Object aggregate(NaiveFrame frame, List<List<Object>> rows, ExprNode.Aggregation node) {
        Object example = example(frame, node.argument());
        if (node.weight() != null) {
            example = NaiveExpr.arithmetic(ArithmeticOp.MULTIPLY, example, example(frame, node.weight()));
        }
        return NaiveAggregate.of(
                node,
                rows,
                row -> value(frame, row, node.argument()),
                row -> value(frame, row, node.weight()),
                example);
    }

    /// Any value that the expression has in the frame.
    private static Object example(NaiveFrame frame, ExprNode node) {
        return frame.rows().stream()
                .map(row -> node == null ? null : value(frame, row, node))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static NaiveFrame sort(NaiveFrame frame, List<ExprNode> keys, boolean largestFirst) {
        Comparator<List<Object>> order = (left, right) -> {
            for (ExprNode key : keys) {
                boolean descending = largestFirst || key instanceof ExprNode.Descending;
                int compared = NaiveOrder.sorted(value(frame, left, key), value(frame, right, key), descending);
                if (compared != 0) {
                    return compared;
                }
            }
            return 0;
        };
        return new NaiveFrame(frame.names(), frame.rows().stream().sorted(order).toList());
    }

    private static NaiveFrame limit(NaiveFrame frame, long rows) {
        return new NaiveFrame(frame.names(), frame.rows().stream().limit(rows).toList());
    }

    private static boolean hasAggregate(ExprNode node) {
        return node.text().matches("(?s).*(count|sum|min|max|first|last|mean|variance|stddev|vwap|dot)\\(.*");
    }

    /// The test aliases whatever is no plain column.
    private static String name(ExprNode node) {
        return node instanceof ExprNode.Alias alias ? alias.name() : ((ExprNode.Column) node).name();
    }
}
