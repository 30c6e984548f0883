package io.arenite.cli.store;

import io.arenite.Arenite;
import io.arenite.cli.Figures;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Removes one time bucket.
@Command(
        name = "drop-partition",
        description = "Remove the time bucket of a table that a moment lies in, with all its keys.",
        mixinStandardHelpOptions = true)
public final class DropPartitionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DB", description = "The database's directory.")
    private Path directory;

    @Option(names = "--table", paramLabel = "NAME", required = true, description = "The table.")
    private String table;

    @Option(
            names = "--at",
            paramLabel = "MOMENT",
            required = true,
            description = "A moment in the bucket, UTC: 2024-08-08 or 2024-08-08T14:00:00Z.")
    private String moment;

    @Override
    public Integer call() {
        try (Arenite db = Databases.open(directory)) {
            int dropped = db.table(table).dropBucket(Moments.parse(spec, "--at", moment));
            spec.commandLine()
                    .getOut()
                    .printf("dropped: table=%s, partitions=%d, rows left=%s%n", table, dropped, rows(db));
        }
        return 0;
    }

    private String rows(Arenite db) {
        return Figures.count(db.table(table).count());
    }
}
