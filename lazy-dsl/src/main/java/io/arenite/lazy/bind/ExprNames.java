package io.arenite.lazy.bind;

import io.arenite.engine.expr.AggregateKind;
import io.arenite.lazy.plan.ExprNode;
import io.arenite.lazy.plan.ExprText;
import io.arenite.lazy.plan.QueryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is to be known of an expression before it is bound: the name of its column and where its aggregates are.
final class ExprNames {
    private ExprNames() {}

    /// The alias; otherwise the name of the leftmost column, `count`, `vwap`, `dot` or `literal`, as in Polars.
    static String outputName(ExprNode node) {
        return switch (node) {
            case ExprNode.Alias alias -> alias.name();
            case ExprNode.Column column -> column.name();
            case ExprNode.Literal _ -> "literal";
            case ExprNode.Aggregation a ->
                a.argument() == null || a.kind() == AggregateKind.VWAP || a.kind() == AggregateKind.DOT
                        ? ExprText.name(a.kind())
                        : outputName(a.argument());
            default -> outputName(inputs(node).getFirst());
        };
    }

    /// The names of the columns that a step gives; each must be there once.
    static List<String> outputNames(List<ExprNode> nodes) {
        Set<String> seen = new HashSet<>();
        List<String> names = new ArrayList<>(nodes.size());
        for (ExprNode node : nodes) {
            String name = outputName(node);
            if (!seen.add(name)) {
                throw new QueryException("two columns of one name: name=" + name + ", expression=" + node.text()
                        + "; rename one with alias(name)");
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    static boolean hasAggregate(ExprNode node) {
        return node instanceof ExprNode.Aggregation || hasAggregate(inputs(node));
    }

    /// Whether any of them has one.
    static boolean hasAggregate(List<ExprNode> nodes) {
        for (ExprNode node : nodes) {
            if (hasAggregate(node)) {
                return true;
            }
        }
        return false;
    }

    /// A column that stands outside every aggregate, or null.
    static ExprNode.Column columnOutsideAggregates(ExprNode node) {
        if (node instanceof ExprNode.Column column) {
            return column;
        }
        if (node instanceof ExprNode.Aggregation) {
            return null;
        }
        for (ExprNode input : inputs(node)) {
            ExprNode.Column column = columnOutsideAggregates(input);
            if (column != null) {
                return column;
            }
        }
        return null;
    }

    /// The expressions directly below, the leftmost first.
    static List<ExprNode> inputs(ExprNode node) {
        return switch (node) {
            case ExprNode.Column _, ExprNode.Literal _ -> List.of();
            case ExprNode.Arithmetic n -> List.of(n.left(), n.right());
            case ExprNode.Negate n -> List.of(n.input());
            case ExprNode.Abs n -> List.of(n.input());
            case ExprNode.Comparison n -> List.of(n.left(), n.right());
            case ExprNode.Between n -> List.of(n.input(), n.low(), n.high());
            case ExprNode.IsIn n -> List.of(n.input());
            case ExprNode.IsNull n -> List.of(n.input());
            case ExprNode.IsNan n -> List.of(n.input());
            case ExprNode.And n -> List.of(n.left(), n.right());
            case ExprNode.Or n -> List.of(n.left(), n.right());
            case ExprNode.Not n -> List.of(n.input());
            case ExprNode.Cast n -> List.of(n.input());
            case ExprNode.FillNull n -> List.of(n.input(), n.value());
            case ExprNode.Aggregation n ->
                n.argument() == null
                        ? List.of()
                        : n.weight() == null ? List.of(n.argument()) : List.of(n.argument(), n.weight());
            case ExprNode.Alias n -> List.of(n.input());
            case ExprNode.Descending n -> List.of(n.input());
        };
    }
}
