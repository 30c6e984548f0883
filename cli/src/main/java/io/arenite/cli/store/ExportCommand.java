package io.arenite.cli.store;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.cli.Figures;
import io.arenite.cli.ProgressLine;
import io.arenite.formats.ExportOptions;
import io.arenite.formats.FileExport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A table of a database into a file.
@Command(
        name = "export",
        description =
                "Write a table into a file: Parquet, Arrow or CSV, as its name ends. Rows are in the order of time "
                        + "buckets, keys, timestamps. The file is there wholly or not at all.",
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Ends in .parquet, .arrow, .csv or .csv.gz; is replaced.")
    private Path file;

    @Option(names = "--db", paramLabel = "DIR", required = true, description = "The database's directory.")
    private Path directory;

    @Option(names = "--table", paramLabel = "NAME", required = true, description = "The table.")
    private String table;

    @Option(
            names = "--compression",
            paramLabel = "CODEC",
            description = "Of Parquet: zstd (default), snappy, gzip, lz4, uncompressed; of Arrow: uncompressed "
                    + "(default), lz4, zstd.")
    private String compression;

    @Override
    public Integer call() {
        try (Arenite db = Databases.openForReading(directory)) {
            Table source = db.table(table);
            ProgressLine.during(progress -> export(source, progress));
        }
        return 0;
    }

    private void export(Table source, ProgressLine progress) {
        try {
            ExportOptions options = ExportOptions.defaults().withCompression(compression);
            long started = System.nanoTime();
            long rows = FileExport.write(source, file, options, progress);
            long elapsedNs = System.nanoTime() - started;
            progress.erase();
            spec.commandLine()
                    .getOut()
                    .printf(
                            "exported %s of table %s into %s (%s) in %s%n",
                            Figures.rows(rows),
                            table,
                            file,
                            Figures.megabytes(Files.size(file)),
                            Figures.duration(elapsedNs));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
