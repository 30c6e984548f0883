package io.arenite.formats.rows;

/// What a file's metadata tell of one column.
///
/// @param name its name
/// @param type what it becomes in a table, or null if it cannot be imported
/// @param described its type in the format's own words
/// @param encodings how its values lie there, and how they are compressed
/// @param storedBytes as they lie there
/// @param plainBytes without compression; -1: the file does not tell
/// @param nulls how many there are; -1: the file does not tell
/// @param smallest the smallest value as text, or null
/// @param largest the largest value as text, or null
public record ColumnInfo(
        String name,
        String type,
        String described,
        String encodings,
        long storedBytes,
        long plainBytes,
        long nulls,
        String smallest,
        String largest) {}
