package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// How the nested `Cold` classes of the commonest kernels read their rows, while a process's vector kernels are not
/// compiled yet: they copy some rows into arrays and loop over these. Both is quick without an optimizing compiler, a
/// segment's accessors are not: 100,000 rows of a VWAP took 30 ms interpreted and 8 ms from the quick compiler.
///
/// The loop over a chunk is a method of its own, so that its calls get it compiled within the first query.
final class ColdRows {
    /// Rows at a time.
    static final int CHUNK = 256;

    private ColdRows() {}

    /// Copies the chunk that begins at row `first`.
    ///
    /// @return how many rows
    static int copy(MemorySegment values, long offset, int first, int rows, double[] into) {
        int count = Math.min(rows - first, CHUNK);
        MemorySegment.copy(values, JAVA_DOUBLE_UNALIGNED, offset + 8L * first, into, 0, count);
        return count;
    }

    static int copy(MemorySegment values, long offset, int first, int rows, long[] into) {
        int count = Math.min(rows - first, CHUNK);
        MemorySegment.copy(values, JAVA_LONG_UNALIGNED, offset + 8L * first, into, 0, count);
        return count;
    }
}
