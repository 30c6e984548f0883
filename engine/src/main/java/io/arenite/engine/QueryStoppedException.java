package io.arenite.engine;

/// A query ended before its result: cancelled, past its deadline or over its memory limit.
public final class QueryStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueryStoppedException(String message) {
        super(message);
    }
}
