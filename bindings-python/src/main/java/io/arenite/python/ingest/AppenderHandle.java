package io.arenite.python.ingest;

import io.arenite.partitions.Appender;
import io.arenite.python.handle.TableHandle;

/// A table's one writer in Python's hands.
///
/// Python's rows are numbered from the first one of the appender. A signal's handler may raise in Python after
/// rows were taken here and before that is noted there; Python then offers them again. So what is below `taken`
/// is passed over, and each of the requests may be repeated.
final class AppenderHandle implements AutoCloseable {
    private final TableHandle table;
    private final Appender appender;
    /// The number of the next row: all before it were appended or rolled back.
    private long taken;

    private boolean closed;

    AppenderHandle(TableHandle table) {
        this.table = table;
        this.appender = table.table().appender();
    }

    /// Appends those of the rows that were not taken yet.
    ///
    /// @param first the number of the first row at `address`
    /// @return how many rows were appended, all of them or none
    synchronized long append(long address, long first) {
        if (first > taken) {
            throw new IllegalStateException(
                    "rows are missing: table=" + table.table().name() + ", first=" + first + ", taken=" + taken);
        }
        long rows = ColumnAppend.append(
                appender, table.table().schema(), table.store().symbols(), address, taken - first);
        taken += rows;
        return rows;
    }

    /// After [#close] there is nothing to commit.
    synchronized void commit() {
        if (!closed) {
            appender.commit();
        }
    }

    /// Forgets the rows since the last commit, and those that Python has not handed over.
    ///
    /// @param next the number of the row that comes after all of them
    synchronized void rollback(long next) {
        appender.rollback();
        taken = Math.max(taken, next);
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
