package io.arenite.cli.demo;

import io.arenite.engine.frame.FrameColumn;
import java.util.Locale;

/// One value of a result in a line of text: all digits of a double, whole numbers in groups of three.
final class CellValues {

    private CellValues() {}

    static String text(FrameColumn column, long row) {
        if (column.isNull(row)) {
            return "null";
        }
        return column.type().isInteger()
                ? String.format(Locale.ROOT, "%,d", column.getLong(row))
                : String.valueOf(column.get(row));
    }
}
