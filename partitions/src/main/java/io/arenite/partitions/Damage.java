package io.arenite.partitions;

import java.nio.file.Path;

/// What a verification found wrong.
///
/// @param table whose file it is
/// @param offset in the file; 0 where it is the file as a whole
/// @param text all of it, for people
public record Damage(String table, Path file, long offset, String text) {
    @Override
    public String toString() {
        return text + ", table=" + table;
    }
}
