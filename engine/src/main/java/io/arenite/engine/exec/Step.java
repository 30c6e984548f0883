package io.arenite.engine.exec;

/// One instruction of a compiled program: reads registers, calls a kernel, writes a register. Stateless, so all workers
/// share it. Steps compute all rows of a batch, selected or not; only errors look at the selection.
@FunctionalInterface
interface Step {
    void run(BatchState state);
}
