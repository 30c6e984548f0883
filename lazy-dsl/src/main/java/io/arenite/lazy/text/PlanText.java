package io.arenite.lazy.text;

import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.expr.SortKey;
import io.arenite.engine.expr.TopPlan;
import io.arenite.lazy.plan.BoundPlan;
import io.arenite.lazy.plan.BoundTrees;
import io.arenite.lazy.plan.Field;
import io.arenite.lazy.plan.PhysicalPlan;
import io.arenite.lazy.plan.SymbolNames;
import io.arenite.lazy.plan.TimeText;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Plans as text, one step a line, the table first.
public final class PlanText {
    private PlanText() {}

    /// Each step with the columns and types that come out of it.
    public static void bound(BoundPlan plan, SymbolNames symbols, StringBuilder lines) {
        switch (plan) {
            case BoundPlan.Scan scan ->
                lines.append("scan ").append(scan.table().name());
            case BoundPlan.Filter(var input, var predicate) -> {
                bound(input, symbols, lines);
                lines.append("filter ").append(new BoundText(input.fields(), symbols).of(predicate));
            }
            case BoundPlan.Project project -> {
                bound(project.input(), symbols, lines);
                lines.append("project ").append(list(project.columns(), text(project.input(), symbols)::of));
            }
            case BoundPlan.Grouped grouped -> {
                bound(grouped.input(), symbols, lines);
                BoundText text = text(grouped.input(), symbols);
                lines.append("group by ").append(list(grouped.keys(), text::of));
                lines.append(" agg ").append(list(grouped.aggregates(), text::of));
            }
            case BoundPlan.Sorted(var input, var keys) -> {
                bound(input, symbols, lines);
                lines.append("sort ").append(sortKeys(keys, input.fields()));
            }
            case BoundPlan.Limited(var input, var rows) -> {
                bound(input, symbols, lines);
                lines.append("limit ").append(rows);
            }
        }
        lines.append(" -> ")
                .append(list(plan.fields(), field -> field.name() + " " + field.type()))
                .append('\n');
    }

    private static BoundText text(BoundPlan input, SymbolNames symbols) {
        return new BoundText(input.fields(), symbols);
    }

    /// The pass over the table, then the steps over its frame.
    public static void physical(PhysicalPlan plan, SymbolNames symbols, StringBuilder lines) {
        Schema schema = plan.table().schema();
        var text = new BoundText(Field.of(schema), symbols);
        lines.append("scan ")
                .append(plan.table().name())
                .append(scan(plan.source().scan(), schema, text));
        List<Field> fields = new ArrayList<>();
        switch (plan.source()) {
            case PhysicalPlan.Rows(ProjectPlan rows) -> {
                lines.append("rows ").append(list(rows.columns(), text::of));
                lines.append(rows.limit() < 0 ? "" : ", the first " + rows.limit())
                        .append('\n');
                rows.columns().forEach(column -> fields.add(new Field(text.of(column), column.type())));
            }
            case PhysicalPlan.TopRows(TopPlan top) -> {
                lines.append("top ").append(top.rows()).append(" rows ").append(list(top.columns(), text::of));
                lines.append(" by ").append(list(top.keys(), key -> direction(text.of(key.value()), key.descending())));
                lines.append('\n');
                top.columns().forEach(column -> fields.add(new Field(text.of(column), column.type())));
            }
            case PhysicalPlan.Groups(AggregatePlan groups) -> {
                lines.append("aggregate ").append(list(groups.aggregates(), text::of));
                lines.append(groups.groupBy().isEmpty() ? "" : " by " + list(groups.groupBy(), text::of));
                lines.append('\n');
                groups.groupBy().forEach(key -> fields.add(new Field(text.of(key), key.type())));
                groups.aggregates().forEach(a -> fields.add(new Field(text.of(a), a.type())));
            }
        }
        List<Field> current = fields;
        for (PhysicalPlan.Step step : plan.steps()) {
            var over = new BoundText(current, symbols);
            switch (step) {
                case PhysicalPlan.Keep(var predicate) -> lines.append("keep ").append(over.of(predicate));
                case PhysicalPlan.Compute(var computed) -> {
                    lines.append("compute ").append(list(computed, over::of));
                    current = computed.stream()
                            .map(column -> new Field(over.of(column), column.type()))
                            .toList();
                }
                case PhysicalPlan.Order(var keys) -> lines.append("sort ").append(sortKeys(keys, current));
                case PhysicalPlan.First(var rows) -> lines.append("the first ").append(rows);
                case PhysicalPlan.Top(var keys, var rows) ->
                    lines.append("top ").append(rows).append(" by ").append(sortKeys(keys, current));
            }
            lines.append('\n');
        }
    }

