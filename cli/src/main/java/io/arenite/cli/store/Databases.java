package io.arenite.cli.store;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How the commands open databases: without a warm-up, which a command that asks nothing does not need.
final class Databases {
    private static final String FORMAT_FILE = "arenite";
    private static final AreniteOptions OPTIONS = AreniteOptions.defaults().withWarmUp(false);

    private Databases() {}

    /// For writing; made where there is none.
    static Arenite openOrMake(Path directory) {
        return Arenite.open(directory, OPTIONS);
    }

    /// For writing.
    ///
    /// @throws IllegalArgumentException if there is none
    static Arenite open(Path directory) {
        require(directory);
        return Arenite.open(directory, OPTIONS);
    }

    /// For reading, also while another process writes.
    ///
    /// @throws IllegalArgumentException if there is none
    static Arenite openForReading(Path directory) {
        require(directory);
        return Arenite.openForReading(directory, OPTIONS);
    }

    static boolean isDatabase(Path directory) {
        return Files.exists(directory.resolve(FORMAT_FILE));
    }

    private static void require(Path directory) {
        if (!isDatabase(directory)) {
            throw new IllegalArgumentException("no such database: db=" + directory);
        }
    }

    /// The table of that name, or all where none is named.
    static List<Table> tables(Arenite db, String name) {
        return name == null ? db.tables().stream().map(db::table).toList() : List.of(db.table(name));
    }
}
