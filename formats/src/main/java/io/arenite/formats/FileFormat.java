package io.arenite.formats;

import java.nio.file.Path;
import java.util.Locale;

/// The format of a file, as its name tells it.
public enum FileFormat {
    CSV(".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz"),
    PARQUET(".parquet", ".pq"),
    /// Arrow IPC, the file and the stream format.
    ARROW(".arrow", ".arrows", ".ipc", ".feather");

    private final String[] suffixes;

    FileFormat(String... suffixes) {
        this.suffixes = suffixes;
    }

    /// @throws IllegalArgumentException if the name has none of the known suffixes
    public static FileFormat of(Path file) {
        String name =
                file.getFileName() == null ? "" : file.getFileName().toString().toLowerCase(Locale.ROOT);
        for (FileFormat format : values()) {
            for (String suffix : format.suffixes) {
                if (name.endsWith(suffix)) {
                    return format;
                }
            }
        }
        throw new IllegalArgumentException("unknown file format: file=" + file
                + ", known=.csv, .csv.gz, .parquet, .arrow, .arrows, .ipc, .feather");
    }
}
