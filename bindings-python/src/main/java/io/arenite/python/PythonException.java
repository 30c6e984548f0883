package io.arenite.python;

/// What a script raised, or why Python cannot be started.
public final class PythonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String traceback;

    PythonException(String message, String traceback, Throwable cause) {
        super(message, cause);
        this.traceback = traceback;
    }

    /// As Python prints it; empty if Python was not running.
    public String traceback() {
        return traceback;
    }
}
