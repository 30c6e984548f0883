package io.arenite.python.handle;

import io.arenite.Table;
import io.arenite.partitions.TableStore;

/// A table that Python holds, and the words that tell it when the table has changed.
public record TableHandle(DatabaseHandle database, Table table, TableStore store, TableWords words)
        implements AutoCloseable {
    @Override
    public void close() {
        words.close();
    }
}
