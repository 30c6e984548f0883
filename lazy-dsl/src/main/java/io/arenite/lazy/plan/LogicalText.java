package io.arenite.lazy.plan;

import java.util.List;
import java.util.stream.Collectors;

/// Logical plans as text, one step a line, the table first.
final class LogicalText {
    private LogicalText() {}

    static void logical(LogicalPlan plan, StringBuilder lines) {
        switch (plan) {
            case LogicalPlan.Scan(var table) ->
                lines.append("scan ").append(table.name()).append('\n');
            case LogicalPlan.Filter(var input, var predicate) -> step(input, lines, "filter " + predicate.text());
            case LogicalPlan.Select(var input, var columns) -> step(input, lines, "select " + texts(columns));
            case LogicalPlan.WithColumns(var input, var columns) ->
                step(input, lines, "with columns " + texts(columns));
            case LogicalPlan.Aggregate(var input, var keys, var aggregates) ->
                step(input, lines, "group by " + texts(keys) + " agg " + texts(aggregates));
            case LogicalPlan.Latest(var input, var keys) -> step(input, lines, "latest by " + texts(keys));
            case LogicalPlan.Sort(var input, var keys) -> step(input, lines, "sort " + texts(keys));
            case LogicalPlan.Limit(var input, var rows) -> step(input, lines, "limit " + rows);
            case LogicalPlan.TopK(var input, var rows, var keys) ->
                step(input, lines, "top " + rows + " by " + texts(keys));
        }
    }

    private static void step(LogicalPlan input, StringBuilder lines, String text) {
        logical(input, lines);
        lines.append(text).append('\n');
    }

    private static String texts(List<ExprNode> nodes) {
        return nodes.stream().map(ExprNode::text).collect(Collectors.joining(", "));
    }
}
