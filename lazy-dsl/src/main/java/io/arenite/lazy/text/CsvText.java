package io.arenite.lazy.text;

import io.arenite.engine.frame.Frame;
import io.arenite.engine.frame.FrameColumn;
import java.io.IOException;
import java.util.List;

/// Frames as comma-separated text (RFC 4180, but lines end in a line feed).
public final class CsvText {
    private CsvText() {}

    public static void write(Frame frame, Appendable out) throws IOException {
        writeHeader(frame.columns().stream().map(FrameColumn::name).toList(), out);
        writeRows(frame.columns(), frame.rowCount(), out);
    }

    public static void writeHeader(List<String> names, Appendable out) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ",").append(field(names.get(i)));
        }
        out.append('\n');
    }

    public static void writeRows(List<FrameColumn> columns, long rows, Appendable out) throws IOException {
        for (long row = 0; row < rows; row++) {
            for (int i = 0; i < columns.size(); i++) {
                FrameColumn column = columns.get(i);
                out.append(i == 0 ? "" : ",");
                if (!column.isNull(row)) {
                    String text = CellText.exact(column, row);
                    out.append(isText(column) ? field(text) : text);
                }
            }
            out.append('\n');
        }
    }

    /// Nothing else needs quotes.
    private static boolean isText(FrameColumn column) {
        return switch (column.type().kind()) {
            case SYMBOL, UTF8, BINARY -> true;
            default -> false;
        };
    }

    /// Quoted where commas, quotes, line ends or blanks at the ends would be misread, and where it is
    /// empty: that tells empty text from null.
    static String field(String text) {
        boolean plain =
                !text.isEmpty() && text.charAt(0) > ' ' && text.charAt(text.length() - 1) > ' ' && !hasSpecial(text);
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static boolean hasSpecial(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }
}
