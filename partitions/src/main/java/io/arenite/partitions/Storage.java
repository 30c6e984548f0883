package io.arenite.partitions;

import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.MemoryStats;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A database in memory: one pool, one symbol dictionary, tables by name. Thread safe.
public final class Storage implements AutoCloseable {
    private final MemoryPool pool;
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final SortedMap<String, TableStore> tables = new TreeMap<>();
    private boolean closed;

    private Storage(MemoryPool pool) {
        this.pool = pool;
    }

    public static Storage inMemory() {
        return inMemory(MemoryOptions.defaults());
    }

    public static Storage inMemory(MemoryOptions options) {
        return over(MemoryPool.create(options));
    }

    /// A database whose memory comes from this pool, which closes with it.
    public static Storage over(MemoryPool pool) {
        return new Storage(pool);
    }

    /// @throws IllegalArgumentException if there is a table of that name
    public TableStore createTable(String name, Schema schema, PartitionBy partitionBy) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("table needs a name: table=" + name);
        }
        synchronized (tables) {
            requireOpen();
            if (tables.containsKey(name)) {
                throw new IllegalArgumentException("table exists already: table=" + name);
            }
            TableStore table = new TableStore(this, name, schema, partitionBy);
            tables.put(name, table);
            return table;
        }
    }

    /// @throws UnknownNameException if there is no such table
    public TableStore table(String name) {
        synchronized (tables) {
            requireOpen();
            TableStore table = tables.get(name);
            if (table == null) {
                throw new UnknownNameException("table", name, tables.keySet());
            }
            return table;
        }
    }

    public List<String> tableNames() {
        synchronized (tables) {
            requireOpen();
            return List.copyOf(tables.keySet());
        }
    }

    public void dropTable(String name) {
        table(name).drop();
    }

    public SymbolDictionary symbols() {
        return symbols;
    }

    /// Where scratch and results of queries are allocated, and where limits are set.
    public MemoryPool pool() {
        return pool;
    }

    public StorageStats stats() {
        List<TableStats> each = new ArrayList<>();
        for (TableStore table : openTables()) {
            each.add(table.stats());
        }
        return new StorageStats(each, symbols.size(), pool.stats());
    }

    /// The memory of the database alone, without walking the tables.
    public MemoryStats memory() {
        return pool.stats();
    }

    /// Drops all tables. Snapshots and views that are open stay valid; memory goes with the last of them.
    ///
    /// @throws IllegalStateException the second time
    @Override
    public void close() {
        List<TableStore> open;
        synchronized (tables) {
            requireOpen();
            closed = true;
            open = List.copyOf(tables.values());
        }
        try {
            open.forEach(TableStore::forget);
        } finally {
            pool.close();
        }
    }

    void forget(TableStore table) {
        synchronized (tables) {
            tables.remove(table.name(), table);
        }
    }

    private List<TableStore> openTables() {
        synchronized (tables) {
            requireOpen();
            return List.copyOf(tables.values());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("database is closed: tables=" + tables.size());
        }
    }
}
