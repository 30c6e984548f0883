package io.arenite.engine.frame;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// The bytes of one frame column, as in a partition: values of the type's width (bool: LSB bits; utf8 and binary:
/// rows + 1 int64 offsets into `data`), a validity bitmap or null, and the data of variable types or null.
public record ColumnBuffers(MemorySegment values, MemorySegment validity, MemorySegment data) {
    boolean isNull(long row) {
        return validity != null && !bit(validity, row);
    }

    static boolean bit(MemorySegment bits, long row) {
        return (bits.get(JAVA_BYTE, row >>> 3) >>> (row & 7) & 1) != 0;
    }

    byte[] bytes(long row) {
        long start = values.get(JAVA_LONG_UNALIGNED, row * 8);
        long end = values.get(JAVA_LONG_UNALIGNED, row * 8 + 8);
        return data.asSlice(start, end - start).toArray(JAVA_BYTE);
    }
}
