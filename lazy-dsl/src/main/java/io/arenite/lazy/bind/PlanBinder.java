package io.arenite.lazy.bind;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.engine.expr.SortKey;
import io.arenite.lazy.plan.BoundPlan;
import io.arenite.lazy.plan.ExprNode;
import io.arenite.lazy.plan.Field;
import io.arenite.lazy.plan.LogicalPlan;
import io.arenite.lazy.plan.QueryException;
import io.arenite.lazy.plan.SymbolNames;
import io.arenite.partitions.TableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Binds a logical plan from the table upwards.
public final class PlanBinder {
    private final SymbolNames symbols;
    /// Of the file that is scanned.
    private Map<String, String> leftOut = Map.of();

    public PlanBinder(SymbolNames symbols) {
        this.symbols = symbols;
    }

    public BoundPlan bind(LogicalPlan plan) {
        Map<String, String> unknown = plan.table().schema().leftOut();
        if (!unknown.isEmpty() && plan.asksForAllColumns()) {
            throw new QueryException("unsupported types: file=" + plan.table().name() + ", fields=" + unknown
                    + "; name the other columns by select(...)");
        }
        return step(plan);
    }

    private BoundPlan step(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Scan(TableStore table) -> scan(table);
            case LogicalPlan.Filter(LogicalPlan input, ExprNode predicate) -> {
                BoundPlan bound = step(input);
                yield new BoundPlan.Filter(bound, rows(bound).bindPredicate(predicate));
            }
            case LogicalPlan.Select(LogicalPlan input, List<ExprNode> columns) -> select(step(input), columns);
            case LogicalPlan.WithColumns(LogicalPlan input, List<ExprNode> columns) ->
                withColumns(step(input), columns);
            case LogicalPlan.Aggregate(LogicalPlan input, List<ExprNode> keys, List<ExprNode> aggregates) ->
                grouped(step(input), keys, aggregates);
            case LogicalPlan.Latest(LogicalPlan input, List<ExprNode> keys) -> latest(step(input), keys);
            case LogicalPlan.Sort(LogicalPlan input, List<ExprNode> keys) -> sort(step(input), keys, false);
            case LogicalPlan.Limit(LogicalPlan input, long rows) -> new BoundPlan.Limited(step(input), rows);
            case LogicalPlan.TopK(LogicalPlan input, long rows, List<ExprNode> keys) ->
                new BoundPlan.Limited(sort(step(input), keys, true), rows);
        };
    }

    private BoundPlan scan(TableStore table) {
        leftOut = table.schema().leftOut();
        return new BoundPlan.Scan(table, Field.of(table.schema()));
    }

    private BoundPlan select(BoundPlan input, List<ExprNode> columns) {
        if (ExprNames.hasAggregate(columns)) {
            return aggregates(input, columns);
        }
        List<String> names = ExprNames.outputNames(columns);
        ExprBinder rows = rows(input);
        List<BoundExpr> expressions = new ArrayList<>(columns.size());
        for (ExprNode column : columns) {
            expressions.add(rows.bind(column));
        }
        return project(input, expressions, names);
    }

    private BoundPlan withColumns(BoundPlan input, List<ExprNode> columns) {
        List<String> added = ExprNames.outputNames(columns);
        ExprBinder rows = rows(input);
        List<String> names = new ArrayList<>(names(input.fields()));
        List<BoundExpr> expressions = new ArrayList<>(identity(input.fields()));
        for (int i = 0; i < columns.size(); i++) {
            BoundExpr bound = rows.bind(columns.get(i));
            int place = names.indexOf(added.get(i));
            if (place < 0) {
                names.add(added.get(i));
                expressions.add(bound);
            } else {
                expressions.set(place, bound);
            }
        }
        return project(input, expressions, names);
    }

    private BoundPlan aggregates(BoundPlan input, List<ExprNode> columns) {
        for (ExprNode node : columns) {
            ExprNode.Column column = ExprNames.columnOutsideAggregates(node);
            if (column != null) {
                throw new QueryException("a column beside aggregates: column=" + column.name() + ", expression="
                        + node.text() + "; aggregate it, or group by it with groupBy(...).agg(...)");
            }
        }
        return grouped(input, List.of(), columns);
    }

    private BoundPlan grouped(BoundPlan input, List<ExprNode> keys, List<ExprNode> columns) {
        List<ExprNode> all = new ArrayList<>(keys);
        all.addAll(columns);
        List<String> names = ExprNames.outputNames(all);
        ExprBinder rows = rows(input);
        List<BoundExpr> boundKeys = new ArrayList<>(keys.size());
        for (ExprNode key : keys) {
            boundKeys.add(key(rows, key));
        }
        List<Field> groupFields = fields(boundKeys, names.subList(0, keys.size()));
        var binder = new AggregateBinder(new Scope(groupFields, symbols, leftOut), rows);
        List<BoundExpr> outputs = new ArrayList<>(identity(groupFields));
        for (ExprNode column : columns) {
            outputs.add(aggregate(binder, groupFields, column));
        }
        List<Field> fields = new ArrayList<>(groupFields);
        for (int i = 0; i < binder.aggregates().size(); i++) {
            fields.add(new Field("#" + i, binder.aggregates().get(i).type()));
        }
        BoundPlan grouped = new BoundPlan.Grouped(
                input, List.copyOf(boundKeys), List.copyOf(binder.aggregates()), List.copyOf(fields));
        return project(grouped, outputs, names);
    }

    /// A grouping that takes the last value of each column; a key that is a column need not be looked up
    /// again.
    private BoundPlan latest(BoundPlan input, List<ExprNode> keys) {
        ExprBinder rows = rows(input);
        List<Field> fields = input.fields();
        List<BoundExpr> boundKeys = new ArrayList<>(keys.size());
        for (ExprNode key : keys) {
            boundKeys.add(key(rows, key));
        }
        List<Field> groupFields = new ArrayList<>();
        for (int i = 0; i < boundKeys.size(); i++) {
            groupFields.add(new Field("#key" + i, boundKeys.get(i).type()));
        }
        List<Aggregate> aggregates = new ArrayList<>();
        List<BoundExpr> outputs = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            var column = new Col(i, field.type());
            if (field.type().isVariable()) {
                throw new QueryException("text and bytes have no latest value yet: column=" + field.name() + ", type="
                        + field.type() + "; leave the column out by select(...) before latest(...)");
            }
            int key = boundKeys.indexOf(column);
            // a group of a float key may hold both zeros
            if (key >= 0 && !field.type().isFloat()) {
                outputs.add(new Col(key, field.type()));
                continue;
            }
            outputs.add(new Col(boundKeys.size() + aggregates.size(), field.type()));
            groupFields.add(new Field("#" + aggregates.size(), field.type()));
            aggregates.add(Aggregate.of(AggregateKind.LAST, column));
        }
        var grouped = new BoundPlan.Grouped(input, boundKeys, aggregates, groupFields);
        return project(grouped, outputs, names(fields));
    }

    private static BoundExpr key(ExprBinder rows, ExprNode node) {
        BoundExpr bound = rows.bind(node);
        if (bound.type().isVariable()) {
            throw new QueryException("text and bytes cannot be group keys yet, " + ComparisonBinder.SYMBOLS_CAN
                    + ": type=" + bound.type() + ", expression=" + node.text());
        }
        return bound;
    }

    private static BoundExpr aggregate(AggregateBinder binder, List<Field> keys, ExprNode node) {
        ExprNode.Column column = ExprNames.columnOutsideAggregates(node);
        if (column != null && !names(keys).contains(column.name())) {
            throw new QueryException("neither a group key nor aggregated: column=" + column.name() + ", expression="
                    + node.text() + ", keys=" + names(keys));
        }
        return binder.bind(node);
    }

    /// Keys that are columns are sorted by as they are; others are computed beside the rows and dropped
    /// afterwards.
    private BoundPlan sort(BoundPlan input, List<ExprNode> keys, boolean largestFirst) {
        ExprBinder rows = rows(input);
        List<Field> fields = input.fields();
        List<BoundExpr> columns = new ArrayList<>(identity(fields));
        List<SortKey> order = new ArrayList<>();
        for (ExprNode key : keys) {
            boolean descending = largestFirst || key instanceof ExprNode.Descending;
            ExprNode expression = key instanceof ExprNode.Descending(ExprNode inner) ? inner : key;
            BoundExpr bound = rows.bind(expression);
            if (bound instanceof Col column) {
                order.add(new SortKey(column.column(), descending));
            } else {
                order.add(new SortKey(columns.size(), descending));
                columns.add(bound);
            }
        }
        if (columns.size() == fields.size()) {
            return new BoundPlan.Sorted(input, order);
        }
        List<String> names = new ArrayList<>(names(fields));
        for (int i = names.size(); i < columns.size(); i++) {
            names.add("#sort" + i);
        }
        BoundPlan sorted = new BoundPlan.Sorted(project(input, columns, names), order);
        return project(sorted, identity(fields), names(fields));
    }

    private ExprBinder rows(BoundPlan input) {
        return new ExprBinder(new Scope(input.fields(), symbols, leftOut));
    }

    private static BoundPlan project(BoundPlan input, List<BoundExpr> columns, List<String> names) {
        return new BoundPlan.Project(input, List.copyOf(columns), fields(columns, names));
    }

    private static List<Field> fields(List<BoundExpr> columns, List<String> names) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            fields.add(new Field(names.get(i), columns.get(i).type()));
        }
        return List.copyOf(fields);
    }

    private static List<String> names(List<Field> fields) {
        return Field.names(fields);
    }

    private static List<BoundExpr> identity(List<Field> fields) {
        List<BoundExpr> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            columns.add(new Col(i, fields.get(i).type()));
        }
        return columns;
    }
}
