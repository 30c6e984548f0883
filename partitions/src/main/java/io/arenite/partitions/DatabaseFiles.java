package io.arenite.partitions;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.FileLock;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.log.CutTail;
import io.arenite.partitions.log.DamagePolicy;
import io.arenite.partitions.log.FormatFile;
import io.arenite.partitions.log.LogReader;
import io.arenite.partitions.log.LogSync;
import io.arenite.partitions.log.Manifest;
import io.arenite.partitions.log.ManifestEdit;
import io.arenite.partitions.log.RecordBuffer;
import io.arenite.partitions.log.SymbolsFile;
import io.arenite.partitions.log.TableLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// A database's directory, held by this process: its lock, format, symbols, and where its tables are.
///
///     arenite     format version       lock       who writes
///     symbols     codes and texts      tables/    a directory for each table: encoded name @ number
final class DatabaseFiles implements AutoCloseable {
    static final String TABLES = "tables";
    /// An option of tables of which no two have the same, whatever the names of their directories.
    static final String IDENTITY = "identity";
    private static final String FORMAT = "arenite";
    private static final String LOCK = "lock";
    private static final String SYMBOLS = "symbols";
    private static final String UNFINISHED = ".new";
    /// The tables of a copy that is not whole yet.
    private static final String UNFINISHED_COPY = TABLES + ".part";

    private final Path directory;
    private final DurableOptions options;
    private final MemoryPool pool;
    private final MemoryAccount account;
    private final SymbolDictionary dictionary;
    /// Null where this process only reads.
    private final FileLock lock;

    /// Null where this process only reads.
    private final SymbolsFile symbols;

    private final MappedFiles mapped;
    private final LogSync sync;
    private int lastTable;

    // Of the opening.
    private final List<CutTail> cut = new ArrayList<>();
    private long replayedRecords;
    private long replayedBytes;

    private DatabaseFiles(
            Path directory,
            DurableOptions options,
            MemoryPool pool,
            SymbolDictionary dictionary,
            FileLock lock,
            SymbolsFile symbols,
            MemoryAccount account) {
        this.directory = directory;
        this.options = options;
        this.pool = pool;
        this.account = account;
        this.dictionary = dictionary;
        this.lock = lock;
        this.symbols = symbols;
        this.mapped = new MappedFiles(options.files(), pool);
        this.sync = new LogSync(directory.getFileName().toString());
    }

    /// For writing; makes a new database where the directory is empty or not there.
    ///
    /// @throws IllegalStateException where another process, or this one, has it open for writing
    static DatabaseFiles open(Path directory, DurableOptions options, MemoryPool pool, SymbolDictionary dictionary) {
        RecordBuffer.preload();
        FileLayer files = options.files();
        files.createDirectories(directory);
        FileLock lock = lock(files, directory);
        MemoryAccount account = pool.account("database files");
        SymbolsFile symbols = null;
        try {
            Path format = directory.resolve(FORMAT);
            Path symbolsPath = directory.resolve(SYMBOLS);
            if (files.exists(format) && FormatFile.check(files, format, pool, account)) {
                symbols = SymbolsFile.open(files, symbolsPath, pool, account, dictionary::restore);
                // The process before may have ended before it did.
                files.syncDirectory(directory);
            } else {
                requireUnused(files, directory);
                symbols = files.exists(symbolsPath)
                        ? SymbolsFile.open(files, symbolsPath, pool, account, dictionary::restore)
                        : SymbolsFile.create(files, symbolsPath, pool, account);
                files.createDirectories(directory.resolve(TABLES));
                if (files.exists(format)) {
                    files.delete(format);
                }
                files.syncDirectory(directory.toAbsolutePath().getParent());
                // The last of them: a directory with a format is a whole database.
                FormatFile.create(files, format, pool, account);
                files.syncDirectory(directory);
            }
            DatabaseFiles opened = new DatabaseFiles(directory, options, pool, dictionary, lock, symbols, account);
            opened.tell(symbols.cutTail());
            return opened;
        } catch (RuntimeException | Error e) {
            if (symbols != null) {
                symbols.close();
            }
            lock.close();
            throw e;
        }
    }

    private static void requireUnused(FileLayer files, Path directory) {
        for (String name : files.list(directory)) {
            if (name.equals(UNFINISHED_COPY)) {
                throw new IllegalArgumentException(
                        "directory is a backup that was not finished: directory=" + directory + ", found=" + name);
            }
            if (!name.equals(LOCK) && !name.equals(FORMAT) && !name.equals(SYMBOLS) && !name.equals(TABLES)) {
                throw new IllegalArgumentException(
                        "directory is no database and not empty: directory=" + directory + ", found=" + name);
            }
        }
    }

