package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// Values of a fixed width. What lies under a null is not looked at.
final class FixedValues {

    private final ColumnBytes bytes;
    private final ArrowColumn column;
    private final MemorySegment validity;
    private final long from;
    private final long count;
    private final SegmentAllocator memory;

    /// @param validity of the range; null where all values are there
    FixedValues(
            ColumnBytes bytes,
            ArrowColumn column,
            MemorySegment validity,
            long from,
            long count,
            SegmentAllocator memory) {
        this.bytes = bytes;
        this.column = column;
        this.validity = validity;
        this.from = from;
        this.count = count;
        this.memory = memory;
    }

    /// As they lie, in place where they are aligned.
    MemorySegment plain(int width) {
        MemorySegment range = source(width);
        return range.maxByteAlignment() >= width ? range : allocate(width).copyFrom(range);
    }

    MemorySegment int32ToInt64() {
        MemorySegment source = source(Integer.BYTES);
        MemorySegment target = allocate(Long.BYTES);
        for (long row = 0; row < count; row++) {
            target.setAtIndex(JAVA_LONG, row, source.get(ArrowFileLayout.INT, row * Integer.BYTES));
        }
        return target;
    }

    MemorySegment float16ToFloat32() {
        MemorySegment source = source(Short.BYTES);
        MemorySegment target = allocate(Float.BYTES);
        for (long row = 0; row < count; row++) {
            target.setAtIndex(
                    JAVA_FLOAT, row, Float.float16ToFloat(source.get(ArrowFileLayout.SHORT, row * Short.BYTES)));
        }
        return target;
    }

    /// The unscaled values as int64.
    MemorySegment decimal(int width) {
        if (width == Long.BYTES) {
            return plain(width);
        }
        if (width == Integer.BYTES) {
            return int32ToInt64();
        }
        MemorySegment source = source(width);
        MemorySegment target = allocate(Long.BYTES);
        for (long row = 0; row < count; row++) {
            long value = source.get(ArrowFileLayout.LONG, row * width);
            for (int word = Long.BYTES; word < width; word += Long.BYTES) {
                if (source.get(ArrowFileLayout.LONG, row * width + word) != value >> 63 && isPresent(row)) {
                    throw unfit("decimal does not fit into 64 bits", row);
                }
            }
            target.setAtIndex(JAVA_LONG, row, value);
        }
        return target;
    }

    private boolean isPresent(long row) {
        return validity == null || ArrowVector.bit(validity, row);
    }

    private UnsupportedArrowException unfit(String rule, long row) {
        return new UnsupportedArrowException(rule + ": field=" + column.field().name() + ", type="
                + column.field().typeName() + ", row=" + (from + row));
    }

    private MemorySegment source(int width) {
        return bytes.require(1, column.rows(), width).asSlice(from * width, count * width);
    }

    private MemorySegment allocate(int width) {
        return memory.allocate(Math.multiplyExact(count, width), Long.BYTES);
    }
}
