package io.arenite.engine.exec;

import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.TopPlan;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.List;

/// A [TopPlan] ready to run: a program that filters and computes the keys, and a projection for the rows that
/// win.
///
/// @param winners without a filter: its columns are computed row by row
/// @param probe for the first key
record CompiledTop(
        TopPlan plan, Program program, List<TopKey> keys, CompiledProject winners, TopProbe probe, int schemaColumns) {
    /// More rows than this are sorted as a frame.
    private static final int MOST_ROWS = 4096;

    /// Whether the scan can keep a threshold. Text, and symbols and booleans as the first key, are sorted as
    /// a frame.
    static boolean isScan(TopPlan plan) {
        return plan.rows() <= MOST_ROWS
                && plan.keys().stream().noneMatch(key -> key.value().type().isVariable())
                && TopKey.of(plan.keys().getFirst(), -1).hasRange();
    }

    static CompiledTop compile(TopPlan plan, Schema schema) {
        var builder = new Program.Builder(
                ColumnNames.of(schema), schema.keyIndex(), plan.scan().filter());
        List<TopKey> keys = new ArrayList<>();
        for (TopPlan.Key key : plan.keys()) {
            keys.add(TopKey.of(key, builder.compiler.value(key.value())));
        }
        Program program = builder.build();
        var winners = new ProjectPlan(plan.scan().withFilter(null), plan.columns(), -1);
        return new CompiledTop(
                plan,
                program,
                List.copyOf(keys),
                CompiledProject.compile(winners, schema),
                new TopProbe(plan, keys.getFirst(), program.columns(), schema),
                schema.columnCount());
    }
}
