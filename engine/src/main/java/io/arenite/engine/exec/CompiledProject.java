package io.arenite.engine.exec;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.List;

/// A projection ready to run: a program and what of its registers goes to which column of the result.
record CompiledProject(Program program, List<Output> outputs, List<String> names, long limit, int schemaColumns) {
    /// One column of the result.
    ///
    /// @param variableColumn the stored column that text or binary is copied from; -1 for other types
    record Output(int register, ColumnType type, int variableColumn) {}

    static CompiledProject compile(ProjectPlan plan, Schema schema) {
        return compile(
                ColumnNames.of(schema),
                schema.keyIndex(),
                plan.scan().filter(),
                plan.columns(),
                plan.limit(),
                schema.columnCount());
    }

    static CompiledProject compile(
            ColumnNames columnNames,
            int keyColumn,
            BoundExpr filter,
            List<BoundExpr> columns,
            long limit,
            int sourceColumns) {
        var program = new Program.Builder(columnNames, keyColumn, filter);
        List<Output> outputs = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (BoundExpr column : columns) {
            int variable = -1;
            if (column.type().isVariable()) {
                if (!(column instanceof BoundExpr.Col stored)) {
                    throw new IllegalArgumentException(
                            "text and binary can only be taken as they are stored: expression="
                                    + ExprText.of(column, columnNames));
                }
                variable = stored.column();
            }
            outputs.add(new Output(program.compiler.value(column), column.type(), variable));
            names.add(ExprText.of(column, columnNames));
        }
        return new CompiledProject(program.build(), List.copyOf(outputs), List.copyOf(names), limit, sourceColumns);
    }

    List<ColumnType> types() {
        return outputs.stream().map(Output::type).toList();
    }
}
