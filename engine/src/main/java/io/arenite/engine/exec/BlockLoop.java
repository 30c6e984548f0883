package io.arenite.engine.exec;

/// Computes the partial result of one block, without group keys. This is the seam for generated loops: a planner picks
/// an implementation for a compiled plan, and all give the same bits. One worker owns an instance.
interface BlockLoop {
    /// For [io.arenite.engine.Trace].
    String name();

    /// Writes the partial of positions `[from, to)`, all of one block, to `slots` from `at` on; they are zero before.
    void run(PartitionInput input, long from, long to, long[] slots, int at);
}
