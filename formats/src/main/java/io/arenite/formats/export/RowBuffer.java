package io.arenite.formats.export;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.engine.frame.ColumnBuffers;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.SymbolDictionary;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Gathers small blocks into a large one, so that ten thousand partitions of a few rows do not become as
/// many pages or record batches.
final class RowBuffer {
    private final int capacity;
    private final List<Part> parts;
    private final SymbolDictionary symbols;
    private int rows;

    RowBuffer(List<RowSource.Field> fields, int capacity, SymbolDictionary symbols) {
        this.capacity = capacity;
        this.parts = fields.stream().map(field -> new Part(field, capacity)).toList();
        this.symbols = symbols;
    }

    int rows() {
        return rows;
    }

    int room() {
        return capacity - rows;
    }

    void add(List<ColumnBuffers> columns, int count) {
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).add(columns.get(i), rows, count);
        }
        rows += count;
    }

    /// What was added; the buffer is empty then, and must not be added to while the block is read.
    RowBlock take() {
        List<FrameColumn> columns = new ArrayList<>(parts.size());
        for (Part part : parts) {
            columns.add(FrameColumn.over(part.field.name(), part.field.type(), rows, part.buffers(), symbols));
        }
        RowBlock block = new RowBlock(columns, rows);
        rows = 0;
        return block;
    }

    /// One column.
    private static final class Part {
        private final RowSource.Field field;
        private final byte[] values;
        private final MemorySegment segment;
        private final byte[] validity;
        private final MemorySegment bits;
        private byte[] data = {};
        private int dataBytes;
        private boolean hasNulls;

        Part(RowSource.Field field, int capacity) {
            this.field = field;
            ColumnType type = field.type();
            int width = type.widthBytes();
            this.values = new byte[width == 0 ? capacity >>> 3 : (capacity + (type.isVariable() ? 1 : 0)) * width];
            this.segment = MemorySegment.ofArray(values);
            this.validity = new byte[capacity >>> 3];
            this.bits = MemorySegment.ofArray(validity);
        }

        void add(ColumnBuffers source, int at, int count) {
            if (at == 0) {
                hasNulls = false;
                dataBytes = 0;
            }
            if (source.validity() != null && !hasNulls) {
                Arrays.fill(validity, (byte) -1);
                hasNulls = true;
            }
            if (hasNulls) {
                copyBits(source.validity(), bits, at, count);
            }
            int width = field.type().widthBytes();
            if (field.type().isVariable()) {
                addTexts(source, at, count);
            } else if (width == 0) {
                copyBits(source.values(), segment, at, count);
            } else {
                MemorySegment.copy(source.values(), 0, segment, (long) at * width, (long) count * width);
            }
        }

        /// @param from null for all ones
        private static void copyBits(MemorySegment from, MemorySegment to, int at, int count) {
            for (int row = 0; row < count; row++) {
                long place = (long) (at + row) >>> 3;
                int bit = 1 << (at + row & 7);
                boolean isSet = from == null || (from.get(JAVA_BYTE, (long) row >>> 3) >>> (row & 7) & 1) != 0;
                byte old = to.get(JAVA_BYTE, place);
                to.set(JAVA_BYTE, place, (byte) (isSet ? old | bit : old & ~bit));
            }
        }

        private void addTexts(ColumnBuffers source, int at, int count) {
            long start = source.values().get(JAVA_LONG_UNALIGNED, 0);
            long bytes = source.values().get(JAVA_LONG_UNALIGNED, (long) count * Long.BYTES) - start;
            int needed = Math.toIntExact(dataBytes + bytes);
            if (needed > data.length) {
                data = Arrays.copyOf(data, Math.max(needed, data.length * 2));
            }
            if (bytes > 0) {
                MemorySegment.copy(source.data(), start, MemorySegment.ofArray(data), dataBytes, bytes);
            }
            for (int row = 0; row <= count; row++) {
                long offset = source.values().get(JAVA_LONG_UNALIGNED, (long) row * Long.BYTES) - start + dataBytes;
                segment.set(JAVA_LONG_UNALIGNED, (long) (at + row) * Long.BYTES, offset);
            }
            dataBytes = needed;
        }

        ColumnBuffers buffers() {
            return new ColumnBuffers(
                    segment,
                    hasNulls ? bits : null,
                    field.type().isVariable() ? MemorySegment.ofArray(data).asSlice(0, dataBytes) : null);
        }
    }
}
