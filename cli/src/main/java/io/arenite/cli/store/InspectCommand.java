package io.arenite.cli.store;

import io.arenite.formats.FileFormat;
import io.arenite.formats.FileInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Tells what is in a file or a database without reading its rows.
@Command(
        name = "inspect",
        description = "Show schema, sizes, encodings and statistics of a file (.parquet, .arrow, .csv) or a database.",
        mixinStandardHelpOptions = true)
public final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE|DB", description = "A file, or a database's directory.")
    private Path path;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "Of a database: only this table, with the statistics of each file.")
    private String table;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (Databases.isDatabase(path)) {
            DatabaseReport.print(path, table, out);
            return 0;
        }
        if (!Files.exists(path)) {
            throw new IllegalArgumentException("no such file: file=" + path);
        }
        if (Files.isDirectory(path)) {
            throw new IllegalArgumentException("a folder, not a database: file=" + path);
        }
        if (table != null) {
            throw new ParameterException(spec.commandLine(), "--table is of databases, not of files: file=" + path);
        }
        if (FileFormat.of(path) == FileFormat.CSV) {
            CsvReportText.print(path, out);
        } else {
            FileReport.print(path, FileInfo.of(path), out);
        }
        return 0;
    }
}
