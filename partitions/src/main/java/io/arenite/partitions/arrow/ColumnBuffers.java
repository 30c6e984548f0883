package io.arenite.partitions.arrow;

import java.lang.foreign.MemorySegment;

/// A column of a batch to write, where it lies.
///
/// @param validity LSB bits; null where there are no nulls
/// @param values exactly those of the rows; offsets are one more
/// @param bytes of text and binary; null otherwise
public record ColumnBuffers(long nullCount, MemorySegment validity, MemorySegment values, MemorySegment bytes) {

    public static ColumnBuffers of(MemorySegment values) {
        return new ColumnBuffers(0, null, values, null);
    }
}
