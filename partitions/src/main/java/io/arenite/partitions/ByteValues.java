package io.arenite.partitions;

import java.lang.foreign.MemorySegment;

/// Values of a utf8 or binary column that lie in memory, so that they go into a table by one copy. A row
/// that the batch's validity calls null is not looked at.
public interface ByteValues {
    /// How many rows there are.
    int rows();

    /// Where the row's bytes are.
    MemorySegment segment(int row);

    /// From where on in that segment.
    long offset(int row);

    int length(int row);
}
