package io.arenite.csv;

/// The data is wrong, not the caller and not the machine: a file that cannot be imported, and where it goes wrong.
public final class CsvException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CsvError error;

    CsvException(CsvError error) {
        super(error.message());
        this.error = error;
    }

    private CsvException(CsvError error, String message, CsvException cause) {
        super(message, cause);
        this.error = error;
    }

    CsvException(CsvError error, Throwable cause) {
        super(error.message(), cause);
        this.error = error;
    }

    /// The same error, with what the import had committed before it: whole files only.
    CsvException afterCommitting(int files, long rows) {
        String kept = files == 0
                ? "nothing was imported"
                : "of this file nothing was imported; committed before: files=" + files + ", rows=" + rows;
        return new CsvException(error, error.message() + "\n" + kept, this);
    }

    public CsvError error() {
        return error;
    }
}
