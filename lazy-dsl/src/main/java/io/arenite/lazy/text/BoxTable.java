package io.arenite.lazy.text;

import java.util.ArrayList;
import java.util.List;

/// A box of text as the field's tools print frames: the shape, names, types under names, then the rows; the middle
/// rows and columns of a large one are left out.
public final class BoxTable {
    /// One column: its cells are the shown rows' texts.
    public record Column(String name, String type, boolean rightAligned, List<String> cells) {}

    private static final String ELLIPSIS = "…";
    private static final int CELL_WIDTH = 34;

    private final List<Column> columns;
    private final int[] widths;

    private BoxTable(List<Column> columns) {
        this.columns = columns;
        this.widths = columns.stream().mapToInt(BoxTable::width).toArray();
    }

    /// `totalColumns` and `totalRows` are what the shape line says; `width` is how wide the box may get: it keeps the
    /// first and the last columns and at least one.
    public static String print(List<Column> columns, long totalRows, int width) {
        String shape =
                "shape: (%,d, %,d)%n".formatted(totalRows, columns.size()).replace(System.lineSeparator(), "\n");
        if (columns.isEmpty()) {
            return shape;
        }
        return shape + new BoxTable(fitted(clipped(columns), width)).box();
    }

    private static List<Column> clipped(List<Column> columns) {
        return columns.stream()
                .map(c -> new Column(
                        clip(c.name()),
                        clip(c.type()),
                        c.rightAligned(),
                        c.cells().stream().map(BoxTable::clip).toList()))
                .toList();
    }

    private static String clip(String text) {
        String line = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
        return line.length() <= CELL_WIDTH ? line : line.substring(0, CELL_WIDTH - 1) + ELLIPSIS;
    }

    /// Takes columns from both ends until the width is used up; one column of dots stands for those left out.
    private static List<Column> fitted(List<Column> columns, int width) {
        int total = columns.stream().mapToInt(c -> width(c) + 3).sum() + 1;
        if (total <= width) {
            return columns;
        }
        var left = new ArrayList<Column>();
        var right = new ArrayList<Column>();
        int room = width - 1 - (ELLIPSIS.length() + 3);
        for (int i = 0; i < columns.size(); i++) {
            int taken = left.size() + right.size();
            Column next = i % 2 == 0 ? columns.get(left.size()) : columns.get(columns.size() - 1 - right.size());
            room -= width(next) + 3;
            if (room < 0 && taken > 0) {
                break;
            }
            if (i % 2 == 0) {
                left.add(next);
            } else {
                right.addFirst(next);
            }
        }
        if (left.size() + right.size() < columns.size()) {
            int rows = columns.getFirst().cells().size();
            left.add(new Column(ELLIPSIS, ELLIPSIS, false, java.util.Collections.nCopies(rows, ELLIPSIS)));
        }
        left.addAll(right);
        return left;
    }

    private static int width(Column column) {
        int width = Math.max(3, Math.max(column.name().length(), column.type().length()));
        for (String cell : column.cells()) {
            width = Math.max(width, cell.length());
        }
        return ELLIPSIS.equals(column.name()) ? 1 : width;
    }

    private String box() {
        var out = new StringBuilder();
        rule(out, "┌", "─", "┬", "┐\n");
        line(out, columns.stream().map(Column::name).toList());
        line(
                out,
                columns.stream()
                        .map(c -> ELLIPSIS.equals(c.name()) ? "" : "---")
                        .toList());
        line(
                out,
                columns.stream()
                        .map(c -> ELLIPSIS.equals(c.name()) ? "" : c.type())
                        .toList());
        rule(out, "╞", "═", "╪", "╡\n");
        int rows = columns.getFirst().cells().size();
        for (int row = 0; row < rows; row++) {
            int current = row;
            line(out, columns.stream().map(c -> c.cells().get(current)).toList());
        }
        rule(out, "└", "─", "┴", "┘");
        return out.toString();
    }

    private void rule(StringBuilder out, String left, String fill, String middle, String right) {
        for (int i = 0; i < widths.length; i++) {
            out.append(i == 0 ? left : middle).append(fill.repeat(widths[i] + 2));
        }
        out.append(right);
    }

    private void line(StringBuilder out, List<String> texts) {
        for (int i = 0; i < widths.length; i++) {
            String pad = " ".repeat(widths[i] - texts.get(i).length());
            out.append(i == 0 ? "│ " : "┆ ");
            if (columns.get(i).rightAligned()) {
                out.append(pad).append(texts.get(i));
            } else {
                out.append(texts.get(i)).append(pad);
            }
            out.append(' ');
        }
        out.append("│\n");
    }
}
