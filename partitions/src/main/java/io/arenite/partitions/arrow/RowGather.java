package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// Rows of a vector by their numbers: what a dictionary or a run stands for.
final class RowGather {
    /// Instead of a number: the row is null.
    static final long NULL = -1;

    private RowGather() {}

    /// @param rows int64 numbers, each inside the source or [#NULL]
    static ArrowVector gather(
            ArrowVector source, ArrowTarget target, MemorySegment rows, long count, SegmentAllocator memory) {
        MemorySegment validity = validity(source, rows, count, memory);
        if (target == ArrowTarget.VARIABLE) {
            return variable(source, validity, rows, count, memory);
        }
        MemorySegment values = memory.allocate(target.valuesBytes(count), Long.BYTES);
        if (target == ArrowTarget.BITS) {
            values.fill((byte) 0);
        }
        int width = target.widthBytes();
        for (long row = 0; row < count; row++) {
            long from = rows.getAtIndex(JAVA_LONG, row);
            if (target == ArrowTarget.BITS) {
                if (from != NULL && ArrowVector.bit(source.values(), from)) {
                    ArrowVector.setBit(values, row);
                }
            } else if (from == NULL) {
                values.asSlice(row * width, width).fill((byte) 0);
            } else if (width == Long.BYTES) {
                values.setAtIndex(JAVA_LONG, row, source.values().getAtIndex(JAVA_LONG, from));
            } else if (width == Integer.BYTES) {
                values.setAtIndex(JAVA_INT, row, source.values().getAtIndex(JAVA_INT, from));
            } else {
                MemorySegment.copy(source.values(), from * width, values, row * width, width);
            }
        }
        return new ArrowVector(count, values, validity, null);
    }

    /// How many bytes of text and binary the rows have.
    static long bytes(ArrowVector source, MemorySegment rows, long count) {
        long total = 0;
        for (long row = 0; row < count; row++) {
            long from = rows.getAtIndex(JAVA_LONG, row);
            if (from != NULL) {
                total = Math.addExact(total, offset(source, from + 1) - offset(source, from));
            }
        }
        return total;
    }

    private static MemorySegment validity(ArrowVector source, MemorySegment rows, long count, SegmentAllocator memory) {
        MemorySegment validity = null;
        for (long row = 0; row < count; row++) {
            long from = rows.getAtIndex(JAVA_LONG, row);
            if (from == NULL || source.isNull(from)) {
                if (validity == null) {
                    validity = memory.allocate(ArrowTarget.bitmapBytes(count), Long.BYTES)
                            .fill((byte) -1);
                }
                ArrowVector.clearBit(validity, row);
            }
        }
        return validity;
    }

    private static ArrowVector variable(
            ArrowVector source, MemorySegment validity, MemorySegment rows, long count, SegmentAllocator memory) {
        MemorySegment offsets = memory.allocate(ArrowTarget.VARIABLE.valuesBytes(count), Long.BYTES);
        long total = 0;
        for (long row = 0; row < count; row++) {
            offsets.setAtIndex(JAVA_LONG, row, total);
            long from = rows.getAtIndex(JAVA_LONG, row);
            if (from != NULL) {
                total = Math.addExact(total, offset(source, from + 1) - offset(source, from));
            }
        }
        offsets.setAtIndex(JAVA_LONG, count, total);
        MemorySegment bytes = memory.allocate(total, Long.BYTES);
        for (long row = 0; row < count; row++) {
            long from = rows.getAtIndex(JAVA_LONG, row);
            if (from != NULL) {
                long at = offsets.getAtIndex(JAVA_LONG, row);
                long length = offsets.getAtIndex(JAVA_LONG, row + 1) - at;
                MemorySegment.copy(source.bytes(), offset(source, from), bytes, at, length);
            }
        }
        return new ArrowVector(count, offsets, validity, bytes);
    }

    private static long offset(ArrowVector vector, long row) {
        return vector.values().getAtIndex(JAVA_LONG, row);
    }
}
