package io.arenite.engine;

/// Which loops compute the blocks of a query. The bits are the same.
public enum LoopTier {
    /// Batch kernels and the hand-written fused loops only.
    BATCH,
    /// A loop generated for the shape takes over once it is compiled; until then the batch tier answers.
    AUTO,
    /// A generated loop from the first block on, hot or not, for every shape that has one: to test it.
    GENERATED
}
