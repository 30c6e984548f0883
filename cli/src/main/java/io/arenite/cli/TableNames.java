package io.arenite.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;

/// Names a table after a file: the last word of its name, so that `usdm-20240808-trades.csv.gz` becomes
/// `trades`.
public final class TableNames {

    private static final String FALLBACK = "ticks";

    private TableNames() {}

    /// @param taken names that are in use; a number is added to keep them apart
    public static String of(Path file, Collection<String> taken) {
        String stem = file.getFileName().toString().toLowerCase(Locale.ROOT);
        int dot = stem.indexOf('.', 1);
        String base = FALLBACK;
        for (String word : (dot < 0 ? stem : stem.substring(0, dot)).split("[^a-z0-9]+")) {
            base = word.matches("[a-z]{2,}") ? word : base;
        }
        String name = base;
        for (int i = 2; taken.contains(name); i++) {
            name = base + "_" + i;
        }
        return name;
    }
}
