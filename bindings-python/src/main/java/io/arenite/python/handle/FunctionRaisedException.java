package io.arenite.python.handle;

/// A function of Python's has raised. What it raised waits for the thread that called, which raises it
/// again with the traceback that it has.
public final class FunctionRaisedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FunctionRaisedException(String function) {
        super("a function of Python's has raised: function=" + function, null, false, false);
    }
}
