package io.arenite.engine;

/// How an engine runs.
///
/// @param threads threads that work on one query, the caller's included; by default one for each processor
/// @param parallelRows queries over fewer rows run wholly on the caller's thread
/// @param pruning whether block statistics are made and used (off only to test that they change nothing)
/// @param warmUp whether the process's first engine compiles the vector kernels in the background
public record EngineOptions(int threads, long parallelRows, boolean pruning, boolean warmUp) {
    public EngineOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("an engine needs a thread: threads=" + threads);
        }
    }

    public static EngineOptions defaults() {
        return new EngineOptions(Runtime.getRuntime().availableProcessors(), 131_072, true, true);
    }

    public EngineOptions withThreads(int newThreads) {
        return new EngineOptions(newThreads, parallelRows, pruning, warmUp);
    }

    public EngineOptions withParallelRows(long rows) {
        return new EngineOptions(threads, rows, pruning, warmUp);
    }

    public EngineOptions withPruning(boolean newPruning) {
        return new EngineOptions(threads, parallelRows, newPruning, warmUp);
    }

    /// `-Darenite.warmup=off` has the last word.
    public EngineOptions withWarmUp(boolean newWarmUp) {
        return new EngineOptions(threads, parallelRows, pruning, newWarmUp);
    }
}
