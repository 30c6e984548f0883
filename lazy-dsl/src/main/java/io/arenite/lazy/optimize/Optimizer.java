package io.arenite.lazy.optimize;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.expr.SortKey;
import io.arenite.engine.expr.TopPlan;
import io.arenite.lazy.plan.BoundPlan;
import io.arenite.lazy.plan.BoundTrees;
import io.arenite.lazy.plan.Field;
import io.arenite.lazy.plan.PhysicalPlan;
import io.arenite.lazy.plan.PhysicalPlan.Compute;
import io.arenite.lazy.plan.PhysicalPlan.First;
import io.arenite.lazy.plan.PhysicalPlan.Groups;
import io.arenite.lazy.plan.PhysicalPlan.Keep;
import io.arenite.lazy.plan.PhysicalPlan.Order;
import io.arenite.lazy.plan.PhysicalPlan.Rows;
import io.arenite.lazy.plan.PhysicalPlan.Source;
import io.arenite.lazy.plan.PhysicalPlan.Step;
import io.arenite.lazy.plan.PhysicalPlan.Top;
import io.arenite.lazy.plan.PhysicalPlan.TopRows;
import io.arenite.lazy.plan.QueryException;
import io.arenite.partitions.TableStore;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Turns a bound plan into one pass over the table and as few steps over its frame as will do:
///
/// - projections are substituted into what uses them, so the pass reads only the columns that matter
/// - filters move down through projections, sorts and, where they look only at group keys, below the grouping
/// - a sort moves below a projection that hands its keys through
/// - a limit moves below projections; after a sort it becomes a top-k, on the rows of a table it ends the scan
/// - a top-k over the rows of a table becomes the scan's own work
/// - a sort below a grouping is dropped
///
/// The filter of the pass is then split by [ScanFilter], and columns that nobody asks for are dropped by
/// [ColumnPruner].
public final class Optimizer {
    private TableStore table;
    private final List<BoundExpr> conjuncts = new ArrayList<>();
    private List<BoundExpr> columns;
    private long limit = -1;
    private List<BoundExpr> keys;
    private List<Aggregate> aggregates;
    private List<Step> steps = new ArrayList<>();

    private Optimizer() {}

    public static PhysicalPlan optimize(BoundPlan plan) {
        var optimizer = new Optimizer();
        optimizer.add(plan);
        return optimizer.finish(plan.fields());
    }

    private void add(BoundPlan plan) {
        switch (plan) {
            case BoundPlan.Scan scan -> {
                table = scan.table();
                columns = identity(scan.fields());
            }
            case BoundPlan.Filter filter -> {
                add(filter.input());
                for (BoundExpr conjunct : BoundTrees.conjuncts(ConstantFolder.fold(filter.predicate()))) {
                    filter(conjunct);
                }
            }
            case BoundPlan.Project project -> {
                add(project.input());
                project(project.columns(), project.input().fields().size());
            }
            case BoundPlan.Grouped grouped -> {
                add(grouped.input());
                group(grouped);
            }
            case BoundPlan.Sorted sorted -> {
                add(sorted.input());
                sort(sorted.keys());
            }
            case BoundPlan.Limited limited -> {
                add(limited.input());
                limit(limited.rows(), steps.size());
            }
        }
    }

    private boolean isGrouped() {
        return aggregates != null;
    }

    /// Sinks one conjunct as deep as it may go.
    private void filter(BoundExpr predicate) {
        BoundExpr sinking = predicate;
        int place = steps.size();
        while (place > 0 && !(steps.get(place - 1) instanceof First) && !(steps.get(place - 1) instanceof Top)) {
            if (steps.get(place - 1) instanceof Compute(var computed)) {
                sinking = BoundTrees.substitute(sinking, computed);
            }
            place--;
        }
        if (place > 0) {
            keep(place, sinking);
        } else if (isGrouped()) {
            filterGroups(sinking);
        } else if (limit >= 0) {
            keep(0, sinking);
        } else {
            conjuncts.add(BoundTrees.substitute(sinking, columns));
        }
    }

    /// What looks only at keys may as well drop the rows before they are grouped. Three tests stay above the grouping:
    ///
    /// - any test when there are no keys, since there is one group also for no rows
    /// - one that can fail, since an earlier filter may guard it
    /// - one of a float key, since a group may hold both zeros and its rows need not all agree with its key
    private void filterGroups(BoundExpr predicate) {
        var used = new BitSet();
        BoundTrees.collectColumns(predicate, used);
        boolean onKeys = !keys.isEmpty() && !used.isEmpty() && used.length() <= keys.size();
        if (onKeys
                && limit < 0
                && !FilterCost.canFail(predicate)
                && used.stream().noneMatch(key -> keys.get(key).type().isFloat())) {
            conjuncts.add(BoundTrees.substitute(predicate, keys));
        } else {
            keep(0, predicate);
        }
    }

    /// After the filters that are there already, for they may guard this one: `x < 100` before `cast(x as int8)`.
    private void keep(int place, BoundExpr predicate) {
        int after = place;
        while (after < steps.size() && steps.get(after) instanceof Keep) {
            after++;
        }
        steps.add(after, new Keep(ConstantFolder.fold(predicate)));
    }

