package io.arenite.engine.exec;

import io.arenite.engine.QueryContext;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.frame.Frame;
import io.arenite.engine.frame.FrameBuilder;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.SymbolDictionary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Filter and expressions over a frame, by the same programs as over partitions.
final class FrameProject {
    private FrameProject() {}

    static Frame run(
            Frame frame,
            BoundExpr filter,
            List<BoundExpr> columns,
            Scratch scratch,
            QueryContext context,
            Function<List<ColumnType>, FrameBuilder> newBuilder) {
        List<BoundExpr> outputs = columns == null ? all(frame) : columns;
        var plan = CompiledProject.compile(ColumnNames.of(frame), -1, filter, outputs, -1, frame.columnCount());
        Program program = plan.program();
        try (Scratch.Held held = scratch.take(program.scratchBytes());
                FrameBuilder out = newBuilder.apply(plan.types())) {
            BatchState state = BatchState.create(held.segment(), program.registers());
            var writer = new RowWriter(program, plan.outputs(), state);
            var source = new FrameSource(frame);
            long rows = 0;
            for (long start = 0; start < frame.rowCount(); start += Batch.ROWS) {
                context.check();
                state.begin(source, start, (int) Math.min(Batch.ROWS, frame.rowCount() - start), 0);
                rows += writer.write(out, Long.MAX_VALUE);
                context.checkResultBytes(out.sizeBytes());
            }
            return out.build(plan.names(), symbols(frame, outputs), rows);
        }
    }

    private static List<BoundExpr> all(Frame frame) {
        List<BoundExpr> columns = new ArrayList<>();
        for (int i = 0; i < frame.columnCount(); i++) {
            columns.add(new BoundExpr.Col(i, frame.column(i).type()));
        }
        return columns;
    }

    /// Symbols of a result come from the columns of the input, which are all of one database.
    private static List<SymbolDictionary> symbols(Frame frame, List<BoundExpr> outputs) {
        SymbolDictionary dictionary = null;
        for (FrameColumn column : frame.columns()) {
            dictionary = column.symbols() == null ? dictionary : column.symbols();
        }
        List<SymbolDictionary> symbols = new ArrayList<>();
        for (BoundExpr output : outputs) {
            symbols.add(output.type().equals(ColumnType.SYMBOL) ? dictionary : null);
        }
        return symbols;
    }
}
