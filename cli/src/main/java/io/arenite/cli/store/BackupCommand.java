package io.arenite.cli.store;

import io.arenite.Arenite;
import io.arenite.cli.Figures;
import io.arenite.cli.ProgressLine;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Copies a database.
@Command(
        name = "backup",
        description =
                "Make a database of what is committed now in another directory, which is empty or not there. The copy is "
                        + "there wholly or not at all; no other process writes to the database meanwhile.",
        mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DB", description = "The database's directory.")
    private Path directory;

    @Parameters(index = "1", paramLabel = "DIR", description = "Where the copy goes.")
    private Path target;

    @Override
    public Integer call() {
        long started = System.nanoTime();
        try (Arenite db = Databases.open(directory)) {
            ProgressLine.during(progress -> {
                db.backup(target, progress::isCancelled);
                spec.commandLine()
                        .getOut()
                        .printf(
                                "backup: db=%s, copy=%s, took %s%n",
                                directory, target, Figures.duration(System.nanoTime() - started));
            });
        }
        return 0;
    }
}
