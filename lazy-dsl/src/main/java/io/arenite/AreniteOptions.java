package io.arenite;

import io.arenite.arena.MemoryOptions;
import io.arenite.engine.EngineOptions;
import io.arenite.engine.LoopTier;
import io.arenite.partitions.DurableOptions;
import io.arenite.partitions.log.SyncMode;

/// How a database runs.
///
/// @param memory how much memory it may take
/// @param engine how queries run
/// @param durable how it keeps what it is told, where it is a directory
public record AreniteOptions(MemoryOptions memory, EngineOptions engine, DurableOptions durable) {
    /// Four fifths of the machine's memory at most, a thread for each processor; on disk after 50 ms.
    public static AreniteOptions defaults() {
        return new AreniteOptions(MemoryOptions.defaults(), EngineOptions.defaults(), DurableOptions.defaults());
    }

    public AreniteOptions withDurable(DurableOptions options) {
        return new AreniteOptions(memory, engine, options);
    }

    /// When a commit is on disk.
    public AreniteOptions withSync(SyncMode mode) {
        return withDurable(durable.withSync(mode));
    }

    /// Reaching the limit is an error of the operation that wanted more; nothing is lost.
    public AreniteOptions withMemoryLimitBytes(long bytes) {
        return new AreniteOptions(memory.withLimitBytes(bytes), engine, durable);
    }

    /// Whether loops are generated for the shapes of queries; answers are the same. `-Darenite.generated=off`
    /// switches them off for the process.
    public AreniteOptions withGeneratedLoops(LoopTier loops) {
        return new AreniteOptions(memory, engine.withLoops(loops), durable);
    }

    /// Threads that work on one query, the caller's included.
    public AreniteOptions withThreads(int threads) {
        return new AreniteOptions(memory, engine.withThreads(threads), durable);
    }

    /// How many bytes of earlier answers and their partial states are kept on the heap; 0: none.
    /// `-Darenite.cache=off` does the same. Not counted: 98 kB for each table of which answers are kept.
    public AreniteOptions withCacheBytes(long bytes) {
        return new AreniteOptions(memory, engine.withCacheBytes(bytes), durable);
    }

    /// Whether the process's first database compiles the vector kernels in the background, which takes up to
    /// a core for a few seconds; without it the first queries are slow instead. `-Darenite.warmup=off` does
    /// the same.
    public AreniteOptions withWarmUp(boolean warmUp) {
        return new AreniteOptions(memory, engine.withWarmUp(warmUp), durable);
    }
}
