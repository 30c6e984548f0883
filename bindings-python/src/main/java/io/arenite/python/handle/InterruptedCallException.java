package io.arenite.python.handle;

/// A signal's handler in Python has raised while its thread was in a call of ours; what it raised is kept
/// there.
public final class InterruptedCallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InterruptedCallException() {
        super("a handler of a signal has raised");
    }
}
