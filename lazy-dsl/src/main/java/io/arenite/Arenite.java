package io.arenite;

import io.arenite.engine.Engine;
import io.arenite.engine.EngineOptions;
import io.arenite.lazy.QueryRunner;
import io.arenite.partitions.Damage;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.RecoveryReport;
import io.arenite.partitions.ScanOptions;
import io.arenite.partitions.Schema;
import io.arenite.partitions.Storage;
import io.arenite.partitions.StorageStats;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A database: tables of ticks and the engine that answers questions about them. Thread safe; one per
/// process will do.
///
///     try (var db = Arenite.inMemory()) {
///         Table trades = db.createTable("trades", schema, PartitionBy.DAY);
///         double vwap = trades.lazy().filter(col("sym").eq("AAPL")).select(vwap("price",
///         "size")).collect() .scalarDouble(); }
public final class Arenite implements AutoCloseable {
    private final Storage storage;
    private final Engine engine;
    private final QueryRunner runner;

    private Arenite(Storage storage, Engine engine) {
        this.storage = storage;
        this.engine = engine;
        this.runner = new QueryRunner(engine);
    }

    /// An empty database that lives until it is closed.
    public static Arenite inMemory() {
        return inMemory(AreniteOptions.defaults());
    }

    public static Arenite inMemory(AreniteOptions options) {
        if (options.engine().warmUp()) {
            QueryWarmUp.start();
        }
        return over(Storage.inMemory(options.memory()), options.engine());
    }

    /// The database in a directory, which is made where there is none; see [DurableOptions] for what a
    /// commit promises. Opening reads what there is, not the rows: they are mapped when a query wants
    /// them.
    ///
    /// @throws IllegalStateException where it is open for writing elsewhere; the text names the holder
    /// @throws io.arenite.arena.file.CorruptFileException where a file is not what was written
    public static Arenite open(Path directory) {
        return open(directory, AreniteOptions.defaults());
    }

    public static Arenite open(Path directory, AreniteOptions options) {
        if (options.engine().warmUp()) {
            QueryWarmUp.start();
        }
        return over(Storage.open(directory, options.memory(), options.durable()), options.engine());
    }

    /// What the opening has found: commits that were read from logs, and what a crash had left that was cut
    /// off.
    public RecoveryReport recovery() {
        return storage.recovery();
    }

    /// The database in a directory for reading, while another process writes, or none: what is committed as
    /// of now and of each [#refresh]. Any number of processes may read. Where a query needs a sealed file
    /// that the writer has replaced or dropped since, its table is refreshed and the query done anew.
    ///
    /// @throws IllegalArgumentException where there is no database
    public static Arenite openForReading(Path directory) {
        return openForReading(directory, AreniteOptions.defaults());
    }

    public static Arenite openForReading(Path directory, AreniteOptions options) {
        if (options.engine().warmUp()) {
            QueryWarmUp.start();
        }
        return over(Storage.openForReading(directory, options.memory(), options.durable()), options.engine());
    }

    /// Shows what another process has committed since this one was opened for reading, or refreshed. Does
    /// nothing where this process writes: it sees everything.
    public void refresh() {
        storage.refresh();
    }

    /// The storage closes with the database.
    static Arenite over(Storage storage, EngineOptions options) {
        return new Arenite(storage, new Engine(storage.pool(), options));
    }

    /// @throws IllegalArgumentException if there is a table of that name
    public Table createTable(String name, Schema schema, PartitionBy partitionBy) {
        return new Table(storage, storage.createTable(name, schema, partitionBy), runner);
    }

    /// @throws IllegalArgumentException if there is no such table; the text lists those that there are
    public Table table(String name) {
        return new Table(storage, storage.table(name), runner);
    }

    /// The query that asks for all rows of an Arrow file, without bringing them in: what a query does not
    /// need is not read. Rows are in the order of the file.
    ///
    /// @throws io.arenite.arena.file.StorageException where there is no such file
    /// @throws io.arenite.arena.file.CorruptFileException where it is no Arrow file
    public LazyFrame scan(Path file) {
        return scanTable(file).lazy();
    }

    /// The same, with text read as symbols where the options say so:
    /// `db.scan(file, ScanOptions.defaults().withSymbols("sym"))`.
    ///
    /// @throws IllegalArgumentException where the file has no such column, or one that is no text
    public LazyFrame scan(Path file, ScanOptions options) {
        return scanTable(file, options).lazy();
    }

    /// The same as a table, which nobody can append to.
    public Table scanTable(Path file) {
        return scanTable(file, ScanOptions.defaults());
    }

    public Table scanTable(Path file, ScanOptions options) {
        return new Table(storage, storage.scan(file, options), runner);
    }

    /// The names of the tables, sorted.
    public List<String> tables() {
        return storage.tableNames();
    }

    /// Open snapshots, views and large results of it stay valid; its memory goes with the last of them.
    public void dropTable(String name) {
        storage.dropTable(name);
    }

    /// Makes a database in another directory, of what is committed now; writers and readers go on
    /// meanwhile.
    ///
    /// @throws IllegalArgumentException where the directory is not empty, or lies in this database
    /// @throws IllegalStateException for a database in memory or open for reading
    public void backup(Path target) {
        storage.backup(target);
    }

    /// The same, until somebody wants no more of it: then the copy is deleted.
    ///
    /// @param isCancelled is asked now and then, in this thread
    /// @throws java.util.concurrent.CancellationException if it said so
    public void backup(Path target, BooleanSupplier isCancelled) {
        storage.backup(target, isCancelled);
    }

    /// Everything that is committed is in sealed files, and out of the logs, when it returns. Does
    /// nothing in memory.
    public void seal() {
        storage.seal();
    }

    /// Reads everything that is sealed again: checksums, and statistics against the rows.
    ///
    /// @return what is wrong; empty if nothing is
    public List<Damage> verify() {
        return storage.verify();
    }

    /// Rows, partitions and memory of each table, the memory in all, and what the result cache holds and
    /// did.
    public DatabaseStats stats() {
        StorageStats stored = storage.stats();
        return new DatabaseStats(
                stored.tables(),
                stored.symbols(),
                stored.memory(),
                engine.cache().stats());
    }

    /// Ends the queries and drops the tables; views and large results stay valid until they are closed.
    @Override
    public void close() {
        try {
            engine.close();
        } finally {
            storage.close();
        }
    }

    @Override
    public String toString() {
        return "Arenite" + tables();
    }
}
