package io.arenite;

import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.ForeignFunction;
import io.arenite.lazy.plan.ExprNode;
import io.arenite.partitions.ColumnType;
import java.util.Arrays;

/// Where expressions begin; made for `import static io.arenite.Functions.*`.
public final class Functions {
    private Functions() {}

    public static Expr col(String name) {
        return new Expr(new ExprNode.Column(name));
    }

    /// A number, `String`, `Boolean`, `Instant`, `LocalDate`, `Duration` or null as an expression.
    public static Expr lit(Object value) {
        return new Expr(Expr.nodeOf(value));
    }

    /// How many rows there are.
    public static Expr count() {
        return new Expr(new ExprNode.Aggregation(AggregateKind.COUNT_ALL, null, null, 0));
    }

    /// The volume-weighted average price, `sum(price * size) / sum(size)` over rows where neither is null, as float64;
    /// null when there is no such row. Integers and decimals sum exactly and are rounded once.
    public static Expr vwap(String price, String size) {
        return vwap(col(price), col(size));
    }

    public static Expr vwap(Expr price, Expr size) {
        return new Expr(new ExprNode.Aggregation(AggregateKind.VWAP, price.node(), size.node(), 0));
    }

    /// The sum of products over rows where neither is null.
    public static Expr dot(String left, String right) {
        return dot(col(left), col(right));
    }

    public static Expr dot(Expr left, Expr right) {
        return new Expr(new ExprNode.Aggregation(AggregateKind.DOT, left.node(), right.node(), 0));
    }

    /// What a function of the caller's makes of these expressions, batch by batch; of any language that can be reached
    /// by addresses. Answers are never kept.
    public static Expr mapBatches(ForeignFunction function, ColumnType type, Expr... inputs) {
        return new Expr(
                new ExprNode.MapBatches(Arrays.stream(inputs).map(Expr::node).toList(), function, type));
    }

    public static Expr sum(String column) {
        return col(column).sum();
    }

    public static Expr min(String column) {
        return col(column).min();
    }

    public static Expr max(String column) {
        return col(column).max();
    }

    public static Expr first(String column) {
        return col(column).first();
    }

    public static Expr last(String column) {
        return col(column).last();
    }

    public static Expr mean(String column) {
        return col(column).mean();
    }
}
