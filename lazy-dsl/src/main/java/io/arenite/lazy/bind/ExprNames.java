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
            default -> outputName(node.operands().getFirst());
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
        return node instanceof ExprNode.Aggregation || hasAggregate(node.operands());
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
        for (ExprNode input : node.operands()) {
            ExprNode.Column column = columnOutsideAggregates(input);
            if (column != null) {
                return column;
            }
        }
        return null;
    }
}