    private void project(List<BoundExpr> expressions, int width) {
        if (!steps.isEmpty() && steps.getLast() instanceof Compute(var computed)) {
            steps.removeLast();
            steps.add(new Compute(foldAll(BoundTrees.substituteAll(expressions, computed))));
        } else if (steps.isEmpty() && !isGrouped()) {
            columns = foldAll(BoundTrees.substituteAll(expressions, columns));
        } else if (!BoundTrees.isIdentity(expressions, width)) {
            steps.add(new Compute(foldAll(expressions)));
        }
    }

    private void group(BoundPlan.Grouped grouped) {
        boolean ordered = !steps.isEmpty()
                && steps.stream().anyMatch(Order.class::isInstance)
                && grouped.aggregates().stream()
                        .anyMatch(a -> a.kind() == AggregateKind.FIRST || a.kind() == AggregateKind.LAST);
        boolean oneScan = !isGrouped() && limit < 0;
        for (Step step : steps) {
            oneScan &= step instanceof Order || step instanceof Compute;
        }
        if (!oneScan || ordered) {
            throw new QueryException("aggregates over a result that is aggregated, limited or (for first and last) "
                    + "sorted are not supported yet: table=" + table.name() + "; aggregate before, or collect first");
        }
        for (Step step : steps) {
            if (step instanceof Compute(var computed)) {
                columns = BoundTrees.substituteAll(computed, columns);
            }
        }
        steps.clear();
        keys = foldAll(BoundTrees.substituteAll(grouped.keys(), columns));
        aggregates = new ArrayList<>();
        for (Aggregate aggregate : grouped.aggregates()) {
            aggregates.add(overTable(aggregate));
        }
    }

    private Aggregate overTable(Aggregate a) {
        BoundExpr argument = a.argument() == null ? null : folded(a.argument());
        BoundExpr weight = a.weight() == null ? null : folded(a.weight());
        return new Aggregate(a.kind(), argument, weight, a.ddof(), a.type());
    }

    private BoundExpr folded(BoundExpr overColumns) {
        return ConstantFolder.fold(BoundTrees.substitute(overColumns, columns));
    }

    /// Below a projection that hands the keys through, so that a limit to come spares it rows.
    private void sort(List<SortKey> keys) {
        if (!steps.isEmpty()
                && steps.getLast() instanceof Compute(var computed)
                && keys.stream().allMatch(key -> computed.get(key.column()) instanceof Col)) {
            steps.add(
                    steps.size() - 1,
                    new Order(keys.stream()
                            .map(key -> new SortKey(((Col) computed.get(key.column())).column(), key.descending()))
                            .toList()));
        } else {
            steps.add(new Order(keys));
        }
    }

    private void limit(long rows, int place) {
        if (place == 0) {
            if (isGrouped()) {
                steps.addFirst(new First(rows));
            } else {
                limit = limit < 0 ? rows : Math.min(limit, rows);
            }
            return;
        }
        switch (steps.get(place - 1)) {
            case Order(var order) -> steps.set(place - 1, new Top(order, rows));
            case Top(var order, var before) -> steps.set(place - 1, new Top(order, Math.min(rows, before)));
            case First(var before) -> steps.set(place - 1, new First(Math.min(rows, before)));
            case Compute _ -> limit(rows, place - 1);
            case Keep _ -> steps.add(place, new First(rows));
        }
    }

    private PhysicalPlan finish(List<Field> fields) {
        ScanSpec scan = ScanFilter.split(conjuncts, table.schema());
        Source source = isGrouped()
                ? new Groups(new AggregatePlan(scan, keys, aggregates))
                : new Rows(new ProjectPlan(scan, columns, limit));
        return topScan(ColumnPruner.prune(new PhysicalPlan(table, source, steps, fields)));
    }

    /// A top-k over all rows is the scan's own work, and a projection above it is computed for the rows that
    /// win.
    private static PhysicalPlan topScan(PhysicalPlan plan) {
        if (!(plan.source() instanceof Rows(ProjectPlan rows))
                || rows.limit() >= 0
                || plan.steps().isEmpty()
                || !(plan.steps().getFirst() instanceof Top(var order, var most))) {
            return plan;
        }
        List<Step> left = new ArrayList<>(plan.steps().subList(1, plan.steps().size()));
        List<BoundExpr> columns = rows.columns();
        if (!left.isEmpty() && left.getFirst() instanceof Compute(var computed)) {
            columns = foldAll(BoundTrees.substituteAll(computed, columns));
            left.removeFirst();
        }
        List<TopPlan.Key> keys = order.stream()
                .map(key -> new TopPlan.Key(rows.columns().get(key.column()), key.descending()))
                .toList();
        var top = new TopRows(new TopPlan(rows.scan(), columns, keys, most));
        return new PhysicalPlan(plan.table(), top, left, plan.fields());
    }

    private static List<BoundExpr> foldAll(List<BoundExpr> expressions) {
        return ConstantFolder.foldAll(expressions);
    }

    private static List<BoundExpr> identity(List<Field> fields) {
        var columns = new ArrayList<BoundExpr>();
        for (int i = 0; i < fields.size(); i++) {
            columns.add(new Col(i, fields.get(i).type()));
        }
        return columns;
    }
}
