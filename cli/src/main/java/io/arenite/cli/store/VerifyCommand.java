package io.arenite.cli.store;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.cli.Figures;
import io.arenite.partitions.Damage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Reads all that is sealed again.
@Command(
        name = "verify",
        description =
                "Compare the checksums and statistics of a database's files with the data; ends with 1 if anything is "
                        + "damaged.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DB", description = "The database's directory.")
    private Path directory;

    @Option(names = "--table", paramLabel = "NAME", description = "Only this table.")
    private String table;

    @Override
    public Integer call() {
        List<Damage> damage = new ArrayList<>();
        long rows = 0;
        try (Arenite db = Databases.openForReading(directory)) {
            for (Table each : Databases.tables(db, table)) {
                damage.addAll(each.verify());
                rows += each.count();
            }
        }
        if (damage.isEmpty()) {
            spec.commandLine().getOut().printf("no damage: db=%s, rows=%s%n", directory, Figures.count(rows));
            return CommandLine.ExitCode.OK;
        }
        damage.forEach(found -> spec.commandLine().getErr().println("arenite: " + found));
        return CommandLine.ExitCode.SOFTWARE;
    }
}
