package io.arenite.cli.store;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.cli.Figures;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Removes what is old.
@Command(
        name = "retention",
        description =
                "Remove the time buckets of a table, or of all tables, that end before a moment or are older than an age.",
        mixinStandardHelpOptions = true)
public final class RetentionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DB", description = "The database's directory.")
    private Path directory;

    @Option(names = "--table", paramLabel = "NAME", description = "Only this table.")
    private String table;

    @ArgGroup(multiplicity = "1")
    private Limit limit;

    /// Either of the two.
    private static final class Limit {
        @Option(
                names = "--keep",
                paramLabel = "AGE",
                description = "Such as '30 days', '12 hours' or '1 year', until now.")
        private String age;

        @Option(names = "--before", paramLabel = "MOMENT", description = "UTC: 2024-08-08 or 2024-08-08T14:00:00Z.")
        private String moment;
    }

    @Override
    public Integer call() {
        Instant before = limit.age == null
                ? Moments.parse(spec, "--before", limit.moment)
                : Moments.ago(spec, "--keep", limit.age, Instant.now());
        try (Arenite db = Databases.open(directory)) {
            for (Table each : Databases.tables(db, table)) {
                int dropped = each.dropBefore(before);
                spec.commandLine()
                        .getOut()
                        .printf(
                                "dropped before %s: table=%s, partitions=%d, rows left=%s%n",
                                before, each.name(), dropped, Figures.count(each.count()));
            }
        }
        return 0;
    }
}
