package io.arenite.cli.store;

import io.arenite.cli.Figures;
import io.arenite.cli.TextTable;
import io.arenite.csv.CsvLayout;
import io.arenite.csv.CsvOptions;
import io.arenite.partitions.Column;
import io.arenite.partitions.Schema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What an import would make of a CSV file.
final class CsvReportText {
    private CsvReportText() {}

    static void print(Path file, PrintWriter out) {
        Schema schema = CsvLayout.of(List.of(file), CsvOptions.defaults()).schema();
        try {
            out.printf(
                    "%s: CSV, %s; types as guessed from the first rows%n", file, Figures.megabytes(Files.size(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be read: file=" + file, e);
        }
        TextTable columns = new TextTable("column", "type");
        for (Column column : schema.columns()) {
            String role = column.index() == schema.timestampIndex()
                    ? " (the timestamp)"
                    : column.index() == schema.keyIndex() ? " (the key)" : "";
            columns.add(column.name(), column.type().displayName() + role);
        }
        columns.print(out);
    }
}
