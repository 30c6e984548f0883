package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads a view the way the engine does, but one value at a time: rows in merged order, as lists of values by column.
final class ViewReader {
    private final PartitionView view;
    private final Schema schema;
    private final SymbolDictionary symbols;

    ViewReader(PartitionView view, Schema schema, SymbolDictionary symbols) {
        this.view = view;
        this.schema = schema;
        this.symbols = symbols;
    }

    List<List<Object>> rows() {
        List<List<Object>> rows = new ArrayList<>();
        LateOrder order = view.lateOrder();
        int late = 0;
        for (long main = 0; main < view.mainRowCount() || late < view.lateRowCount(); ) {
            if (order != null && late < view.lateRowCount() && order.mainRowsBefore()[late] <= main) {
                rows.add(row(view.lateSegment(), order.lateRow()[late++], true));
            } else {
                rows.add(row(view.mainSegment(), main++, false));
            }
        }
        return rows;
    }

    private List<Object> row(MemorySegment segment, long row, boolean late) {
        Object[] values = new Object[schema.columnCount()];
        for (Column column : schema.columns()) {
            ColumnSlot slot = late ? view.lateSlot(column.index()) : view.mainSlot(column.index());
            values[column.index()] = column.index() == schema.keyIndex()
                    ? symbols.symbol(view.keyCode())
                    : value(segment, slot, column.type(), row);
        }
        return Arrays.asList(values);
    }

    private Object value(MemorySegment segment, ColumnSlot slot, ColumnType type, long row) {
        if (slot.validityOffset() >= 0 && !Bits.get(segment, slot.validityOffset(), row)) {
            return null;
        }
        long at = slot.valuesOffset();
        return switch (type.kind()) {
            case BOOL -> Bits.get(segment, at, row);
            case INT8 -> (long) segment.get(JAVA_BYTE, at + row);
            case UINT8 -> (long) (segment.get(JAVA_BYTE, at + row) & 0xff);
            case INT16 -> (long) segment.get(JAVA_SHORT, at + row * 2);
            case UINT16 -> (long) (segment.get(JAVA_SHORT, at + row * 2) & 0xffff);
            case INT32, DATE32 -> (long) segment.get(JAVA_INT, at + row * 4);
            case UINT32 -> segment.get(JAVA_INT, at + row * 4) & 0xffffffffL;
            case INT64, UINT64, DECIMAL64, TIMESTAMP, DURATION -> segment.get(JAVA_LONG, at + row * 8);
            case FLOAT32 -> segment.get(JAVA_FLOAT, at + row * 4);
            case FLOAT64 -> segment.get(JAVA_DOUBLE, at + row * 8);
            case SYMBOL -> symbols.symbol(segment.get(JAVA_INT, at + row * 4));
            case UTF8 -> new String(bytes(segment, slot, row), StandardCharsets.UTF_8);
            case BINARY -> Arrays.toString(bytes(segment, slot, row));
        };
    }

    private static byte[] bytes(MemorySegment segment, ColumnSlot slot, long row) {
        long start = segment.get(JAVA_LONG, slot.valuesOffset() + row * 8);
        long end = segment.get(JAVA_LONG, slot.valuesOffset() + row * 8 + 8);
        return segment.asSlice(slot.varDataOffset() + start, end - start).toArray(JAVA_BYTE);
    }
}