    private static String scan(ScanSpec scan, Schema schema, BoundText text) {
        var lines = new StringBuilder("\n");
        if (scan.keyCodes() != null) {
            lines.append("  keys ").append(schema.column(schema.keyIndex()).name());
            lines.append(" in ").append(text.codes(scan.keyCodes())).append('\n');
        }
        if (isEmpty(scan)) {
            lines.append("  nothing: the filter cannot be true\n");
        } else if (scan.fromNs() != Long.MIN_VALUE || scan.toNs() != Long.MAX_VALUE) {
            lines.append("  time from ")
                    .append(time(scan.fromNs()))
                    .append(" to ")
                    .append(time(scan.toNs()));
            lines.append('\n');
        }
        if (scan.filter() != null) {
            lines.append("  where ");
            lines.append(BoundTrees.conjuncts(scan.filter()).stream()
                    .map(text::of)
                    .collect(Collectors.joining("\n    and ")));
            lines.append('\n');
        }
        return lines.toString();
    }

    public static boolean isEmpty(ScanSpec scan) {
        return scan.toNs() != Long.MAX_VALUE && scan.fromNs() >= scan.toNs()
                || scan.keyCodes() != null && scan.keyCodes().isEmpty();
    }

    private static String time(long ns) {
        if (ns == Long.MIN_VALUE) {
            return "the beginning";
        }
        return ns == Long.MAX_VALUE ? "the end" : TimeText.instant(ns, 1).toString();
    }

    private static String sortKeys(List<SortKey> keys, List<Field> fields) {
        return list(keys, key -> direction(fields.get(key.column()).name(), key.descending()));
    }

    private static String direction(String key, boolean descending) {
        return key + (descending ? " desc" : "");
    }

    private static <T> String list(List<T> items, Function<T, String> text) {
        return items.stream().map(text).collect(Collectors.joining(", ", "[", "]"));
    }

    public static List<Integer> columnsRead(PhysicalPlan plan) {
        var read = new java.util.BitSet();
        switch (plan.source()) {
            case PhysicalPlan.Rows(ProjectPlan rows) -> collect(rows.columns(), read);
            case PhysicalPlan.TopRows(TopPlan top) -> {
                collect(top.columns(), read);
                top.keys().forEach(key -> BoundTrees.collectColumns(key.value(), read));
            }
            case PhysicalPlan.Groups(AggregatePlan groups) -> {
                collect(groups.groupBy(), read);
                for (var aggregate : groups.aggregates()) {
                    if (aggregate.argument() != null) {
                        BoundTrees.collectColumns(aggregate.argument(), read);
                    }
                    if (aggregate.weight() != null) {
                        BoundTrees.collectColumns(aggregate.weight(), read);
                    }
                }
            }
        }
        if (plan.source().scan().filter() != null) {
            BoundTrees.collectColumns(plan.source().scan().filter(), read);
        }
        return read.stream().boxed().toList();
    }

    private static void collect(List<BoundExpr> expressions, java.util.BitSet into) {
        expressions.forEach(expression -> BoundTrees.collectColumns(expression, into));
    }
}
