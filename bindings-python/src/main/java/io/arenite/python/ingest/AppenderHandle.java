package io.arenite.python.ingest;

import io.arenite.partitions.Appender;
import io.arenite.python.handle.TableHandle;

/// A table's one writer in Python's hands.
final class AppenderHandle implements AutoCloseable {
    private final TableHandle table;
    private final Appender appender;
    private boolean closed;

    AppenderHandle(TableHandle table) {
        this.table = table;
        this.appender = table.table().appender();
    }

    /// @return how many rows were appended, all of them or none
    synchronized long append(long address) {
        return ColumnAppend.append(
                appender, table.table().schema(), table.store().symbols(), address);
    }

    synchronized long commit() {
        return appender.commit();
    }

    synchronized void rollback() {
        appender.rollback();
    }

    /// Commits what is appended; again does nothing.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            appender.close();
        }
    }
}
