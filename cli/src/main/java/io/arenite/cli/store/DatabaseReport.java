package io.arenite.cli.store;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.cli.Figures;
import io.arenite.cli.TextTable;
import io.arenite.formats.DatabaseInfo;
import io.arenite.formats.FileInfo;
import io.arenite.partitions.Column;
import io.arenite.partitions.Schema;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// What is in a database: tables, their columns, their sealed time buckets and their logs.
final class DatabaseReport {
    private DatabaseReport() {}

    /// @param table the only one to tell of, with the statistics and encodings of each of its files;
    ///     null: all, without
    static void print(Path directory, String table, PrintWriter out) throws IOException {
        DatabaseInfo files = DatabaseInfo.of(directory);
        try (Arenite db = Databases.openForReading(directory)) {
            List<Table> chosen = Databases.tables(db, table);
            long tables = db.tables().size();
            out.printf("database %s: %s %s%n", directory, Figures.count(tables), tables == 1 ? "table" : "tables");
            for (Table each : chosen) {
                for (DatabaseInfo.TableFiles known : files.tables()) {
                    if (known.name().equals(each.name())) {
                        print(each, known, table != null, out);
                    }
                }
            }
        }
    }

    private static void print(Table table, DatabaseInfo.TableFiles files, boolean all, PrintWriter out) {
        long sealed = 0;
        long bytes = 0;
        for (DatabaseInfo.Segment segment : files.segments()) {
            sealed += segment.rows();
            bytes += segment.bytes();
        }
        out.printf(
                "%ntable %s: %s, partitioned by %s, options %s%n",
                table.name(),
                Figures.rows(table.count()),
                table.partitionBy().name().toLowerCase(Locale.ROOT),
                files.options());
        out.printf(
                "sealed: %s in %d files, %s; log: %s, %s%n",
                Figures.rows(sealed),
                files.segments().size(),
                Figures.megabytes(bytes),
                Figures.rows(Math.max(0, table.count() - sealed)),
                Figures.megabytes(files.logBytes()));
        columns(table.schema(), out);
        if (!files.segments().isEmpty()) {
            segments(files, out);
        }
        if (all) {
            for (DatabaseInfo.Segment segment : files.segments()) {
                out.println();
                FileReport.print(segment.file(), FileInfo.of(segment.file()), out);
            }
        }
    }

    private static void columns(Schema schema, PrintWriter out) {
        TextTable columns = new TextTable("column", "type");
        for (Column column : schema.columns()) {
            String role = column.index() == schema.timestampIndex()
                    ? " (the timestamp)"
                    : column.index() == schema.keyIndex() ? " (the key)" : "";
            columns.add(column.name(), column.type().displayName() + role);
        }
        columns.print(out);
    }

    private static void segments(DatabaseInfo.TableFiles files, PrintWriter out) {
        TextTable segments = new TextTable("sealed file", "size", "rows", "partitions", "first", "last");
        for (DatabaseInfo.Segment segment : files.segments()) {
            segments.add(
                    segment.file().getFileName().toString(),
                    Figures.megabytes(segment.bytes()),
                    Figures.count(segment.rows()),
                    Figures.count(segment.partitions()),
                    Instant.EPOCH.plusNanos(segment.firstNs()).toString(),
                    Instant.EPOCH.plusNanos(segment.lastNs()).toString());
        }
        segments.print(out);
    }
}
