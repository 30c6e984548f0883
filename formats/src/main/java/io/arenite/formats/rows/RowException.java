package io.arenite.formats.rows;

/// The file is wrong, not the caller and not the machine: what cannot be imported, and where it goes wrong.
public final class RowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RowError error;

    public RowException(RowError error) {
        this(error, error.message(), null);
    }

    public RowException(RowError error, Throwable cause) {
        this(error, error.message(), cause);
    }

    private RowException(RowError error, String message, Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    /// The same error, with what the import had committed before it: whole files only.
    public RowException afterCommitting(int files, long rows) {
        String kept = files == 0
                ? "nothing was imported"
                : "of this file nothing was imported; committed before: files=" + files + ", rows=" + rows;
        return new RowException(error, error.message() + "\n" + kept, this);
    }

    public RowError error() {
        return error;
    }
}
