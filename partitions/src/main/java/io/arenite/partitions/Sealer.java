package io.arenite.partitions;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Seals quiet buckets of all tables in the background, on a thread of its own.
final class Sealer implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final long AFTER_FAILURE_MILLIS = 5_000;

    private final Supplier<Collection<TableFiles>> tables;
    private final long quietNanos;
    private final Thread thread;
    private boolean closed;

    private Sealer(Supplier<Collection<TableFiles>> tables, long quietMillis) {
        this.tables = tables;
        this.quietNanos = TimeUnit.MILLISECONDS.toNanos(quietMillis);
        this.thread = Thread.ofPlatform().name("arenite-sealer").daemon().unstarted(this::run);
    }

    /// @param quietMillis 0: seals nothing by itself
    static Sealer start(Supplier<Collection<TableFiles>> tables, long quietMillis) {
        Sealer sealer = new Sealer(tables, quietMillis);
        if (quietMillis > 0) {
            sealer.thread.start();
        }
        return sealer;
    }

    private void run() {
        long pauseMillis = LOOK_EVERY_MILLIS;
        while (awaitNext(pauseMillis)) {
            pauseMillis = LOOK_EVERY_MILLIS;
            for (TableFiles table : tables.get()) {
                try {
                    table.sealQuiet(quietNanos);
                } catch (RuntimeException | OutOfMemoryError e) {
                    // The rows stay in the log and in memory; a full disk may have room again.
                    pauseMillis = AFTER_FAILURE_MILLIS;
                    System.getLogger("io.arenite.partitions")
                            .log(System.Logger.Level.WARNING, "bucket stays unsealed: table=" + table, e);
                }
            }
        }
    }

    private synchronized boolean awaitNext(long pauseMillis) {
        try {
            if (!closed) {
                wait(pauseMillis);
            }
        } catch (InterruptedException e) {
            return false;
        }
        return !closed;
    }

    /// After this nothing is sealed in the background.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
