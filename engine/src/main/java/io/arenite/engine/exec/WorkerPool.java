package io.arenite.engine.exec;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// The fixed pool of daemon threads that help callers with their queries. The caller works too, and never waits for a
/// helper that has not begun: pool threads may all be busy with other queries.
final class WorkerPool implements AutoCloseable {
    private final ThreadPoolExecutor threads;
    private final int helpers;

    /// @param size threads that work on one query, the caller's included
    WorkerPool(int size) {
        helpers = size - 1;
        var number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                Math.max(1, helpers),
                Math.max(1, helpers),
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform()
                        .daemon()
                        .name("arenite-worker-" + number.incrementAndGet())
                        .unstarted(task));
        threads.allowCoreThreadTimeOut(true);
    }

    /// A query's work: run by several threads at once until there is nothing left; sees to the division itself.
    interface Work {
        void run();

        /// Some thread failed: the others are to end soon.
        void stop();
    }

    /// Runs the work on the caller's thread and at most `wanted` others, until all have ended.
    void run(Work work, int wanted) {
        int count = Math.min(helpers, wanted);
        if (count <= 0) {
            work.run();
            return;
        }
        var job = new Job(work, Thread.currentThread());
        try {
            for (int i = 0; i < count; i++) {
                threads.execute(job::help);
            }
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: the caller goes on alone and finds out where it takes scratch.
            log().log(System.Logger.Level.DEBUG, "no helpers: the pool is closed");
        } catch (OutOfMemoryError e) {
            // No thread to be had. The caller does what is left, and waits for the helpers that have begun.
            log().log(System.Logger.Level.WARNING, "fewer helpers than wanted: " + e.getMessage());
        }
        job.lead();
    }

    private static System.Logger log() {
        return System.getLogger("io.arenite.engine");
    }

    /// 1. A helper counts itself in before it looks whether the job has ended; the caller ends the job before it looks
    ///    at the count. So either the helper sees the end and does nothing, or the caller waits for it.
    /// 2. The first failure is what the caller throws.
    private static final class Job {
        private final Work work;
        private final Thread caller;
        private final AtomicInteger active = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private volatile boolean ended;

        private Job(Work work, Thread caller) {
            this.work = work;
            this.caller = caller;
        }

        private void help() {
            active.incrementAndGet();
            try {
                if (!ended) {
                    attempt();
                }
            } finally {
                active.decrementAndGet();
                LockSupport.unpark(caller);
            }
        }

        private void attempt() {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                work.stop();
            }
        }

        private void lead() {
            attempt();
            ended = true;
            boolean interrupted = false;
            while (active.get() > 0) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                caller.interrupt();
            }
            switch (failure.get()) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
