package io.arenite.cli.shell;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.cli.CsvArguments;
import io.arenite.cli.DemoData;
import io.arenite.cli.Figures;
import io.arenite.cli.TableLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// JShell in this process, so that snippets see the loaded database itself. What it says while it loads goes to stderr;
/// stdout has the snippets' results only.
@Command(
        name = "jshell",
        description = "A Java shell with everything imported and a loaded database as db.",
        mixinStandardHelpOptions = true)
public final class JShellCommand implements Callable<Integer> {

    private static final String STARTUP = """
            import java.math.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.stream.*;
            import io.arenite.*;
            import io.arenite.partitions.*;
            import static io.arenite.Functions.*;
            Arenite db = io.arenite.cli.shell.ShellSession.db();
            """;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "CSV or CSV.gz; without any: generated ticks.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--rows", paramLabel = "N", description = "How many ticks to generate (default: 10000000).")
    private long rows = 10_000_000;

    @Mixin
    private CsvArguments csv = new CsvArguments();

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        try (Arenite db = Arenite.inMemory()) {
            List<Table> tables = files.isEmpty()
                    ? List.of(DemoData.generate(db, rows, err))
                    : new TableLoader(db, csv, err).load(files);
            for (Table table : tables) {
                err.println(
                        "db.table(\"" + table.name() + "\"): " + Figures.rows(table.count()) + ", " + table.schema());
            }
            err.println("try: db.table(\"" + tables.getFirst().name() + "\").lazy().select(count()).collect()");
            err.flush();
            ShellSession.open(db);
            return shell();
        }
    }

    private static int shell() throws Exception {
        Path startup = Files.createTempFile("arenite", ".jsh");
        try {
            Files.writeString(startup, STARTUP);
            return JavaShellToolBuilder.builder()
                    .start(
                            "--execution",
                            "local",
                            "--class-path",
                            System.getProperty("java.class.path"),
                            "--startup",
                            startup.toString());
        } finally {
            deleteQuietly(startup);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A forgotten file in the temporary folder harms nobody.
        }
    }
}
