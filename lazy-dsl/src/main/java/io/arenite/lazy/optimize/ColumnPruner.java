package io.arenite.lazy.optimize;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.SortKey;
import io.arenite.lazy.plan.BoundTrees;
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
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Drops the columns and aggregates that no later step and not the result asks for, then projections that change
/// nothing. Group keys stay: they make the groups.
final class ColumnPruner {
    private ColumnPruner() {}

    static PhysicalPlan prune(PhysicalPlan plan) {
        List<Step> steps = plan.steps();
        if (steps.isEmpty()) {
            return plan;
        }
        // needed.get(i): which columns must enter step i
        var needed = new ArrayList<BitSet>();
        BitSet wanted = all(plan.fields().size());
        for (int i = steps.size() - 1; i >= 0; i--) {
            wanted = inputs(steps.get(i), wanted);
            needed.addFirst(wanted);
        }
        needed.add(all(plan.fields().size()));
        BitSet kept = kept(plan.source(), needed.getFirst());
        Source source = pruned(plan.source(), kept);
        int[] places = places(kept);
        int width = kept.cardinality();
        var result = new ArrayList<Step>();
        for (int i = 0; i < steps.size(); i++) {
            int[] from = places;
            if (steps.get(i) instanceof Compute(var columns)) {
                BitSet used = needed.get(i + 1);
                var computed = new Compute(used.stream()
                        .mapToObj(c -> BoundTrees.renumber(columns.get(c), from))
                        .toList());
                places = places(used);
                if (!BoundTrees.isIdentity(computed.columns(), width)) {
                    result.add(computed);
                }
                width = computed.columns().size();
            } else {
                result.add(renumbered(steps.get(i), from));
            }
        }
        return new PhysicalPlan(plan.table(), source, result, plan.fields());
    }

    private static BitSet inputs(Step step, BitSet outputs) {
        var inputs = new BitSet();
        switch (step) {
            case Compute(var columns) ->
                outputs.stream().forEach(column -> BoundTrees.collectColumns(columns.get(column), inputs));
            case Keep(var predicate) -> {
                inputs.or(outputs);
                BoundTrees.collectColumns(predicate, inputs);
            }
            case Order(var keys) -> {
                inputs.or(outputs);
                keys.forEach(key -> inputs.set(key.column()));
            }
            case Top top -> {
                inputs.or(outputs);
                top.keys().forEach(key -> inputs.set(key.column()));
            }
            case First _ -> inputs.or(outputs);
        }
        return inputs;
    }

    /// A frame has at least one column: it carries the number of rows.
    private static BitSet kept(Source source, BitSet needed) {
        var kept = (BitSet) needed.clone();
        if (source instanceof Groups(AggregatePlan plan)) {
            kept.set(0, plan.groupBy().size());
        }
        if (kept.isEmpty()) {
            kept.set(0);
        }
        return kept;
    }

    private static Source pruned(Source source, BitSet kept) {
        return switch (source) {
            case Rows(ProjectPlan plan) ->
                new Rows(new ProjectPlan(
                        plan.scan(), kept.stream().mapToObj(plan.columns()::get).toList(), plan.limit()));
            // made of the pruned plan
            case TopRows top -> top;
            case Groups(AggregatePlan plan) -> {
                int keys = plan.groupBy().size();
                List<Aggregate> aggregates = kept.stream()
                        .filter(column -> column >= keys)
                        .mapToObj(column -> plan.aggregates().get(column - keys))
                        .toList();
                yield new Groups(new AggregatePlan(plan.scan(), plan.groupBy(), aggregates));
            }
        };
    }

    private static Step renumbered(Step step, int[] places) {
        return switch (step) {
            case Keep(var predicate) -> new Keep(BoundTrees.renumber(predicate, places));
            case Order(var keys) -> new Order(renumbered(keys, places));
            case Top(var keys, var rows) -> new Top(renumbered(keys, places), rows);
            case First first -> first;
            case Compute compute -> compute;
        };
    }

    private static List<SortKey> renumbered(List<SortKey> keys, int[] places) {
        return keys.stream()
                .map(key -> new SortKey(places[key.column()], key.descending()))
                .toList();
    }

    private static BitSet all(int columns) {
        var set = new BitSet(columns);
        set.set(0, columns);
        return set;
    }

    /// Where each kept column has gone.
    private static int[] places(BitSet kept) {
        int[] places = new int[kept.length()];
        int next = 0;
        for (int column = kept.nextSetBit(0); column >= 0; column = kept.nextSetBit(column + 1)) {
            places[column] = next++;
        }
        return places;
    }
}
