package io.arenite.csv;

/// What a row that cannot be read does to the import.
public enum OnError {
    /// It ends the import: nothing of its file is kept.
    ABORT,
    /// It is left out and counted; the first few are reported.
    SKIP
}
