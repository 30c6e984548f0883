package io.arenite.cli;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.csv.CsvError;
import io.arenite.csv.CsvImport;
import io.arenite.csv.CsvLayout;
import io.arenite.csv.CsvOptions;
import io.arenite.csv.CsvReport;
import io.arenite.partitions.PartitionBy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Loads files into tables, those with the same columns into one, and says what it loaded and how fast.
public final class TableLoader {

    private final Arenite db;
    private final CsvOptions options;
    private final PartitionBy partitionBy;
    private final PrintWriter out;

    public TableLoader(Arenite db, CsvArguments arguments, PrintWriter out) {
        this.db = db;
        this.options = arguments.options();
        this.partitionBy = arguments.partitionBy();
        this.out = out;
    }

    public List<Table> load(List<Path> files) {
        Map<Set<String>, List<Path>> filesByColumns = new LinkedHashMap<>();
        for (Path file : files) {
            filesByColumns
                    .computeIfAbsent(Set.copyOf(CsvLayout.columnNames(file, options)), _ -> new ArrayList<>())
                    .add(file);
        }
        List<Table> tables = new ArrayList<>();
        for (List<Path> group : filesByColumns.values()) {
            tables.add(loadTable(group));
        }
        return tables;
    }

    private Table loadTable(List<Path> files) {
        CsvLayout layout = CsvLayout.of(files, options);
        Table table = db.createTable(TableNames.of(files.getFirst(), db.tables()), layout.schema(), partitionBy);
        ProgressLine.during(progress -> {
            CsvReport report = CsvImport.into(table, layout, files, options, progress);
            progress.erase();
            print(report, layout, files);
        });
        return table;
    }

    private void print(CsvReport report, CsvLayout layout, List<Path> files) {
        out.printf(
                "loaded %s from %s%s (%s of CSV) in %s: %s rows/s, %s/s%n",
                Figures.rows(report.rows()),
                report.files() == 1 ? files.getFirst() : report.files() + " files",
                report.files() == 1 ? "" : " like " + files.getFirst(),
                Figures.megabytes(report.textBytes()),
                Figures.duration(report.elapsedNs()),
                Figures.millions(report.rowsPerSecond()),
                Figures.megabytes(Math.round(report.megabytesPerSecond() * 1e6)));
        if (report.rows() > 0) {
            out.printf(
                    "timestamps in %s: %s to %s%n",
                    layout.timestampColumn(), instant(report.firstNs()), instant(report.lastNs()));
        }
        if (report.skipped() > 0) {
            out.printf("skipped %s that could not be read, the first of them:%n", Figures.rows(report.skipped()));
            for (CsvError error : report.firstErrors()) {
                out.println("  " + error.message());
            }
        }
    }

    private static Instant instant(long ns) {
        return Instant.EPOCH.plusNanos(ns);
    }
}
