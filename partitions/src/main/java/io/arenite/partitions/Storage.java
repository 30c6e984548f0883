package io.arenite.partitions;

import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.MemoryStats;
import io.arenite.arena.file.FileLayer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// A database, in memory or in a directory: one pool, one symbol dictionary, tables by name. Thread safe.
public final class Storage implements AutoCloseable {
    private final MemoryPool pool;
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final SortedMap<String, TableStore> tables = new TreeMap<>();
    /// Null where the database is in memory only.
    private DatabaseFiles files;

    private final Map<TableStore, TableFiles> tableFiles = new HashMap<>();
    private final Map<Path, FollowedTable> followed = new HashMap<>();
    /// Tables that the directory has and this process could not open anew.
    private final Set<String> unopened = new HashSet<>();
    /// Null where nothing is sealed.
    private Sealer sealer;
    private RecoveryReport recovery = RecoveryReport.NOTHING;
    /// Null before the first scan.
    private MappedFiles scanned;
    private boolean closed;

    private Storage(MemoryPool pool) {
        this.pool = pool;
    }

    /// The database in a directory, which is made where there is none. What was committed is there; cost
    /// depends on the number of partitions and on the log, not on the rows that are sealed.
    ///
    /// @throws IllegalStateException where another process has it open for writing
    /// @throws io.arenite.arena.file.CorruptFileException where a file is not what was written
    public static Storage open(Path directory, MemoryOptions memory, DurableOptions options) {
        MemoryPool pool = MemoryPool.create(memory);
        try {
            return open(directory, pool, options);
        } catch (RuntimeException | Error e) {
            pool.close();
            throw e;
        }
    }

    private static Storage open(Path directory, MemoryPool pool, DurableOptions options) {
        Storage storage = new Storage(pool);
        storage.files = DatabaseFiles.open(directory, options, pool, storage.symbols);
        try {
            for (Path table : storage.files.tableDirectories()) {
                TableFiles opened = TableFiles.open(storage.files, table, storage);
                if (opened == null) {
                    storage.files.deleteTable(table);
                } else {
                    storage.tables.put(opened.store().name(), opened.store());
                    storage.tableFiles.put(opened.store(), opened);
                }
            }
        } catch (RuntimeException | Error e) {
            try {
                forgetAll(List.copyOf(storage.tables.values()));
            } finally {
                storage.files.close();
            }
            throw e;
        }
        storage.recovery = storage.files.recovery();
        storage.sealer = Sealer.start(storage::openTableFiles, options.sealAfterMillis());
        return storage;
    }

    /// The database in a directory for reading what another process writes, as of now and of each [#refresh]:
    /// what is sealed, and what is committed beyond.
    ///
    /// @throws IllegalArgumentException where there is no database
    public static Storage openForReading(Path directory, MemoryOptions memory, DurableOptions options) {
        MemoryPool pool = MemoryPool.create(memory);
        Storage storage = new Storage(pool);
        try {
            storage.files = DatabaseFiles.openForReading(directory, options, pool, storage.symbols);
            storage.refresh();
            return storage;
        } catch (RuntimeException | Error e) {
            List.copyOf(storage.tables.values()).forEach(TableStore::forget);
            if (storage.files != null) {
                storage.files.close();
            }
            pool.close();
            throw e;
        }
    }

    /// Shows what another process has committed since. A table that it dropped, or gave other columns, is as
    /// if dropped; in the second case there is a new one under its name. Does nothing where this process
    /// writes.
    public void refresh() {
        synchronized (tables) {
            requireOpen();
            if (files == null || !files.isReadOnly()) {
                return;
            }
            List<Path> whole = files.wholeTables();
            whole.forEach(this::refreshTable);
            for (Path gone : List.copyOf(followed.keySet())) {
                if (!whole.contains(gone)) {
                    followed.remove(gone).store().forget();
                }
            }
        }
    }

    /// One table, unless the database closes meanwhile.
    void refresh(Path directory) {
        synchronized (tables) {
            if (!closed) {
                refreshTable(directory);
            }
        }
    }

    private void refreshTable(Path directory) {
        FollowedTable table = followed.get(directory);
        if (table == null || !table.refresh()) {
            follow(directory);
        }
    }

    private void follow(Path directory) {
        FollowedTable before = followed.remove(directory);
        if (before != null) {
            before.store().forget();
        }
        FollowedTable table = FollowedTable.open(files, directory, this);
        if (table != null) {
            followed.put(directory, table);
            tables.put(table.store().name(), table.store());
        }
    }

    /// What the opening has found; nothing for a database in memory or open for reading.
    public RecoveryReport recovery() {
        return recovery;
    }

    private Collection<TableFiles> openTableFiles() {
        synchronized (tables) {
            return List.copyOf(tableFiles.values());
        }
    }

    /// Everything that is committed is in sealed files, and out of the logs, when it returns. Does nothing in
    /// memory.
    public void seal() {
        openTables().forEach(TableStore::seal);
    }

