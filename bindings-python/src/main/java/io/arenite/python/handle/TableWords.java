package io.arenite.python.handle;

import io.arenite.partitions.CommitListener;
import io.arenite.partitions.TableStore;

/// The commit number and the rows of one table, where Python reads them without a call.
public final class TableWords implements CommitListener, AutoCloseable {
    private final SharedMemory memory;
    private final int index;
    private final Runnable whenDropped = this::gone;

    private TableStore store;
    private volatile long commit;
    private boolean closed;

    TableWords(SharedMemory memory, int index) {
        this.memory = memory;
        this.index = index;
    }

    /// From now on the words follow the table.
    void follow(TableStore table) {
        store = table;
        table.observers().addCommitListener(this);
        table.observers().whenDropped(whenDropped);
    }

    /// The first of the two words, counted in words.
    public int firstWord() {
        return 2 * index;
    }

    long commit() {
        return commit;
    }

    @Override
    public synchronized void committed(long number, long rows) {
        if (!closed && commit != SharedMemory.GONE) {
            commit = number;
            memory.set(index, number, rows);
        }
    }

    private synchronized void gone() {
        if (!closed) {
            commit = SharedMemory.GONE;
            memory.set(index, SharedMemory.GONE, 0);
        }
    }

    @Override
    public void close() {
        store.observers().removeCommitListener(this);
        store.observers().removeDropAction(whenDropped);
        synchronized (this) {
            closed = true;
        }
        memory.giveBack(index);
    }
}
