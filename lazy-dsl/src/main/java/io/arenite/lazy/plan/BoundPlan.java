package io.arenite.lazy.plan;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.SortKey;
import io.arenite.partitions.TableStore;
import java.util.List;

/// A logical plan after binding: each expression is over the columns of its step's input, by index, and typed.
/// `WithColumns` has become a projection and aggregates have been cut out of the expressions around them.
public sealed interface BoundPlan {
    /// The columns that come out.
    List<Field> fields();

    record Scan(TableStore table, List<Field> fields) implements BoundPlan {}

    record Filter(BoundPlan input, BoundExpr predicate) implements BoundPlan {
        @Override
        public List<Field> fields() {
            return input.fields();
        }
    }

    record Project(BoundPlan input, List<BoundExpr> columns, List<Field> fields) implements BoundPlan {}

    /// The fields are the keys, then the aggregates.
    record Grouped(BoundPlan input, List<BoundExpr> keys, List<Aggregate> aggregates, List<Field> fields)
            implements BoundPlan {}

    record Sorted(BoundPlan input, List<SortKey> keys) implements BoundPlan {
        @Override
        public List<Field> fields() {
            return input.fields();
        }
    }

    record Limited(BoundPlan input, long rows) implements BoundPlan {
        @Override
        public List<Field> fields() {
            return input.fields();
        }
    }
}
