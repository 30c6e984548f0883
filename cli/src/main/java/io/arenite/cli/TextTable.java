package io.arenite.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows of text under headings, columns as wide as their widest cell. The first and the last column are aligned left,
/// the ones between, which hold numbers, right.
public final class TextTable {

    private static final String GAP = "   ";

    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... headings) {
        rows.add(List.of(headings));
    }

    public void add(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    "wrong number of cells: expected=" + rows.getFirst().size() + ", actual=" + cells.length);
        }
        rows.add(List.of(cells));
    }

    public void print(PrintWriter out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths[column] - cell.length());
                boolean left = column == 0 || column == columns - 1;
                line.append(column == 0 ? "" : GAP).append(left ? cell + padding : padding + cell);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
