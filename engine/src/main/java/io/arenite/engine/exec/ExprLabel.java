package io.arenite.engine.exec;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.partitions.ColumnType;

/// An expression as an error names it; the text is made only then.
record ExprLabel(BoundExpr expr, ColumnNames names) {
    String text() {
        return ExprText.of(expr, names);
    }

    ColumnType type() {
        return expr.type();
    }
}