    /// Makes a database in another directory, of what is committed now; nobody waits for it.
    ///
    /// @param isCancelled is asked now and then; where it says so, the copy ends and is deleted
    /// @throws java.util.concurrent.CancellationException if it said so
    /// @throws IllegalArgumentException where the target is not empty, or lies in this database
    /// @throws IllegalStateException for a database in memory or open for reading
    public void backup(Path target, BooleanSupplier isCancelled) {
        DatabaseFiles source = requireFiles();
        if (source.isReadOnly()) {
            throw new IllegalStateException("database is open for reading: backup=" + target);
        }
        source.backup(target, openTableFiles(), isCancelled);
    }

    /// The same, to its end.
    public void backup(Path target) {
        backup(target, () -> false);
    }

    /// Gives a table other columns. The store of before is as if dropped: its snapshots stay, and nobody
    /// writes to it.
    ///
    /// @throws IllegalStateException for a table in memory, and while it has a writer
    /// @throws IllegalArgumentException where the change does not fit
    public TableStore alter(TableStore table, SchemaChange change) {
        requireFiles();
        TableFiles before;
        synchronized (tables) {
            requireOpen();
            before = tableFiles.get(table);
        }
        table.commits().requireOpen();
        StoredSchema changed = before.schema().with(change);
        table.commits().own(change);
        try {
            before.seal();
        } catch (RuntimeException | Error e) {
            table.commits().disown(change);
            throw e;
        }
        synchronized (tables) {
            try {
                before.changeSchema(changed);
            } catch (RuntimeException | Error e) {
                table.commits().disown(change);
                throw e;
            }
            before.endSealing();
            unopened.add(table.name());
            table.forget();
            TableFiles after = before.openAnew(this);
            unopened.remove(table.name());
            tables.put(after.store().name(), after.store());
            tableFiles.put(after.store(), after);
            return after.store();
        }
    }

    private DatabaseFiles requireFiles() {
        synchronized (tables) {
            requireOpen();
            if (files == null) {
                throw new IllegalStateException("database is in memory only: tables=" + tables.keySet());
            }
            return files;
        }
    }

    /// Reads all that is sealed again.
    ///
    /// @return what is wrong; empty if nothing is
    public List<Damage> verify() {
        List<Damage> found = new ArrayList<>();
        openTables().forEach(table -> found.addAll(table.verify()));
        return found;
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
            if (unopened.contains(name)) {
                throw new IllegalStateException(
                        "table is there, but could not be opened after a change of its columns, "
                                + "open the database anew: table=" + name);
            }
            if (files != null && files.isReadOnly()) {
                throw new IllegalStateException("database is open for reading: table=" + name);
            }
            TableStore table;
            if (files == null) {
                table = new TableStore(this, name, schema, partitionBy, symbols, Durability.NONE);
            } else {
                TableFiles durable = files.createTable(this, name, schema, partitionBy);
                table = durable.store();
                tableFiles.put(table, durable);
            }
            tables.put(name, table);
            return table;
        }
    }

    /// The rows of an Arrow file, for reading: mapped when they are asked for, in place where they are not
    /// compressed and lie as ours do. Its symbols are its own.
    ///
    /// @throws io.arenite.arena.file.CorruptFileException where it is no Arrow file
    public TableStore scan(Path file) {
        return scan(file, ScanOptions.defaults());
    }

    /// The same, with some columns read in another way.
    ///
    /// @throws IllegalArgumentException where the file has no such column, or one that is no text
    public TableStore scan(Path file, ScanOptions options) {
        MappedFiles mapped;
        synchronized (tables) {
            requireOpen();
            if (scanned == null) {
                scanned = files == null ? new MappedFiles(FileLayer.system(), pool) : files.mapped();
            }
            mapped = scanned;
        }
        return ScannedFile.open(this, mapped, file, options);
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
            if (files != null) {
                closeFiles(open);
            } else {
                open.forEach(TableStore::forget);
                if (scanned != null) {
                    scanned.close();
                }
            }
        } finally {
            pool.close();
        }
    }

    /// A seal that fails loses nothing: the log has the rows.
    private void closeFiles(List<TableStore> open) {
        try {
            if (sealer != null) {
                sealer.close();
            }
            if (files.options().sealOnClose()) {
                openTableFiles().forEach(TableFiles::seal);
            }
        } finally {
            try {
                openTableFiles().forEach(TableFiles::endSealing);
                forgetAll(open);
            } finally {
                files.close();
            }
        }
    }

    /// All of them, also where one does not end well.
    private static void forgetAll(Collection<TableStore> open) {
        RuntimeException failure = null;
        for (TableStore table : open) {
            try {
                table.forget();
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    void forget(TableStore table) {
        synchronized (tables) {
            tables.remove(table.name(), table);
            tableFiles.remove(table);
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
