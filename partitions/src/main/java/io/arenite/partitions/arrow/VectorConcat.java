package io.arenite.partitions.arrow;

import java.lang.foreign.MemorySegment;

/// Two vectors, one after the other.
final class VectorConcat {
    private VectorConcat() {}

    static ArrowVector concat(ArrowVector first, ArrowVector second, ArrowTarget target, HeapMemory memory) {
        long rows = Math.addExact(first.rows(), second.rows());
        MemorySegment validity = null;
        if (first.validity() != null || second.validity() != null) {
            validity = memory.allocate(ArrowTarget.bitmapBytes(rows), Long.BYTES);
            for (long row = 0; row < rows; row++) {
                if (row < first.rows() ? !first.isNull(row) : !second.isNull(row - first.rows())) {
                    ArrowVector.setBit(validity, row);
                }
            }
        }
        MemorySegment values = memory.allocate(target.valuesBytes(rows), Long.BYTES);
        if (target == ArrowTarget.BITS) {
            for (long row = 0; row < rows; row++) {
                boolean bit = row < first.rows()
                        ? ArrowVector.bit(first.values(), row)
                        : ArrowVector.bit(second.values(), row - first.rows());
                if (bit) {
                    ArrowVector.setBit(values, row);
                }
            }
            return new ArrowVector(rows, values, validity, null);
        }
        int width = target.widthBytes();
        MemorySegment.copy(first.values(), 0, values, 0, first.rows() * width);
        if (target != ArrowTarget.VARIABLE) {
            MemorySegment.copy(second.values(), 0, values, first.rows() * width, second.rows() * width);
            return new ArrowVector(rows, values, validity, null);
        }
        long split = first.values().get(ArrowFileLayout.LONG, first.rows() * width);
        for (long row = 0; row <= second.rows(); row++) {
            long offset = second.values().get(ArrowFileLayout.LONG, row * width);
            values.set(ArrowFileLayout.LONG, (first.rows() + row) * width, split + offset);
        }
        long end = second.values().get(ArrowFileLayout.LONG, second.rows() * width);
        MemorySegment bytes = memory.allocate(split + end, Long.BYTES);
        MemorySegment.copy(first.bytes(), 0, bytes, 0, split);
        MemorySegment.copy(second.bytes(), 0, bytes, split, end);
        return new ArrowVector(rows, values, validity, bytes);
    }
}
