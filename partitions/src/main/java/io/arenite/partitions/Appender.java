package io.arenite.partitions;

/// The one writer of a table.
///
///     try (Appender rows = table.appender()) {
///         rows.at(tsNs).symbol("AAPL").float64(187.25).int64(100).append();
///         rows.commit();
///     }
///
/// Rows are visible to readers after [#commit], all at once. Rows may come in any order of time. For one
/// thread at a time; another thread may take over between a commit or rollback and the next row.
public final class Appender implements AutoCloseable {
    private final TableStore store;
    private final TableWriter writer;
    private final RowBuilder row;
    private Thread thread;
    private boolean closed;

    Appender(TableStore store, TableWriter writer) {
        this.store = store;
        this.writer = writer;
        this.row = new RowBuilder(store.layout(), store.symbols(), new Sink());
    }

    private final class Sink implements RowSink {
        @Override
        public void begin() {
            requireUsable();
        }

        @Override
        public void accept(RowBuilder finished) {
            writer.append(finished);
        }
    }

    /// Starts a row; the other columns follow in schema order, then [RowBuilder#append].
    ///
    /// @param tsNs nanoseconds since the epoch, UTC
    public RowBuilder at(long tsNs) {
        return row.at(tsNs);
    }

    /// Appends all rows of a batch, or none.
    public void append(ColumnBatch batch) {
        requireUsable();
        requireNoRow();
        batch.requireTable(store);
        writer.append(batch);
    }

    /// Shows all rows since the last commit to readers, at once. Without such rows nothing happens.
    ///
    /// @return the number of the last commit
    public long commit() {
        requireUsable();
        requireNoRow();
        return store.commits().commit();
    }

    /// Forgets all rows since the last commit, and the row under way.
    public void rollback() {
        requireUsable();
        row.clear();
        store.commits().rollback();
    }

    /// Rows since the last commit.
    public long uncommittedRows() {
        requireUsable();
        return writer.uncommittedRows();
    }

    /// Commits what is appended. A row under way is discarded.
    ///
    /// @throws IllegalStateException if the table was dropped under uncommitted rows, or if another thread,
    ///     still alive, has rows that are not committed
    @Override
    public void close() {
        if (closed) {
            throw closedError();
        }
        Thread caller = Thread.currentThread();
        if (isInUseByAnother(caller) && thread.isAlive()) {
            throw inUse(caller);
        }
        row.clear();
        try {
            if (!writer.isClean()) {
                store.commits().commit();
            }
        } catch (RuntimeException | Error e) {
            store.commits().rollback();
            throw e;
        } finally {
            closed = true;
            store.commits().disown(this);
        }
    }

    private void requireUsable() {
        if (closed) {
            throw closedError();
        }
        Thread caller = Thread.currentThread();
        if (!caller.equals(thread)) {
            if (isInUseByAnother(caller)) {
                throw inUse(caller);
            }
            thread = caller;
        }
        store.commits().requireOpen();
    }

    private boolean isInUseByAnother(Thread caller) {
        return thread != null && !caller.equals(thread) && (row.isStarted() || !writer.isClean());
    }

    private IllegalStateException inUse(Thread caller) {
        return new IllegalStateException("appender is in use by another thread: table=" + store.name() + ", thread="
                + thread.getName() + ", caller=" + caller.getName());
    }

    private void requireNoRow() {
        if (row.isStarted()) {
            row.clear();
            throw new IllegalArgumentException("row is incomplete: table=" + store.name() + ", missing call=append");
        }
    }

    private IllegalStateException closedError() {
        return new IllegalStateException("appender is closed: table=" + store.name());
    }
}
