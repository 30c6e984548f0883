package io.arenite.partitions;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.ControlledMessageHandler;

/// The writer of a feed: takes rows from the ring, appends them, and commits after so many rows, when the
/// ring is empty, or when someone waits for what it has. Runs on one thread.
final class FeedAgent implements Agent, ControlledMessageHandler {
    private static final int ROWS_PER_READ = 1024;

    private final TableStore store;
    private final TableWriter writer;
    private final FeedRing ring;
    private final int rowsPerCommit;
    private final RowBuilder row;

    private long uncommitted;
    private volatile long committedRows;
    /// Every row before this place in the ring is committed.
    private volatile long committedPosition;

    private volatile long flushPosition;
    private volatile Throwable failure;

    FeedAgent(TableStore store, FeedRing ring, int rowsPerCommit) {
        this.store = store;
        this.writer = store.writer();
        this.ring = ring;
        this.rowsPerCommit = rowsPerCommit;
        this.row = new RowBuilder(store.layout(), store.symbols(), null);
    }

    @Override
    public int doWork() {
        if (failure != null) {
            return 0;
        }
        int read = ring.read(this, ROWS_PER_READ);
        long position = ring.consumerPosition();
        boolean due = uncommitted >= rowsPerCommit
                || read == 0
                || flushPosition > committedPosition && position >= flushPosition;
        if (due && position != committedPosition || failure != null) {
            commit(position);
        }
        return read;
    }

    private void commit(long position) {
        try {
            store.commits().commit();
            committedRows += uncommitted;
            uncommitted = 0;
            committedPosition = position;
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public Action onMessage(int messageType, MutableDirectBuffer buffer, int index, int length) {
        if (failure != null) {
            return Action.ABORT;
        }
        try {
            store.commits().requireOpen();
            ring.decode(buffer, index, length, row);
            writer.append(row);
            uncommitted++;
            return Action.CONTINUE;
        } catch (RuntimeException | Error e) {
            failed(e);
            return Action.ABORT;
        } finally {
            row.clear();
        }
    }

    @Override
    public String roleName() {
        return "arenite-feed-" + store.name();
    }

    void failed(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /// @throws IllegalStateException if the writer has failed
    void requireHealthy() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException(
                    "feed has failed: table=" + store.name() + ", committed rows=" + committedRows + ", cause="
                            + cause.getMessage(),
                    cause);
        }
    }

    synchronized void requestFlush(long position) {
        flushPosition = Math.max(flushPosition, position);
    }

    long committedPosition() {
        return committedPosition;
    }

    long committedRows() {
        return committedRows;
    }

    /// After the agent's thread has ended: rows that a failure left uncommitted are forgotten.
    void discardUncommitted() {
        if (!writer.isClean()) {
            store.commits().rollback();
        }
    }
}
