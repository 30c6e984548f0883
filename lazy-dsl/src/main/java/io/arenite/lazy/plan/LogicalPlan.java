package io.arenite.lazy.plan;

import io.arenite.partitions.TableStore;
import java.util.List;

/// What the user asked for, step by step, as typed in. A plan shares its input with every plan built on it.
public sealed interface LogicalPlan {
    record Scan(TableStore table) implements LogicalPlan {}

    record Filter(LogicalPlan input, ExprNode predicate) implements LogicalPlan {}

    record Select(LogicalPlan input, List<ExprNode> columns) implements LogicalPlan {}

    /// Keeps the input's columns; a column of an existing name is replaced in its place.
    record WithColumns(LogicalPlan input, List<ExprNode> columns) implements LogicalPlan {}

    record Aggregate(LogicalPlan input, List<ExprNode> keys, List<ExprNode> aggregates) implements LogicalPlan {}

    /// The last row for each combination of keys, with the input's columns.
    record Latest(LogicalPlan input, List<ExprNode> keys) implements LogicalPlan {}

    record Sort(LogicalPlan input, List<ExprNode> keys) implements LogicalPlan {}

    record Limit(LogicalPlan input, long rows) implements LogicalPlan {}

    /// The rows with the largest keys, largest first.
    record TopK(LogicalPlan input, long rows, List<ExprNode> keys) implements LogicalPlan {}

    /// The table at the bottom.
    default TableStore table() {
        return switch (this) {
            case Scan scan -> scan.table();
            case Filter filter -> filter.input().table();
            case Select select -> select.input().table();
            case WithColumns with -> with.input().table();
            case Aggregate aggregate -> aggregate.input().table();
            case Latest latest -> latest.input().table();
            case Sort sort -> sort.input().table();
            case Limit limit -> limit.input().table();
            case TopK topK -> topK.input().table();
        };
    }

    /// Whether the answer has all columns of the table, since nobody has named some.
    default boolean asksForAllColumns() {
        return switch (this) {
            case Scan _ -> true;
            case Select _ -> false;
            case Aggregate _ -> false;
            case Filter filter -> filter.input().asksForAllColumns();
            case WithColumns with -> with.input().asksForAllColumns();
            case Latest latest -> latest.input().asksForAllColumns();
            case Sort sort -> sort.input().asksForAllColumns();
            case Limit limit -> limit.input().asksForAllColumns();
            case TopK topK -> topK.input().asksForAllColumns();
        };
    }

    /// Whether a foreign function is called, so that no answer may be kept: it may give another one the next
    /// time.
    default boolean callsForeign() {
        return switch (this) {
            case Scan _ -> false;
            case Filter(var input, var predicate) -> predicate.callsForeign() || input.callsForeign();
            case Select(var input, var columns) -> anyForeign(columns) || input.callsForeign();
            case WithColumns(var input, var columns) -> anyForeign(columns) || input.callsForeign();
            case Aggregate(var input, var keys, var aggregates) ->
                anyForeign(keys) || anyForeign(aggregates) || input.callsForeign();
            case Latest(var input, var keys) -> anyForeign(keys) || input.callsForeign();
            case Sort(var input, var keys) -> anyForeign(keys) || input.callsForeign();
            case Limit(var input, var _) -> input.callsForeign();
            case TopK(var input, var _, var keys) -> anyForeign(keys) || input.callsForeign();
        };
    }

    private static boolean anyForeign(List<ExprNode> expressions) {
        return expressions.stream().anyMatch(ExprNode::callsForeign);
    }

    /// The steps, the scan first, one a line.
    default String text() {
        var lines = new StringBuilder();
        LogicalText.logical(this, lines);
        return lines.toString();
    }
}
