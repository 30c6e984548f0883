package io.arenite.cli.store;

import io.arenite.cli.Figures;
import io.arenite.cli.TextTable;
import io.arenite.formats.FileInfo;
import io.arenite.formats.rows.ColumnInfo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.TreeMap;

/// What a file tells of itself, as text.
final class FileReport {
    private static final int LONGEST_VALUE = 30;
    private static final int SHOWN_NOTES = 20;

    private FileReport() {}

    static void print(Path path, FileInfo info, PrintWriter out) {
        out.printf(
                "%s: %s, %s, %s in %s%n",
                path, info.format(), Figures.megabytes(info.bytes()), Figures.rows(info.rows()), parts(info));
        TextTable columns =
                new TextTable("column", "stored", "plain", "nulls", "smallest", "largest", "type, encodings");
        for (ColumnInfo column : info.columns()) {
            columns.add(
                    column.name(),
                    Figures.megabytes(column.storedBytes()),
                    column.plainBytes() < 0 ? "" : Figures.megabytes(column.plainBytes()),
                    column.nulls() < 0 ? "" : Figures.count(column.nulls()),
                    shortened(column.smallest()),
                    shortened(column.largest()),
                    (column.type() == null ? "unsupported" : column.type()) + " (" + column.described() + ") "
                            + column.encodings());
        }
        columns.print(out);
        int[] shown = {0};
        new TreeMap<>(info.metadata()).forEach((key, value) -> {
            if (shown[0]++ < SHOWN_NOTES) {
                out.println("note " + key + ": " + shortened(value));
            }
        });
    }

    private static String parts(FileInfo info) {
        String part = info.format().equals("Parquet") ? "row group" : "record batch";
        String plural = info.format().equals("Parquet") ? "row groups" : "record batches";
        return Figures.count(info.groups()) + " " + (info.groups() == 1 ? part : plural);
    }

    private static String shortened(String text) {
        if (text == null) {
            return "";
        }
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE - 3) + "...";
    }
}
