package io.arenite.python.plan;

import com.fasterxml.jackson.jr.ob.JSON;
import io.arenite.LazyFrame;
import java.io.IOException;
import java.util.function.Function;

/// Plans in JSON, as the Python package writes them, read into lazy frames through the public Java face.
/// Each step is an array: its name, the step before it, then what it needs.
///
///     ["select", ["filter", ["scan", 1], ["gt", ["col", "price"], ["lit", "i64", 15000]]], [["sum",
///     ["col", "size"]]]]
///
/// Names and types are not looked at here: that is the binder's, as for a frame that Java wrote.
public final class PlanReader {
    private final Function<Object, LazyFrame> tables;

    /// @param tables gives the frame of all rows for what a `scan` names: the handle of a table
    public PlanReader(Function<Object, LazyFrame> tables) {
        this.tables = tables;
    }

    /// @throws IllegalArgumentException if the text is no plan; it shows the step that cannot be read
    public LazyFrame read(String json) {
        try {
            return step(JSON.std.anyFrom(json));
        } catch (IOException e) {
            throw new IllegalArgumentException("a plan is not JSON: " + e.getMessage(), e);
        }
    }

    private LazyFrame step(Object json) {
        Node node = Node.of(json);
        if (node.name().equals("scan")) {
            return tables.apply(node.requireSize(1).argument(0));
        }
        // the frame below is read in each branch, so that an unknown step is reported rather than what is below it
        return switch (node.name()) {
            case "filter" -> input(node, 2).filter(ExprReader.read(node.argument(1)));
            case "select" -> input(node, 2).select(ExprReader.readAll(node.list(1)));
            case "with_columns" -> input(node, 2).withColumns(ExprReader.readAll(node.list(1)));
            case "group_by" ->
                input(node, 3).groupBy(ExprReader.readAll(node.list(1))).agg(ExprReader.readAll(node.list(2)));
            case "latest" -> input(node, 2).latest(ExprReader.readAll(node.list(1)));
            case "sort" -> input(node, 2).sort(ExprReader.readAll(node.list(1)));
            case "limit" -> input(node, 2).limit(node.number(1));
            case "top_k" -> input(node, 3).topK(node.number(1), ExprReader.readAll(node.list(2)));
            default -> throw node.unknown("step");
        };
    }

    private LazyFrame input(Node node, int size) {
        return step(node.requireSize(size).argument(0));
    }
}
