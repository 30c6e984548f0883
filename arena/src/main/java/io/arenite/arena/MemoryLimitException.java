package io.arenite.arena;

/// A commit would have gone over the budget of an account or of the whole pool. Nothing was charged.
public final class MemoryLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MemoryLimitException(String account, long requestedBytes, long committedBytes, long limitBytes, String limitOf) {
        super("memory limit reached: account=%s, requested=%d, committed=%d, limit=%d, limit of=%s"
                .formatted(account, requestedBytes, committedBytes, limitBytes, limitOf));
    }
}
