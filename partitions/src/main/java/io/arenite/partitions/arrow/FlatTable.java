package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;
import java.util.LinkedHashMap;
import java.util.Map;

/// One table of a flatbuffer. Fields have slots, and a default where they are absent.
///
///     vtable:  | its bytes u16 | table's bytes u16 | slot 0 u16 | slot 1 u16 | ...    0 = absent
///     table:   | position - vtable i32 | fields, each at position + its slot ...
final class FlatTable {
    private final FlatBytes bytes;
    private final int at;
    private final int tableBytes;
    private final int vtable;
    private final int vtableBytes;

    FlatTable(FlatBytes bytes, int at, int tableBytes, int vtable, int vtableBytes) {
        this.bytes = bytes;
        this.at = at;
        this.tableBytes = tableBytes;
        this.vtable = vtable;
        this.vtableBytes = vtableBytes;
    }

    boolean has(int slot) {
        return find(slot, 1) >= 0;
    }

    boolean bool(int slot, boolean absent) {
        int position = find(slot, 1);
        return position < 0 ? absent : bytes.int8(position) != 0;
    }

    int int8(int slot, int absent) {
        int position = find(slot, 1);
        return position < 0 ? absent : bytes.int8(position);
    }

    int int16(int slot, int absent) {
        int position = find(slot, 2);
        return position < 0 ? absent : (short) bytes.uint16(position);
    }

    int int32(int slot, int absent) {
        int position = find(slot, 4);
        return position < 0 ? absent : bytes.int32(position);
    }

    long int64(int slot, long absent) {
        int position = find(slot, 8);
        return position < 0 ? absent : bytes.int64(position);
    }

    /// Null where absent.
    FlatTable table(int slot) {
        int position = find(slot, 4);
        return position < 0 ? null : bytes.table(position);
    }

    /// @throws CorruptFileException where absent
    FlatTable requiredTable(int slot, String name) {
        FlatTable table = table(slot);
        if (table == null) {
            throw corrupt("header lacks a part", ", part=" + name);
        }
        return table;
    }

    /// Null where absent.
    String text(int slot) {
        int position = find(slot, 4);
        return position < 0 ? null : bytes.text(position);
    }

    /// The elements of a vector; none where it is absent.
    Elements elements(int slot, int elementBytes) {
        int position = find(slot, 4);
        if (position < 0) {
            return new Elements(bytes, 0, 0, elementBytes);
        }
        int first = bytes.vector(position, elementBytes);
        return new Elements(bytes, first, bytes.int32(first - 4), elementBytes);
    }

    /// A vector of Arrow's KeyValue; the first of equal keys counts.
    Map<String, String> pairs(int slot) {
        Elements elements = elements(slot, 4);
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int index = 0; index < elements.count(); index++) {
            FlatTable pair = elements.table(index);
            String key = pair.text(0);
            String value = pair.text(1);
            pairs.putIfAbsent(key == null ? "" : key, value == null ? "" : value);
        }
        return pairs;
    }

    CorruptFileException corrupt(String rule, String details) {
        return bytes.corrupt(rule, at, details);
    }

    private int find(int slot, int width) {
        int entry = 4 + 2 * slot;
        int offset = entry + 2 > vtableBytes ? 0 : bytes.uint16(vtable + entry);
        if (offset == 0) {
            return -1;
        }
        if (offset + width > tableBytes) {
            throw bytes.corrupt("field leads out of its table", at);
        }
        return at + offset;
    }

    /// A vector whose whole range has been checked.
    record Elements(FlatBytes bytes, int first, int count, int elementBytes) {

        FlatTable table(int index) {
            return bytes.table(first + index * elementBytes);
        }

        /// @param offset inside the element
        long int64(int index, int offset) {
            return bytes.int64(first + index * elementBytes + offset);
        }

        int int32(int index, int offset) {
            return bytes.int32(first + index * elementBytes + offset);
        }
    }
}
