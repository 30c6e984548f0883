package io.arenite.engine;

/// How an engine runs.
///
/// @param threads threads that work on one query, the caller's included; by default one for each processor
/// @param parallelRows queries over fewer rows run wholly on the caller's thread
/// @param pruning whether block statistics are made and used (off only to test that they change nothing)
/// @param warmUp whether the process's first engine compiles the vector kernels in the background
/// @param loops which tier computes blocks; all give the same bits
/// @param cacheBytes how much the result cache may hold on the heap; 0: nothing is kept
public record EngineOptions(
        int threads, long parallelRows, boolean pruning, boolean warmUp, LoopTier loops, long cacheBytes) {
    private static final long DEFAULT_CACHE_BYTES = 64L << 20;

    public EngineOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("an engine needs a thread: threads=" + threads);
        }
        if (cacheBytes < 0) {
            throw new IllegalArgumentException("a cache cannot hold less than nothing: cacheBytes=" + cacheBytes);
        }
    }

    public static EngineOptions defaults() {
        return new EngineOptions(
                Runtime.getRuntime().availableProcessors(), 131_072, true, true, LoopTier.AUTO, DEFAULT_CACHE_BYTES);
    }

    public EngineOptions withThreads(int newThreads) {
        return new EngineOptions(newThreads, parallelRows, pruning, warmUp, loops, cacheBytes);
    }

    public EngineOptions withParallelRows(long rows) {
        return new EngineOptions(threads, rows, pruning, warmUp, loops, cacheBytes);
    }

    public EngineOptions withPruning(boolean newPruning) {
        return new EngineOptions(threads, parallelRows, newPruning, warmUp, loops, cacheBytes);
    }

    /// `-Darenite.warmup=off` has the last word.
    public EngineOptions withWarmUp(boolean newWarmUp) {
        return new EngineOptions(threads, parallelRows, pruning, newWarmUp, loops, cacheBytes);
    }

    /// `-Darenite.generated=off` has the last word.
    public EngineOptions withLoops(LoopTier tier) {
        return new EngineOptions(threads, parallelRows, pruning, warmUp, tier, cacheBytes);
    }

    /// `-Darenite.cache=off` has the last word.
    public EngineOptions withCacheBytes(long bytes) {
        return new EngineOptions(threads, parallelRows, pruning, warmUp, loops, bytes);
    }
}
