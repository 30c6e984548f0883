package io.arenite.lazy.text;

import io.arenite.engine.frame.Frame;
import io.arenite.engine.frame.FrameColumn;
import java.io.IOException;
import java.util.List;

/// Frames as comma-separated text (RFC 4180, but lines end in a line feed).
public final class CsvText {
    private CsvText() {}

    public static void write(Frame frame, Appendable out) throws IOException {
        List<FrameColumn> columns = frame.columns();
        for (int i = 0; i < columns.size(); i++) {
            out.append(i == 0 ? "" : ",").append(field(columns.get(i).name()));
        }
        out.append('\n');
        for (long row = 0; row < frame.rowCount(); row++) {
            for (int i = 0; i < columns.size(); i++) {
                FrameColumn column = columns.get(i);
                out.append(i == 0 ? "" : ",");
                if (!column.isNull(row)) {
                    out.append(field(CellText.exact(column, row)));
                }
            }
            out.append('\n');
        }
    }

    /// Quoted where commas, quotes, line ends or blanks at the ends would be misread, and where it is empty: that tells
    /// empty text from null.
    static String field(String text) {
        boolean plain = !text.isEmpty()
                && text.charAt(0) > ' '
                && text.charAt(text.length() - 1) > ' '
                && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
