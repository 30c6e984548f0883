package io.arenite.python.plan;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import com.fasterxml.jackson.jr.ob.JSON;
import io.arenite.Result;
import io.arenite.engine.frame.ColumnBuffers;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.ColumnType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where Python finds the columns of a result: buffers off heap by their address, those on the heap by
/// `~place` in the copied bytes, which is negative.
///
///     {"pin": 17, "columns": [{"name": "price", "type": "float64", "values": 140..}]}
///
/// There is a `validity` if a row is null, and `data` with `data_bytes` for text and bytes.
final class FrameDescription {
    static final int NO_PIN = -1;

    private final List<MemorySegment> heap = new ArrayList<>();
    private final byte[] text;
    private long copiedBytes;

    private FrameDescription(Result result, int slot) throws IOException {
        List<Object> columns = new ArrayList<>();
        for (int i = 0; i < result.columnCount(); i++) {
            columns.add(column(result.column(i)));
        }
        Map<String, Object> frame = new LinkedHashMap<>();
        if (slot != NO_PIN) {
            frame.put("pin", slot);
        }
        frame.put("columns", columns);
        this.text = JSON.std.asBytes(frame);
    }

    /// @param slot of the pin that keeps what is off heap, or `NO_PIN`
    static FrameDescription of(Result result, int slot) throws IOException {
        return new FrameDescription(result, slot);
    }

    byte[] text() {
        return text;
    }

    long copiedBytes() {
        return copiedBytes;
    }

    /// Copies what lies on the heap, in the order of the places.
    void copyTo(MemorySegment target) {
        long place = 0;
        for (MemorySegment buffer : heap) {
            target.asSlice(place, buffer.byteSize()).copyFrom(buffer);
            place += padded(buffer.byteSize());
        }
    }

    private Map<String, Object> column(FrameColumn column) {
        ColumnBuffers buffers = column.buffers();
        long rows = column.rowCount();
        long bits = (rows + 7) >>> 3;
        boolean variable = column.type().isVariable();
        long dataBytes = variable ? buffers.values().get(JAVA_LONG_UNALIGNED, rows * Long.BYTES) : 0;
        long valueBytes = column.type().equals(ColumnType.BOOL)
                ? bits
                : (rows + (variable ? 1 : 0)) * column.type().widthBytes();
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", column.name());
        described.put("type", column.type().displayName());
        described.put("values", place(buffers.values(), valueBytes));
        if (buffers.validity() != null) {
            described.put("validity", place(buffers.validity(), bits));
        }
        if (variable) {
            described.put("data", place(buffers.data(), dataBytes));
            described.put("data_bytes", dataBytes);
        }
        return described;
    }

    private long place(MemorySegment buffer, long bytes) {
        if (buffer.isNative()) {
            return buffer.address();
        }
        long place = copiedBytes;
        heap.add(buffer.asSlice(0, bytes));
        copiedBytes += padded(bytes);
        return ~place;
    }

    /// Buffers begin on 8 bytes, as the widest values need.
    static long padded(long bytes) {
        return (bytes + 7) & -8;
    }
}
