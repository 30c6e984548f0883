package io.arenite.lazy.plan;

import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ForeignFunction;
import io.arenite.partitions.ColumnType;
import java.util.List;

/// What the user typed: names and Java values, no types yet. The binder turns it into the engine's bound expressions;
/// equal trees are equal records, which is what shares an aggregate that is asked for twice.
public sealed interface ExprNode {
    record Column(String name) implements ExprNode {}

    /// A value of a class that `Literals` knows, or null.
    record Literal(Object value) implements ExprNode {}

    record Arithmetic(ArithmeticOp op, ExprNode left, ExprNode right) implements ExprNode {}

    record Negate(ExprNode input) implements ExprNode {}

    record Abs(ExprNode input) implements ExprNode {}

    record Comparison(CompareOp op, ExprNode left, ExprNode right) implements ExprNode {}

    /// Both ends belong to the range.
    record Between(ExprNode input, ExprNode low, ExprNode high) implements ExprNode {}

    record IsIn(ExprNode input, List<ExprNode> values) implements ExprNode {}

    record IsNull(ExprNode input) implements ExprNode {}

    record IsNan(ExprNode input) implements ExprNode {}

    record And(ExprNode left, ExprNode right) implements ExprNode {}

    record Or(ExprNode left, ExprNode right) implements ExprNode {}

    record Not(ExprNode input) implements ExprNode {}

    record Cast(ExprNode input, ColumnType type) implements ExprNode {}

    record FillNull(ExprNode input, ExprNode value) implements ExprNode {}

    /// Equal if inputs and function are.
    record MapBatches(List<ExprNode> inputs, ForeignFunction function, ColumnType type) implements ExprNode {}

    /// `argument` is null for `count()` only, `weight` is there for `VWAP` and `DOT` only; `ddof` counts for the two
    /// measures of spread.
    record Aggregation(AggregateKind kind, ExprNode argument, ExprNode weight, int ddof) implements ExprNode {}

    record Alias(ExprNode input, String name) implements ExprNode {}

    /// Only a sort key may be one.
    record Descending(ExprNode input) implements ExprNode {}

    /// The expressions directly below, the leftmost first.
    default List<ExprNode> operands() {
        return switch (this) {
            case Column _, Literal _ -> List.of();
            case Arithmetic n -> List.of(n.left(), n.right());
            case Negate n -> List.of(n.input());
            case Abs n -> List.of(n.input());
            case Comparison n -> List.of(n.left(), n.right());
            case Between n -> List.of(n.input(), n.low(), n.high());
            case IsIn n -> List.of(n.input());
            case IsNull n -> List.of(n.input());
            case IsNan n -> List.of(n.input());
            case And n -> List.of(n.left(), n.right());
            case Or n -> List.of(n.left(), n.right());
            case Not n -> List.of(n.input());
            case Cast n -> List.of(n.input());
            case FillNull n -> List.of(n.input(), n.value());
            case MapBatches n -> n.inputs();
            case Aggregation n ->
                n.argument() == null
                        ? List.of()
                        : n.weight() == null ? List.of(n.argument()) : List.of(n.argument(), n.weight());
            case Alias n -> List.of(n.input());
            case Descending n -> List.of(n.input());
        };
    }

    /// Whether a foreign function is called anywhere in it.
    default boolean callsForeign() {
        return this instanceof MapBatches || operands().stream().anyMatch(ExprNode::callsForeign);
    }

    /// The text that errors and `explain()` show: close to the Java that made it.
    default String text() {
        return ExprText.of(this);
    }
}
