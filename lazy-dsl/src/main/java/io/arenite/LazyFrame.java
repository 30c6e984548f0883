package io.arenite;

import io.arenite.engine.QueryContext;
import io.arenite.lazy.Answer;
import io.arenite.lazy.Query;
import io.arenite.lazy.QueryRunner;
import io.arenite.lazy.plan.ExprNode;
import io.arenite.lazy.plan.LogicalPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A query that has not run: an immutable tree of steps over one table. Every method returns a new frame that shares
/// this one. `collect()` binds names and types, optimizes, runs on the snapshot of that moment and returns the result;
/// a frame that is kept binds once and runs often.
///
/// A filter after `agg` is SQL's HAVING; `select`, `withColumns`, `sort` and `limit` go on anywhere.
public final class LazyFrame {
    private final Query query;

    private LazyFrame(Query query) {
        this.query = query;
    }

    static LazyFrame of(LogicalPlan plan, QueryRunner runner) {
        return new LazyFrame(new Query(plan, runner));
    }

    /// Keeps the rows where the predicate is true; not those where it is null.
    public LazyFrame filter(Expr predicate) {
        return with(new LogicalPlan.Filter(query.plan(), predicate.node()));
    }

    /// The rows where all of them are true.
    public LazyFrame filter(Expr first, Expr... others) {
        LazyFrame result = filter(first);
        for (Expr other : others) {
            result = result.filter(other);
        }
        return result;
    }

    /// These columns only; one row when they are aggregates.
    public LazyFrame select(Expr... columns) {
        return with(new LogicalPlan.Select(query.plan(), nodes("select", columns)));
    }

    public LazyFrame select(String... columns) {
        return select(Arrays.stream(columns).map(Functions::col).toArray(Expr[]::new));
    }

    /// All columns and these; one that has the name of an existing column takes its place.
    public LazyFrame withColumns(Expr... columns) {
        return with(new LogicalPlan.WithColumns(query.plan(), nodes("withColumns", columns)));
    }

    /// One row for each combination of keys, in the order of the keys; symbols in the order of their first appearance.
    public GroupBy groupBy(Expr... keys) {
        return new GroupBy(this, nodes("groupBy", keys));
    }

    public GroupBy groupBy(String... keys) {
        return groupBy(Arrays.stream(keys).map(Functions::col).toArray(Expr[]::new));
    }

    /// The last row for each combination of keys, all columns, ordered by the keys: SQL's LATEST ON. "Last" is
    /// last in scan order: the newest timestamp, and of equal ones the row that arrived last; its nulls are
    /// part of the answer. By the table's key, with no filter but on key and time, it is read from the ends of
    /// partitions and costs the same however many rows there are.
    public LazyFrame latest(Expr... keys) {
        return with(new LogicalPlan.Latest(query.plan(), nodes("latest", keys)));
    }

    public LazyFrame latest(String... keys) {
        return latest(Arrays.stream(keys).map(Functions::col).toArray(Expr[]::new));
    }

    /// Stable; smallest first, or largest first for a key with `desc()`. NaN, then nulls, come last either way.
    public LazyFrame sort(Expr... keys) {
        return with(new LogicalPlan.Sort(query.plan(), nodes("sort", keys)));
    }

    public LazyFrame sort(String... keys) {
        return sort(Arrays.stream(keys).map(Functions::col).toArray(Expr[]::new));
    }

    /// The first rows.
    public LazyFrame limit(long rows) {
        return with(new LogicalPlan.Limit(query.plan(), checkedRows("limit", rows)));
    }

    /// The rows with the largest values, largest first; on equal values the first one wins.
    public LazyFrame topK(long rows, Expr... by) {
        return with(new LogicalPlan.TopK(query.plan(), checkedRows("topK", rows), nodes("topK", by)));
    }

    /// How many rows there are, as a frame of one row and the column `count`.
    public LazyFrame count() {
        return select(Functions.count());
    }

    /// The stages of this query as text: as typed, bound, optimized, and what will run with what it prunes.
    public String explain() {
        return query.explain();
    }

    /// Runs the query and tells what it did: `explain()`, then counts of what was pruned and read, and the time.
    public String profile() {
        return query.profile();
    }

    /// Runs the query on a snapshot taken now. A small result is kept until the table changes, and given to
    /// everybody who asks again: the same object.
    public Result collect() {
        return result(query.collect());
    }

    /// Runs it with a deadline, a memory limit or a way to cancel it.
    public Result collect(QueryContext context) {
        return result(query.collect(context));
    }

    private static Result result(Answer answer) {
        return (Result) answer.shown(Result::new);
    }

    LazyFrame with(LogicalPlan plan) {
        return new LazyFrame(new Query(plan, query.runner()));
    }

    LogicalPlan plan() {
        return query.plan();
    }

    private static List<ExprNode> nodes(String step, Expr... expressions) {
        if (expressions.length == 0) {
            throw new IllegalArgumentException("nothing to do: step=" + step + ", expressions=0");
        }
        var nodes = new ArrayList<ExprNode>(expressions.length);
        for (Expr expression : expressions) {
            nodes.add(expression.node());
        }
        return List.copyOf(nodes);
    }

    private static long checkedRows(String step, long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("rows must not be negative: step=" + step + ", rows=" + rows);
        }
        return rows;
    }

    /// The steps as typed, the table first.
    @Override
    public String toString() {
        return query.plan().text();
    }

    /// A frame with its group keys, waiting for what to compute.
    public static final class GroupBy {
        private final LazyFrame frame;
        private final List<ExprNode> keys;

        private GroupBy(LazyFrame frame, List<ExprNode> keys) {
            this.frame = frame;
            this.keys = keys;
        }

        /// The keys and these aggregates, one row a group.
        public LazyFrame agg(Expr... aggregates) {
            return frame.with(new LogicalPlan.Aggregate(frame.plan(), keys, nodes("agg", aggregates)));
        }
    }
}
