package io.arenite.cli.csv;

/// The data is wrong, not the caller and not the machine: a file that cannot be imported, and where it goes wrong.
public final class CsvException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CsvError error;

    CsvException(CsvError error) {
        super(error.message());
        this.error = error;
    }

    CsvException(CsvError error, Throwable cause) {
        super(error.message(), cause);
        this.error = error;
    }

    public CsvError error() {
        return error;
    }
}
