package io.arenite.engine.kernel;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Lets the warm-up's thread step aside while queries run, for a moment: a long query is one that wants the kernels
/// compiled. Queries never wait for anything here.
class WarmUpPause {
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final AtomicInteger running = new AtomicInteger();
    private final long longestNs;

    /// Of the warm-up's thread: when it may wait again.
    private long notBeforeNs = Long.MIN_VALUE;

    private volatile boolean isActive;

    WarmUpPause(Duration longest) {
        longestNs = longest.toNanos();
    }

    void begin() {
        isActive = true;
    }

    void end() {
        isActive = false;
    }

    /// @return whether the query was counted, so that its end is to be told
    boolean queryBegins() {
        if (!isActive) {
            return false;
        }
        running.incrementAndGet();
        return true;
    }

    void queryEnds() {
        running.decrementAndGet();
    }

    /// For the warm-up's thread: waits until no query runs, but no longer than the longest pause, and not before it has
    /// worked for as long as it last waited. So queries that follow each other closely get it half of the time.
    ///
    /// @return whether none runs now
    boolean stepAside() {
        if (running.get() == 0) {
            return true;
        }
        long start = nowNs();
        long now = start;
        while (running.get() > 0 && now - start < longestNs && now >= notBeforeNs) {
            LockSupport.parkNanos(this, LOOK_NS);
            now = nowNs();
        }
        notBeforeNs = now == start ? notBeforeNs : now + (now - start);
        return running.get() == 0;
    }

    /// A test has a clock of its own.
    long nowNs() {
        return System.nanoTime();
    }
}
