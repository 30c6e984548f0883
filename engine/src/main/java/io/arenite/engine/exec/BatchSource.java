package io.arenite.engine.exec;

import io.arenite.engine.frame.ColumnBuilder;
import java.lang.foreign.MemorySegment;

/// Where a program's columns come from: a partition's main rows, its main and late rows merged, or a frame.
/// Positions count rows in scan order from the start of the partition (frame).
sealed interface BatchSource permits MainSource, MergedSource, FrameSource {
    /// Where a column's values lie: set by [#values].
    final class Place {
        MemorySegment segment;
        long offset;
    }

    /// Finds `rows` values of `widthBytes` each, in place or gathered at `home`.
    void values(int column, int widthBytes, long position, int rows, MemorySegment home, long homeOffset, Place out);

    /// Copies the bits of a bool column to `home`, as a mask.
    void bits(int column, long position, int rows, MemorySegment home, long homeOffset);

    /// Whether the column may have nulls here.
    boolean isNullable(int column);

    /// Copies validity to `home`, as a mask; only for nullable columns.
    void validity(int column, long position, int rows, MemorySegment home, long homeOffset);

    /// Appends the bytes of one text or binary value that is not null.
    void appendBytes(int column, long position, ColumnBuilder out);

    /// The code of the partition key, which is not stored.
    int keyCode();
}
