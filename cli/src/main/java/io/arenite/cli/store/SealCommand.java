package io.arenite.cli.store;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.cli.Figures;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Brings rows out of the log into sealed files.
@Command(
        name = "seal",
        aliases = "compact",
        description = "Bring everything that is committed into sealed files, late rows merged, and out of the logs.",
        mixinStandardHelpOptions = true)
public final class SealCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DB", description = "The database's directory.")
    private Path directory;

    @Option(names = "--table", paramLabel = "NAME", description = "Only this table.")
    private String table;

    @Override
    public Integer call() {
        long started = System.nanoTime();
        try (Arenite db = Databases.open(directory)) {
            for (Table each : Databases.tables(db, table)) {
                each.seal();
                spec.commandLine()
                        .getOut()
                        .printf("sealed: table=%s, rows=%s%n", each.name(), Figures.count(each.count()));
            }
        }
        spec.commandLine().getOut().printf("took %s%n", Figures.duration(System.nanoTime() - started));
        return 0;
    }
}
