package io.arenite.engine.exec;

import io.arenite.engine.frame.Frame;
import io.arenite.partitions.Schema;

/// The names behind column indexes, for texts.
@FunctionalInterface
interface ColumnNames {
    String name(int column);

    static ColumnNames of(Schema schema) {
        return column -> schema.column(column).name();
    }

    static ColumnNames of(Frame frame) {
        return column -> frame.column(column).name();
    }
}
