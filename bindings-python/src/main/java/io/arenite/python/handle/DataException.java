package io.arenite.python.handle;

/// Python's data cannot be stored as it is. Names column and row where there are such.
public final class DataException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
