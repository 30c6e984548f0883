package io.arenite.engine.generate;

import java.lang.foreign.MemorySegment;

/// What a generated class does; [GeneratedLoop] calls it. Stateless.
interface FusedLoop {
    /// Lanes of flags: upper 12 bits not all zero, a value needs more than 51 bits.
    int OUTSIDE = 0;

    /// Lanes of flags: negative, an overflow.
    int NEGATIVE = 1;

    /// Lanes of flags: not zero, a value is out of the range of its type.
    int NONZERO = 2;

    int FLAGS = 3;

    /// Adds rows to the accumulators of one part.
    ///
    /// @param first row from `offsets` on, a multiple of 32
    /// @param rows a multiple of 32
    /// @param lane the first lane of this pass
    void rows(
            int part,
            MemorySegment main,
            MemorySegment scratch,
            long[] offsets,
            int first,
            int rows,
            int lane,
            long[] parameters,
            double[] reals,
            long[] wholes);

    /// The same over rows of which only those of the row mask, the last of `offsets`, count; all columns are in
    /// `scratch`.
    void edge(
            int part,
            MemorySegment main,
            MemorySegment scratch,
            long[] offsets,
            int first,
            int rows,
            int lane,
            long[] parameters,
            double[] reals,
            long[] wholes);
}
