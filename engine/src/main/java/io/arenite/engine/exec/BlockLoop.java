package io.arenite.engine.exec;

/// Computes the partial result of one block, without group keys. This is the seam for generated loops: a planner picks
/// an implementation for a compiled plan, and all give the same bits. One worker owns an instance.
interface BlockLoop {
    /// For [io.arenite.engine.Trace].
    String name();

    /// Writes the partial of positions `[from, to)`, all of one block, to `slots` from `at` on; they are zero before.
    void run(PartitionInput input, long from, long to, long[] slots, int at);

    /// Whether the plan's blocks can be resumed: not where an aggregate makes two passes.
    boolean isResumable();

    /// Goes on with a block of which the positions before `from` were computed earlier: starts from what they left
    /// in `state` (zeros: there were none), leaves there what the next call needs, and writes the partial of all
    /// positions so far to `slots`. `from` may be any position; the bits are those of one [#run] over all of them.
    ///
    /// @param state [CompiledAggregate#stateWidth] slots from `stateAt` on, laid out as each [Aggregation] says
    void resume(PartitionInput input, long from, long to, long[] state, int stateAt, long[] slots, int at);
}
