package io.arenite.engine.kernel;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Lets the warm-up's thread step aside while queries run, for a moment: a long query is one that wants the kernels
/// compiled. Queries never wait for anything here.
final class WarmUpPause {
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final AtomicInteger running = new AtomicInteger();
    private final long longestNs;
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

    /// Waits until no query runs, but no longer than the longest pause.
    ///
    /// @return whether none runs now
    boolean stepAside() {
        if (running.get() == 0) {
            return true;
        }
        long start = System.nanoTime();
        while (running.get() > 0 && System.nanoTime() - start < longestNs) {
            LockSupport.parkNanos(this, LOOK_NS);
        }
        return running.get() == 0;
    }
}
