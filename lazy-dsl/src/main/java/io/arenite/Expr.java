package io.arenite;

import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.CompareOp;
import io.arenite.lazy.plan.ExprNode;
import io.arenite.lazy.plan.Literals;
import io.arenite.partitions.ColumnType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// An expression over the columns of a frame: an immutable tree that names columns and holds Java values. It has no
/// type until a frame binds it. `Functions` makes the leaves: `col("price").gt(100).and(col("sym").eq("AAPL"))`.
///
/// Where a method takes an `Object` it takes another expression or a literal: a number (`BigDecimal` for exact
/// decimals), `String`, `Boolean`, `Instant`, `LocalDate`, `Duration` or null. Strings also stand for symbols and, in
/// ISO form, for timestamps, dates and durations.
///
/// Comparisons are IEEE for floats (NaN equals nothing) and exact for everything else: a literal is never rounded or
/// truncated to the column's type. A null makes any of them null; `and`, `or`, `not` follow Kleene; a filter keeps the
/// rows that are true.
public final class Expr {
    private final ExprNode node;

    Expr(ExprNode node) {
        this.node = node;
    }

    ExprNode node() {
        return node;
    }

    /// An expression as it is, anything else as a literal.
    static ExprNode nodeOf(Object value) {
        return value instanceof Expr expr ? expr.node : new ExprNode.Literal(Literals.normalized(value));
    }

    // comparisons

    public Expr eq(Object other) {
        return compare(CompareOp.EQ, other);
    }

    public Expr ne(Object other) {
        return compare(CompareOp.NE, other);
    }

    public Expr lt(Object other) {
        return compare(CompareOp.LT, other);
    }

    public Expr le(Object other) {
        return compare(CompareOp.LE, other);
    }

    public Expr gt(Object other) {
        return compare(CompareOp.GT, other);
    }

    public Expr ge(Object other) {
        return compare(CompareOp.GE, other);
    }

    /// Both ends belong to the range, as in Polars.
    public Expr between(Object low, Object high) {
        return new Expr(new ExprNode.Between(node, nodeOf(low), nodeOf(high)));
    }

    /// True for a value that equals one of these literals; a null among them matches nothing.
    public Expr isIn(Object... values) {
        return isIn(Arrays.asList(values));
    }

    public Expr isIn(Collection<?> values) {
        List<ExprNode> nodes = values.stream().map(Expr::nodeOf).toList();
        return new Expr(new ExprNode.IsIn(node, nodes));
    }

    public Expr isNull() {
        return new Expr(new ExprNode.IsNull(node));
    }

    public Expr isNotNull() {
        return isNull().not();
    }

    public Expr isNan() {
        return new Expr(new ExprNode.IsNan(node));
    }

    public Expr isNotNan() {
        return isNan().not();
    }

    // logic

    public Expr and(Expr other) {
        return new Expr(new ExprNode.And(node, other.node));
    }

    public Expr or(Expr other) {
        return new Expr(new ExprNode.Or(node, other.node));
    }

    public Expr not() {
        return new Expr(new ExprNode.Not(node));
    }

    // arithmetic

    /// Integers add to int64 and fail on overflow; decimals keep the larger scale; with a float the sum is float64.
    public Expr plus(Object other) {
        return arithmetic(ArithmeticOp.ADD, other);
    }

    public Expr minus(Object other) {
        return arithmetic(ArithmeticOp.SUBTRACT, other);
    }

    /// The scale of a product of decimals is the sum of their scales.
    public Expr times(Object other) {
        return arithmetic(ArithmeticOp.MULTIPLY, other);
    }

    /// Always float64: 1 / 2 is 0.5 and 1 / 0 is infinity.
    public Expr dividedBy(Object other) {
        return arithmetic(ArithmeticOp.DIVIDE, other);
    }

    /// The quotient rounded down, `x // y` in Python: integers and decimals exactly, and null where `y` is 0; of floats
    /// `floor(x / y)`.
    public Expr floorDividedBy(Object other) {
        return arithmetic(ArithmeticOp.FLOOR_DIVIDE, other);
    }

    /// What is left by `floorDividedBy`, `x % y` in Python, with the sign of `y`: -7 mod 2 is 1. Integers and decimals
    /// exactly, and null where `y` is 0; of floats `x - y * floor(x / y)`.
    public Expr modulo(Object other) {
        return arithmetic(ArithmeticOp.MODULO, other);
    }

    /// An integer of integers, and an error where that is none of 64 bits, as with most negative exponents; float64
    /// with a float or decimal.
    public Expr power(Object exponent) {
        return arithmetic(ArithmeticOp.POWER, exponent);
    }

    public Expr negate() {
        return new Expr(new ExprNode.Negate(node));
    }

    public Expr abs() {
        return new Expr(new ExprNode.Abs(node));
    }

    /// A value that the type cannot hold is an error when the query runs.
    public Expr cast(ColumnType type) {
        return new Expr(new ExprNode.Cast(node, type));
    }

    public Expr fillNull(Object value) {
        return new Expr(new ExprNode.FillNull(node, nodeOf(value)));
    }

    // aggregates: nulls are left out (but see first and last); the sum of nothing is 0, any other aggregate of it null

    public Expr sum() {
        return aggregate(AggregateKind.SUM);
    }

    /// Skips NaN; NaN when there is nothing else.
    public Expr min() {
        return aggregate(AggregateKind.MIN);
    }

    /// Skips NaN; NaN when there is nothing else.
    public Expr max() {
        return aggregate(AggregateKind.MAX);
    }

    /// The value of the first row in scan order, null or not: by time bucket, key, timestamp, arrival.
    public Expr first() {
        return aggregate(AggregateKind.FIRST);
    }

    /// The value of the last row in scan order, null or not.
    public Expr last() {
        return aggregate(AggregateKind.LAST);
    }

    public Expr mean() {
        return aggregate(AggregateKind.MEAN);
    }

    /// The sample variance (`ddof` 1), as Polars has it.
    public Expr variance() {
        return variance(1);
    }

    /// Divides by the count less `ddof`; 0 for the variance of the whole population.
    public Expr variance(int ddof) {
        return spread(AggregateKind.VARIANCE, ddof);
    }

    public Expr stddev() {
        return stddev(1);
    }

    public Expr stddev(int ddof) {
        return spread(AggregateKind.STDDEV, ddof);
    }

    /// How many values are not null; `Functions.count()` counts rows.
    public Expr count() {
        return aggregate(AggregateKind.COUNT);
    }

    /// Names the result column.
    public Expr alias(String name) {
        return new Expr(new ExprNode.Alias(node, name));
    }

    /// As a sort key: largest first. Nulls and NaN stay last.
    public Expr desc() {
        return new Expr(new ExprNode.Descending(node));
    }

    private Expr compare(CompareOp op, Object other) {
        return new Expr(new ExprNode.Comparison(op, node, nodeOf(other)));
    }

    private Expr arithmetic(ArithmeticOp op, Object other) {
        return new Expr(new ExprNode.Arithmetic(op, node, nodeOf(other)));
    }

    private Expr aggregate(AggregateKind kind) {
        return new Expr(new ExprNode.Aggregation(kind, node, null, 0));
    }

    private Expr spread(AggregateKind kind, int ddof) {
        if (ddof < 0) {
            throw new IllegalArgumentException("ddof is negative: ddof=" + ddof + ", expression=" + node.text());
        }
        return new Expr(new ExprNode.Aggregation(kind, node, null, ddof));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expr that && node.equals(that.node);
    }

    @Override
    public int hashCode() {
        return node.hashCode();
    }

    @Override
    public String toString() {
        return node.text();
    }
}
