package io.arenite.cli.store;

import io.arenite.Arenite;
import io.arenite.cli.CsvArguments;
import io.arenite.cli.Figures;
import io.arenite.cli.ProgressLine;
import io.arenite.cli.TableNames;
import io.arenite.csv.CsvOptions;
import io.arenite.formats.FileImport;
import io.arenite.formats.ImportReport;
import io.arenite.partitions.PartitionBy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Files into a table of a database.
@Command(
        name = "import",
        description = "Append CSV (.csv, .csv.gz), Parquet (.parquet) or Arrow (.arrow, .arrows, .ipc, .feather) files "
                + "to a table, which is made if there is none. Each file is there wholly or not at all.",
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of one format with the same columns.")
    private List<Path> files;

    @Option(
            names = "--db",
            paramLabel = "DIR",
            required = true,
            description = "The database's directory; made where there is none.")
    private Path directory;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "The table (default: the last word of the first file's name).")
    private String table;

    @Mixin
    private CsvArguments arguments;

    @Override
    public Integer call() {
        CsvOptions options = arguments.options();
        PartitionBy partitionBy = arguments.partitionBy();
        String name = table == null ? TableNames.of(files.getFirst(), List.of()) : table;
        FileImport.requireReadable(files);
        try (Arenite db = Databases.openOrMake(directory)) {
            ProgressLine.during(progress -> {
                ImportReport report = FileImport.into(db, name, partitionBy, files, options, progress);
                progress.erase();
                print(report, name, db.table(name).count());
            });
        }
        return 0;
    }

    private void print(ImportReport report, String name, long rowsNow) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "imported %s from %s into table %s in %s: %s rows/s; it has %s now%n",
                Figures.rows(report.rows()),
                report.files() == 1 ? files.getFirst() : report.files() + " files",
                name,
                Figures.duration(report.elapsedNs()),
                Figures.millions(report.rowsPerSecond()),
                Figures.rows(rowsNow));
        if (report.rows() > 0) {
            out.printf("timestamps: %s to %s%n", instant(report.firstNs()), instant(report.lastNs()));
        }
        if (report.skipped() > 0) {
            out.printf("skipped %s that could not be imported, the first of them:%n", Figures.rows(report.skipped()));
            report.firstErrors().forEach(error -> out.println("  " + error));
        }
    }

    private static Instant instant(long ns) {
        return Instant.EPOCH.plusNanos(ns);
    }
}
