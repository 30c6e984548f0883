package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// A range of rows of a column with a dictionary. Each code is checked against the dictionary's size.
final class DictionaryRows {
    private final ColumnBytes bytes;
    private final ArrowColumn column;
    private final ArrowDictionary dictionary;
    private final ArrowType.Int index;
    private final MemorySegment source;
    private final MemorySegment validity;
    private final long from;
    private final long count;
    private final SegmentAllocator memory;

    /// @param validity of the range; null where all values are there
    DictionaryRows(
            ColumnBytes bytes,
            ArrowColumn column,
            ArrowDictionary dictionary,
            MemorySegment validity,
            long from,
            long count,
            SegmentAllocator memory) {
        this.bytes = bytes;
        this.column = column;
        this.dictionary = dictionary;
        this.index = column.field().dictionary().index();
        this.source = bytes.require(1, column.rows(), index.bits() / Byte.SIZE);
        this.validity = validity;
        this.from = from;
        this.count = count;
        this.memory = memory;
    }

    /// What the codes stand for.
    ArrowVector values(ArrowTarget target) {
        return RowGather.gather(dictionary.values(), target, rowNumbers(), count, memory);
    }

    /// How many bytes of binary the codes stand for.
    long bytes() {
        return RowGather.bytes(dictionary.values(), rowNumbers(), count);
    }

    private MemorySegment rowNumbers() {
        MemorySegment rows = memory.allocate(Math.multiplyExact(count, Long.BYTES), Long.BYTES);
        for (long row = 0; row < count; row++) {
            rows.setAtIndex(JAVA_LONG, row, code(row));
        }
        return rows;
    }

    /// The codes as int32, in place where they are that.
    ///
    /// @param codeMap what to write for each, negative for null; null for the codes as they are
    ArrowVector codes(int[] codeMap) {
        if (codeMap == null && index.bits() == Integer.SIZE && !dictionary.hasNulls()) {
            for (long row = 0; row < count; row++) {
                code(row);
            }
            MemorySegment inPlace = new FixedValues(bytes, column, validity, from, count, memory).plain(Integer.BYTES);
            return new ArrowVector(count, inPlace, validity, null);
        }
        MemorySegment codes = memory.allocate(Math.multiplyExact(count, Integer.BYTES), Long.BYTES);
        MemorySegment presence = null;
        for (long row = 0; row < count; row++) {
            long code = code(row);
            boolean isNull = code == RowGather.NULL || dictionary.values().isNull(code);
            long mapped = isNull ? RowGather.NULL : codeMap == null ? code : codeMap[(int) code];
            if (mapped < 0) {
                presence = presence == null ? ownValidity() : presence;
                ArrowVector.clearBit(presence, row);
            }
            codes.setAtIndex(JAVA_INT, row, (int) Math.max(0, mapped));
        }
        return new ArrowVector(count, codes, presence == null ? validity : presence, null);
    }

    private MemorySegment ownValidity() {
        MemorySegment own = memory.allocate(ArrowTarget.bitmapBytes(count), Long.BYTES);
        return validity == null ? own.fill((byte) -1) : own.copyFrom(validity);
    }

    /// Of a row of the range; [RowGather#NULL] for a null.
    private long code(long row) {
        if (validity != null && !ArrowVector.bit(validity, row)) {
            return RowGather.NULL;
        }
        long code = integer(source, from + row, index);
        if (code < 0 || code >= dictionary.size()) {
            throw bytes.corrupt(
                    "code is not in the dictionary",
                    ", row=" + (from + row) + ", code=" + code + ", size of dictionary=" + dictionary.size());
        }
        return code;
    }

    /// Unsigned 64 bits come as they are: beyond int64 they are negative.
    static long integer(MemorySegment source, long row, ArrowType.Int type) {
        long value = switch (type.bits()) {
            case 8 -> source.get(JAVA_BYTE, row);
            case 16 -> source.get(ArrowFileLayout.SHORT, row * Short.BYTES);
            case 32 -> source.get(ArrowFileLayout.INT, row * Integer.BYTES);
            default -> source.get(ArrowFileLayout.LONG, row * Long.BYTES);
        };
        return type.signed() || type.bits() == Long.SIZE ? value : value & (1L << type.bits()) - 1;
    }
}
