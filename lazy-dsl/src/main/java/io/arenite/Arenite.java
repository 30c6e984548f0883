package io.arenite;

import io.arenite.engine.Engine;
import io.arenite.engine.EngineOptions;
import io.arenite.lazy.QueryRunner;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.Storage;
import io.arenite.partitions.StorageStats;
import java.util.List;

/// A database: tables of ticks and the engine that answers questions about them. Thread safe; one per process will do.
///
///     try (var db = Arenite.inMemory()) {
///         Table trades = db.createTable("trades", schema, PartitionBy.DAY);
///         double vwap = trades.lazy().filter(col("sym").eq("AAPL")).select(vwap("price", "size")).collect()
///                 .scalarDouble();
///     }
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

    /// The storage closes with the database.
    static Arenite over(Storage storage, EngineOptions options) {
        return new Arenite(storage, new Engine(storage.pool(), options));
    }

    /// @throws IllegalArgumentException if there is a table of that name
    public Table createTable(String name, Schema schema, PartitionBy partitionBy) {
        return new Table(storage.createTable(name, schema, partitionBy), runner);
    }

    /// @throws IllegalArgumentException if there is no such table; the text lists those that there are
    public Table table(String name) {
        return new Table(storage.table(name), runner);
    }

    /// The names of the tables, sorted.
    public List<String> tables() {
        return storage.tableNames();
    }

    /// Open snapshots, views and large results of it stay valid; its memory goes with the last of them.
    public void dropTable(String name) {
        storage.dropTable(name);
    }

    /// Rows, partitions and memory of each table, the memory in all, and what the result cache holds and did.
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
