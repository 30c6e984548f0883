package io.arenite.python.handle;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStore;

/// A database that Python holds: one that it opened, which closes with its handle, or one that a Java
/// application shares and closes itself.
public final class DatabaseHandle implements AutoCloseable {
    private final Arenite database;
    private final boolean owned;
    private boolean closed;

    private DatabaseHandle(Arenite database, boolean owned) {
        this.database = database;
        this.owned = owned;
    }

    public static DatabaseHandle owning(Arenite database) {
        return new DatabaseHandle(database, true);
    }

    public static DatabaseHandle sharing(Arenite database) {
        return new DatabaseHandle(database, false);
    }

    public Arenite database() {
        return database;
    }

    /// A handle on a table, with words that follow it.
    public TableHandle open(Table table, SharedMemory memory) {
        TableStore store;
        try (TableSnapshot snapshot = table.snapshot()) {
            store = snapshot.table();
        }
        TableWords words = memory.takeWords();
        try {
            words.follow(store);
        } catch (RuntimeException | Error e) {
            words.close();
            throw e;
        }
        return new TableHandle(this, table, store, words);
    }

    /// What Python opened is closed, once; what it was lent is not.
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (owned) {
            database.close();
        }
    }
}
