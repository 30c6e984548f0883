package io.arenite.lazy.plan;

import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.expr.SortKey;
import io.arenite.engine.expr.TopPlan;
import io.arenite.partitions.TableStore;
import java.util.List;

/// What runs: one pass of the engine over a snapshot of the table, then steps over the frame that it gives. A value:
/// equal plans give equal answers on equal snapshots, so it can key a cache.
///
/// @param fields names and types of the result's columns
public record PhysicalPlan(TableStore table, Source source, List<Step> steps, List<Field> fields) {
    public PhysicalPlan {
        steps = List.copyOf(steps);
        fields = List.copyOf(fields);
    }

    /// The pass over the table.
    public sealed interface Source {
        ScanSpec scan();
    }

    public record Rows(ProjectPlan plan) implements Source {
        @Override
        public ScanSpec scan() {
            return plan.scan();
        }
    }

    /// The first rows in some order.
    public record TopRows(TopPlan plan) implements Source {
        @Override
        public ScanSpec scan() {
            return plan.scan();
        }
    }

    public record Groups(AggregatePlan plan) implements Source {
        @Override
        public ScanSpec scan() {
            return plan.scan();
        }
    }

    /// An operator over the frame so far; columns are its columns.
    public sealed interface Step {}

    /// Keeps the rows where the predicate is true.
    public record Keep(BoundExpr predicate) implements Step {}

    /// These columns take the place of the present ones.
    public record Compute(List<BoundExpr> columns) implements Step {
        public Compute {
            columns = List.copyOf(columns);
        }
    }

    public record Order(List<SortKey> keys) implements Step {
        public Order {
            keys = List.copyOf(keys);
        }
    }

    public record First(long rows) implements Step {}

    /// `Order`, then `First`.
    public record Top(List<SortKey> keys, long rows) implements Step {
        public Top {
            keys = List.copyOf(keys);
        }
    }
}
