package io.arenite.engine.exec;

/// Ends the lowering of a plan that has something that loops are not generated for: it stays with the batch tier.
final class NoLoopException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoLoopException() {
        super("no loop is generated for this plan", null, false, false);
    }
}
