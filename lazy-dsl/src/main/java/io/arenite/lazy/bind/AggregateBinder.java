package io.arenite.lazy.bind;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.lazy.plan.ExprNode;
import java.util.ArrayList;
import java.util.List;

/// Binds expressions over groups, such as `sum(price * size) / count()`: each aggregate is cut out and becomes a column
/// of the grouped frame (one that is asked for twice only once), and what stands around it is bound over that frame.
/// Outside an aggregate only group keys may be named.
final class AggregateBinder extends ExprBinder {
    private final ExprBinder rows;
    private final int keyCount;
    private final List<Aggregate> aggregates = new ArrayList<>();

    /// `groups` names the keys, which come first in the grouped frame; `rows` binds what is inside an aggregate.
    AggregateBinder(Scope groups, ExprBinder rows) {
        super(groups);
        this.rows = rows;
        this.keyCount = groups.fields().size();
    }

    List<Aggregate> aggregates() {
        return aggregates;
    }

    @Override
    BoundExpr aggregation(ExprNode.Aggregation node) {
        Aggregate aggregate = bound(node);
        int index = aggregates.indexOf(aggregate);
        if (index < 0) {
            index = aggregates.size();
            aggregates.add(aggregate);
        }
        return new Col(keyCount + index, aggregate.type());
    }

    private Aggregate bound(ExprNode.Aggregation node) {
        return switch (node.kind()) {
            case COUNT_ALL -> Aggregate.countAll();
            case COUNT, SUM, MIN, MAX, FIRST, LAST, MEAN -> Aggregate.of(node.kind(), rows.bind(node.argument()));
            case VARIANCE, STDDEV -> Aggregate.spread(node.kind(), rows.bind(node.argument()), node.ddof());
            case VWAP, DOT -> Aggregate.weighted(node.kind(), rows.bind(node.argument()), rows.bind(node.weight()));
        };
    }
}
