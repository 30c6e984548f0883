package io.arenite.csv;

/// A text that is not of its column's type. Without a stack trace: a file may hold a million of them, each is caught
/// one call further up and becomes a [CsvError] with file, line and column.
final class BadFieldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadFieldException(String rule) {
        super(rule, null, false, false);
    }
}
