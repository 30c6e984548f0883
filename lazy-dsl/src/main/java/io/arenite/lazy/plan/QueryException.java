package io.arenite.lazy.plan;

/// The query is wrong: an unknown column, types that do not meet, an aggregate where rows are asked for. The caller's
/// fault; nothing was run.
public final class QueryException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public QueryException(String message) {
        super(message);
    }

    public QueryException(String message, Throwable cause) {
        super(message, cause);
    }
}
