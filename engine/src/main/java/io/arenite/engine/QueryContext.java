package io.arenite.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// What may end a running query early: its caller, a deadline, a limit on the memory of its result. Looked at once a
/// batch or block, so a query ends within some 100 microseconds.
public final class QueryContext {
    private static final long NEVER = Long.MAX_VALUE;

    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final long startNanos = System.nanoTime();
    private final long timeoutNanos;
    private final long resultLimitBytes;
    private final BooleanSupplier interrupt;

    private QueryContext(long timeoutNanos, long resultLimitBytes, BooleanSupplier interrupt) {
        this.timeoutNanos = timeoutNanos;
        this.resultLimitBytes = resultLimitBytes;
        this.interrupt = interrupt;
    }

    /// No deadline, no limit but the database's; can be cancelled.
    public static QueryContext unlimited() {
        return new QueryContext(NEVER, Long.MAX_VALUE, () -> false);
    }

    /// The same limits with a deadline, counted from now.
    public QueryContext withTimeoutNanos(long nanos) {
        return new QueryContext(nanos, resultLimitBytes, interrupt);
    }

    /// The same deadline with a limit on the bytes of the result.
    public QueryContext withResultLimitBytes(long bytes) {
        return new QueryContext(timeoutNanos, bytes, interrupt);
    }

    /// The same limits; and the query is cancelled once the question is answered by true. It is asked by
    /// each of the query's threads, often: it has to be cheap.
    public QueryContext withInterrupt(BooleanSupplier question) {
        return new QueryContext(timeoutNanos, resultLimitBytes, question);
    }

    /// Ends the query soon, from any thread: it throws [QueryStoppedException].
    public void cancel() {
        cancelled.set(true);
    }

    /// Throws if the query is to end.
    public void check() {
        if (interrupt.getAsBoolean()) {
            cancel();
        }
        if (cancelled.get()) {
            throw new QueryStoppedException("the query was cancelled: running ns=" + runningNanos());
        }
        if (timeoutNanos != NEVER && runningNanos() > timeoutNanos) {
            throw new QueryStoppedException(
                    "the query passed its deadline: timeout ns=" + timeoutNanos + ", running ns=" + runningNanos());
        }
    }

    /// Whether there is a limit on the bytes of the result.
    public boolean limitsResult() {
        return resultLimitBytes != Long.MAX_VALUE;
    }

    /// Throws if a result of so many bytes is too large.
    public void checkResultBytes(long bytes) {
        if (bytes > resultLimitBytes) {
            throw new QueryStoppedException("the result passed the query's memory limit: limit bytes="
                    + resultLimitBytes + ", result bytes=" + bytes);
        }
    }

    private long runningNanos() {
        return System.nanoTime() - startNanos;
    }
}
