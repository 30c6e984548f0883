package io.arenite.engine;

/// How an engine runs.
///
/// @param threads threads that work on one query, the caller's included; by default one for each processor
/// @param parallelRows queries over fewer rows run wholly on the caller's thread
/// @param pruning whether block statistics are made and used (off only to test that they change nothing)
public record EngineOptions(int threads, long parallelRows, boolean pruning) {
    public EngineOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("an engine needs a thread: threads=" + threads);
        }
    }

    public static EngineOptions defaults() {
        return new EngineOptions(Runtime.getRuntime().availableProcessors(), 131_072, true);
    }

    public EngineOptions withThreads(int newThreads) {
        return new EngineOptions(newThreads, parallelRows, pruning);
    }

    public EngineOptions withParallelRows(long rows) {
        return new EngineOptions(threads, rows, pruning);
    }

    public EngineOptions withPruning(boolean newPruning) {
        return new EngineOptions(threads, parallelRows, newPruning);
    }
}
