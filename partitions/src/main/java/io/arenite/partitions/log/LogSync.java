package io.arenite.partitions.log;

import java.util.ArrayList;
import java.util.List;

/// The one thread of a database that syncs logs of mode [SyncMode.Interval], started when the first of them
/// has something. It sleeps while none has.
public final class LogSync implements AutoCloseable {
    private final String name;

    // Guarded by this.
    private final List<TableLog> waiting = new ArrayList<>();
    private Thread thread;
    private boolean closed;

    /// @param name of the database, for the thread's name
    public LogSync(String name) {
        this.name = name;
    }

    /// To be synced within its interval.
    synchronized void add(TableLog log) {
        if (closed) {
            return;
        }
        waiting.add(log);
        if (thread == null) {
            thread = Thread.ofPlatform()
                    .daemon()
                    .name("arenite-log-sync-" + name)
                    .start(this::run);
        }
        notifyAll();
    }

    private void run() {
        List<TableLog> due = new ArrayList<>();
        while (takeDue(due)) {
            due.forEach(TableLog::syncWritten);
            due.clear();
        }
    }

    /// Waits until a log is due, then takes all that are there.
    ///
    /// @return false at the end
    private synchronized boolean takeDue(List<TableLog> due) {
        try {
            while (!closed && waiting.isEmpty()) {
                wait();
            }
            long untilNs = System.nanoTime() + shortestIntervalNs();
            for (long leftNs = untilNs - System.nanoTime();
                    !closed && leftNs > 0;
                    leftNs = untilNs - System.nanoTime()) {
                wait(leftNs / 1_000_000, (int) (leftNs % 1_000_000));
            }
        } catch (InterruptedException e) {
            // Nobody has this thread but us; somebody who walks all threads gets its end, and every log its last sync.
            closed = true;
        }
        due.addAll(waiting);
        waiting.clear();
        return !closed;
    }

    private long shortestIntervalNs() {
        return waiting.stream().mapToLong(TableLog::intervalNs).min().orElse(0);
    }

    /// Waits for a sync that is going on. Logs that are open sync themselves when they close.
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
            notifyAll();
        }
        boolean interrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
