package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// Text and binary: offsets and views are checked, and become int64 offsets.
final class VariableValues {
    private static final int VIEW_BYTES = 16;
    private static final int INLINE_BYTES = 12;

    private final ColumnBytes bytes;
    private final ArrowColumn column;
    private final MemorySegment validity;
    private final long from;
    private final long count;
    private final SegmentAllocator memory;

    /// @param validity of the range; null where all values are there
    VariableValues(
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

    ArrowVector decode(ArrowType.Layout layout, boolean text) {
        ArrowVector vector = switch (layout) {
            case OFFSETS_32 -> offsets32();
            case OFFSETS_64 -> offsets64();
            case VIEWS -> views();
        };
        if (text) {
            requireText(vector);
        }
        return vector;
    }

    ArrowVector fixedSize(int width) {
        MemorySegment source =
                bytes.require(1, column.rows(), width).asSlice(from * width, Math.multiplyExact(count, width));
        MemorySegment offsets = offsets();
        for (long row = 0; row <= count; row++) {
            offsets.setAtIndex(JAVA_LONG, row, row * width);
        }
        return new ArrowVector(count, offsets, validity, source);
    }

    private ArrowVector offsets32() {
        MemorySegment offsets = offsets();
        if (isEmpty()) {
            return new ArrowVector(count, offsets.fill((byte) 0), validity, MemorySegment.NULL);
        }
        MemorySegment source = bytes.require(1, column.rows() + 1, Integer.BYTES);
        long first = source.get(ArrowFileLayout.INT, from * Integer.BYTES);
        long before = first;
        for (long row = 0; row <= count; row++) {
            long offset = source.get(ArrowFileLayout.INT, (from + row) * Integer.BYTES);
            if (offset < before) {
                throw wrongOffset(row, offset);
            }
            before = offset;
            offsets.setAtIndex(JAVA_LONG, row, offset - first);
        }
        return new ArrowVector(count, offsets, validity, data(first, before));
    }

    /// The offsets in place where they are aligned and begin at zero, which those of a whole column do.
    private ArrowVector offsets64() {
        if (isEmpty()) {
            return new ArrowVector(count, offsets().fill((byte) 0), validity, MemorySegment.NULL);
        }
        MemorySegment source =
                bytes.require(1, column.rows() + 1, Long.BYTES).asSlice(from * Long.BYTES, (count + 1) * Long.BYTES);
        long first = source.get(ArrowFileLayout.LONG, 0);
        boolean inPlace = first == 0 && source.maxByteAlignment() >= Long.BYTES;
        MemorySegment offsets = inPlace ? source : offsets();
        long before = first;
        for (long row = 0; row <= count; row++) {
            long offset = source.get(ArrowFileLayout.LONG, row * Long.BYTES);
            if (offset < before) {
                throw wrongOffset(row, offset);
            }
            before = offset;
            if (!inPlace) {
                offsets.setAtIndex(JAVA_LONG, row, offset - first);
            }
        }
        return new ArrowVector(count, offsets, validity, data(first, before));
    }

    /// A column without rows may come without offsets.
    private boolean isEmpty() {
        return column.rows() == 0;
    }

    private MemorySegment data(long first, long end) {
        MemorySegment data = bytes.get(2);
        if (first < 0 || end > data.byteSize()) {
            throw bytes.corrupt("offset leads out of its buffer", ", offset=" + end + ", bytes=" + data.byteSize());
        }
        return data.asSlice(first, end - first);
    }

    private RuntimeException wrongOffset(long row, long offset) {
        return bytes.corrupt("offsets go backwards", ", row=" + (from + row) + ", offset=" + offset);
    }

    /// How many bytes the views of the range lead to.
    long viewBytes() {
        MemorySegment views =
                bytes.require(1, column.rows(), VIEW_BYTES).asSlice(from * VIEW_BYTES, count * VIEW_BYTES);
        long total = 0;
        for (long row = 0; row < count; row++) {
            total = Math.addExact(total, isPresent(row) ? checkedLength(views, row) : 0);
        }
        return total;
    }

    /// Two passes: how many bytes, and then the bytes.
    private ArrowVector views() {
        MemorySegment views =
                bytes.require(1, column.rows(), VIEW_BYTES).asSlice(from * VIEW_BYTES, count * VIEW_BYTES);
        MemorySegment offsets = offsets();
        long total = 0;
        for (long row = 0; row < count; row++) {
            offsets.setAtIndex(JAVA_LONG, row, total);
            total = Math.addExact(total, isPresent(row) ? checkedLength(views, row) : 0);
        }
        offsets.setAtIndex(JAVA_LONG, count, total);
        MemorySegment data = memory.allocate(total, Long.BYTES);
        for (long row = 0; row < count; row++) {
            long at = offsets.getAtIndex(JAVA_LONG, row);
            long length = offsets.getAtIndex(JAVA_LONG, row + 1) - at;
            long view = row * VIEW_BYTES;
            if (length > INLINE_BYTES) {
                int buffer = views.get(ArrowFileLayout.INT, view + 8);
                int offset = views.get(ArrowFileLayout.INT, view + 12);
                MemorySegment.copy(bytes.get(2 + buffer), offset, data, at, length);
            } else {
                MemorySegment.copy(views, view + 4, data, at, length);
            }
        }
        return new ArrowVector(count, offsets, validity, data);
    }

    /// Of a view that leads into its buffer, and has the same first four bytes.
    private int checkedLength(MemorySegment views, long row) {
        long view = row * VIEW_BYTES;
        int length = views.get(ArrowFileLayout.INT, view);
        if (length >= 0 && length <= INLINE_BYTES) {
            return length;
        }
        int buffer = views.get(ArrowFileLayout.INT, view + 8);
        int offset = views.get(ArrowFileLayout.INT, view + 12);
        boolean inside = length >= 0
                && buffer >= 0
                && buffer < bytes.count() - 2
                && offset >= 0
                && (long) offset + length <= bytes.get(2 + buffer).byteSize();
        if (!inside
                || bytes.get(2 + buffer).get(JAVA_INT_UNALIGNED, offset) != views.get(JAVA_INT_UNALIGNED, view + 4)) {
            throw bytes.corrupt(
                    "view leads out of its buffer",
                    ", row=" + (from + row) + ", length=" + length + ", buffer=" + buffer + ", offset=" + offset);
        }
        return length;
    }

    private void requireText(ArrowVector vector) {
        MemorySegment data = vector.bytes();
        if (Utf8Check.isAscii(data, 0, data.byteSize())) {
            return;
        }
        for (long row = 0; row < count; row++) {
            long begin = vector.values().get(ArrowFileLayout.LONG, row * Long.BYTES);
            long end = vector.values().get(ArrowFileLayout.LONG, (row + 1) * Long.BYTES);
            if (isPresent(row) && !Utf8Check.isValid(data, begin, end)) {
                throw bytes.corrupt("text is not UTF-8", ", row=" + (from + row));
            }
        }
    }

    private boolean isPresent(long row) {
        return validity == null || ArrowVector.bit(validity, row);
    }

    private MemorySegment offsets() {
        return memory.allocate(Math.multiplyExact(count + 1, Long.BYTES), Long.BYTES);
    }
}