    private static FileLock lock(FileLayer files, Path directory) {
        Path path = directory.resolve(LOCK);
        FileLock lock = files.tryLock(path);
        if (lock == null) {
            throw new IllegalStateException("database is open for writing elsewhere: directory=" + directory
                    + ", holder=" + LockHolder.read(files, path));
        }
        try {
            LockHolder.write(lock.file());
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
        return lock;
    }

    /// For reading what another process writes; takes no lock and changes nothing.
    ///
    /// @throws IllegalArgumentException where there is no database
    static DatabaseFiles openForReading(
            Path directory, DurableOptions options, MemoryPool pool, SymbolDictionary dictionary) {
        FileLayer files = options.files();
        MemoryAccount account = pool.account("database files");
        Path format = directory.resolve(FORMAT);
        if (!files.exists(format) || !FormatFile.check(files, format, pool, account)) {
            throw new IllegalArgumentException("no database: directory=" + directory);
        }
        DatabaseFiles opened = new DatabaseFiles(directory, options, pool, dictionary, null, null, account);
        opened.readSymbols();
        return opened;
    }

    boolean isReadOnly() {
        return lock == null;
    }

    /// Those that were written since.
    void readSymbols() {
        SymbolsFile.read(files(), directory.resolve(SYMBOLS), pool, account, dictionary::restore);
    }

    FileLayer files() {
        return options.files();
    }

    DurableOptions options() {
        return options;
    }

    MemoryPool pool() {
        return pool;
    }

    MemoryAccount account() {
        return account;
    }

    MappedFiles mapped() {
        return mapped;
    }

    /// The directories of tables that are whole; of two of one table the newer one.
    List<Path> wholeTables() {
        Map<String, Path> newest = new HashMap<>();
        for (Path table : inOrder(files().list(tables()))) {
            newest.put(encodedName(table), table);
        }
        return List.copyOf(newest.values());
    }

    /// In the order in which they were made, without those that are not whole.
    private List<Path> inOrder(List<String> names) {
        Map<Path, Integer> numbers = new HashMap<>();
        for (String name : names) {
            if (!name.endsWith(UNFINISHED)) {
                Path table = tables().resolve(name);
                numbers.put(table, number(table));
            }
        }
        return numbers.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String encodedName(Path table) {
        String name = table.getFileName().toString();
        return name.substring(0, name.lastIndexOf('@'));
    }

    /// The directories of tables that are whole; what a crash or a failure has left of others is deleted.
    List<Path> tableDirectories() {
        List<String> names = files().list(tables());
        names.stream().filter(name -> name.endsWith(UNFINISHED)).forEach(name -> deleteTree(tables().resolve(name)));
        Map<String, Path> newest = new LinkedHashMap<>();
        for (Path table : inOrder(names)) {
            Path older = newest.put(encodedName(table), table);
            if (older != null) {
                deleteOlder(older, table);
            }
            lastTable = Math.max(lastTable, number(table));
        }
        // A table's name may not be on disk yet, where the process that made it could not say so any more.
        files().syncDirectory(tables());
        return List.copyOf(newest.values());
    }

    /// A table is made anew only after it was dropped, or where nobody was told of it: its making failed, and
    /// so did the removal of what was made.
    private void deleteOlder(Path older, Path newer) {
        boolean isDropped = Manifest.read(files(), older, pool, account).isDropped();
        boolean isEmpty = files().list(older.resolve(TableFiles.SEGMENTS)).isEmpty()
                && files().list(older.resolve(TableFiles.LOG)).isEmpty();
        if (!isDropped && !isEmpty) {
            throw new CorruptFileException(
                    "table has two directories, and the older one has rows", older, 0, ", newer=" + newer);
        }
        if (!isDropped) {
            System.getLogger("io.arenite.partitions")
                    .log(System.Logger.Level.WARNING, "empty table whose making failed is deleted: directory=" + older);
        }
        deleteTable(older);
    }

    /// Behind the last `@`.
    private static int number(Path table) {
        String name = table.getFileName().toString();
        try {
            return Integer.parseInt(name.substring(name.lastIndexOf('@') + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not the directory of a table: name=" + name, e);
        }
    }

    /// The directory appears whole or not at all.
    TableFiles createTable(Storage storage, String name, Schema schema, PartitionBy partitionBy) {
        lastTable++;
        String directory = PathNames.encode(name) + "@" + lastTable;
        Path table = tables().resolve(directory);
        Path unfinished = tables().resolve(directory + UNFINISHED);
        if (files().exists(unfinished)) {
            deleteTree(unfinished);
        }
        TableFiles.create(this, unfinished, name, schema, partitionBy);
        files().rename(unfinished, table);
        try {
            files().syncDirectory(tables());
            return TableFiles.open(this, table, storage);
        } catch (RuntimeException | Error e) {
            deleteAfter(e, table);
            throw e;
        }
    }

    /// A table that nobody was told of.
    private void deleteAfter(Throwable failure, Path table) {
        try {
            deleteTable(table);
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
    }

    /// Makes a database of what is committed now. It is whole when its format file is there, which is made
    /// last; before, its tables lie under a name that no database has. What is there of a copy that fails
    /// is deleted.
    void backup(Path target, Collection<TableFiles> tables, BooleanSupplier isCancelled) {
        Path copy = target.toAbsolutePath().normalize();
        if (copy.startsWith(directory.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException(
                    "a backup lies in no database: directory=" + target + ", db=" + directory);
        }
        FileLayer layer = files();
        boolean existed = layer.exists(target);
        if (existed && !layer.list(target).isEmpty()) {
            String rule = layer.exists(target.resolve(UNFINISHED_COPY))
                    ? "directory has a backup that was not finished, delete it first"
                    : "directory is not empty";
            throw new IllegalArgumentException(rule + ": directory=" + target);
        }
        try {
            writeCopy(target, tables, new FileCopy(layer, isCancelled));
        } catch (RuntimeException | Error e) {
            try {
                deleteCopy(target, existed);
            } catch (StorageException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void writeCopy(Path target, Collection<TableFiles> tables, FileCopy copies) {
        FileLayer layer = files();
        Path unfinished = target.resolve(UNFINISHED_COPY);
        layer.createDirectories(unfinished);
        for (TableFiles table : tables) {
            table.backup(unfinished.resolve(table.directory().getFileName()), copies);
        }
        // After the manifests: it has the symbols that they need, and more.
        copies.copy(directory.resolve(SYMBOLS), target.resolve(SYMBOLS));
        layer.syncDirectory(unfinished);
        layer.rename(unfinished, target.resolve(TABLES));
        layer.syncDirectory(target);
        FormatFile.create(layer, target.resolve(FORMAT), pool, account);
        layer.syncDirectory(target);
    }

    private void deleteCopy(Path target, boolean existed) {
        FileLayer layer = files();
        if (!layer.exists(target)) {
            return;
        }
        for (String name : new String[] {FORMAT, SYMBOLS}) {
            if (layer.exists(target.resolve(name))) {
                layer.delete(target.resolve(name));
            }
        }
        for (String name : new String[] {TABLES, UNFINISHED_COPY}) {
            Path tables = target.resolve(name);
            if (layer.exists(tables)) {
                layer.list(tables).forEach(table -> deleteTree(tables.resolve(table)));
                layer.delete(tables);
            }
        }
        if (!existed) {
            layer.delete(target);
        }
    }

    /// The directory of a whole table. It is not whole any more before the first of its files goes, so that
    /// nobody takes what a crash leaves of it for a table.
    void deleteTable(Path table) {
        Path unfinished = table.resolveSibling(table.getFileName() + UNFINISHED);
        files().rename(table, unfinished);
        files().syncDirectory(tables());
        deleteTree(unfinished);
    }

    /// A directory that is not that of a whole table, with all that is in it.
    private void deleteTree(Path unfinished) {
        for (String name : files().list(unfinished)) {
            Path path = unfinished.resolve(name);
            if (name.equals(TableFiles.SEGMENTS) || name.equals(TableFiles.LOG)) {
                files().list(path).forEach(file -> files().delete(path.resolve(file)));
            }
            files().delete(path);
        }
        files().delete(unfinished);
    }

    Map<String, String> optionsOfNewTable() {
        return Map.of(
                TableFiles.COMPRESSION,
                options.compression().name(),
                IDENTITY,
                UUID.randomUUID().toString());
    }

    void createManifest(Path table, ManifestEdit.TableCreated created) {
        Manifest.create(files(), table, options.manifestBytes(), pool, account, created)
                .close();
    }

    Manifest openManifest(Path table) {
        Manifest manifest = Manifest.open(files(), table, options.manifestBytes(), pool, account);
        tell(manifest.cutTail());
        return manifest;
    }

    TableLog openLog(Path logDirectory, LogReader records) {
        DamagePolicy policy = options.acceptDamagedLog() ? DamagePolicy.GO_ON_BEFORE_IT : DamagePolicy.REFUSE;
        TableLog log = TableLog.open(files(), logDirectory, options.log(), policy, sync, pool, account, records);
        replayedRecords += log.report().records();
        replayedBytes += log.report().bytes();
        log.report().cut().forEach(this::tell);
        return log;
    }

    /// Notes what was cut off a file, if anything was, and says so.
    void tell(CutTail tail) {
        if (tail != null) {
            cut.add(tail);
            System.getLogger("io.arenite.partitions").log(System.Logger.Level.WARNING, tail.toString());
        }
    }

    RecoveryReport recovery() {
        return new RecoveryReport(replayedRecords, replayedBytes, cut);
    }

    private Path tables() {
        return directory.resolve(TABLES);
    }

    /// After this the symbols are on disk.
    void requireSymbols(BitSet codes) {
        symbols.require(codes, dictionary::symbol);
    }

    /// Before a log goes whose records may be all that defines a code: readers know it, so that it must not
    /// be given to another symbol.
    void requireAllSymbols() {
        BitSet known = new BitSet();
        for (int code = 0; code < dictionary.size(); code++) {
            known.set(code, dictionary.isKnown(code));
        }
        requireSymbols(known);
    }

    @Override
    public void close() {
        try {
            sync.close();
            mapped.close();
            if (symbols != null) {
                symbols.close();
            }
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
