package io.arenite.formats.rows;

import io.arenite.partitions.ColumnType;

/// A column of a file.
///
/// @param name its name
/// @param type the type that holds its values; null where there is none
/// @param preferred what it becomes in a new table: mostly the same
/// @param described its type in the format's own words
public record SourceField(String name, ColumnType type, ColumnType preferred, String described) {
    public static SourceField of(String name, ColumnType type, String described) {
        return new SourceField(name, type, type, described);
    }
}
