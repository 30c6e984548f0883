package io.arenite.python.files;

import io.arenite.engine.frame.ColumnBuffers;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.formats.export.RowSource;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.SymbolDictionary;
import io.arenite.python.handle.Request;
import io.arenite.python.ingest.ForeignMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The columns of a frame that Python holds, as rows to be written: one block over Python's memory.
///
/// Each column is an object of `name`, `type`, `values` (an address), `bytes`; `validity` (an address)
/// where there are nulls; `data` and `data_bytes` of text and bytes; `symbols`, the texts that codes
/// stand for, in the order of the codes.
final class FrameColumns {
    private FrameColumns() {}

    static RowSource read(Request request) {
        long rows = request.number("rows");
        List<FrameColumn> columns = new ArrayList<>();
        for (Object described : request.list("columns")) {
            columns.add(column((Map<?, ?>) described, rows));
        }
        return RowSource.of(columns, rows);
    }

    private static FrameColumn column(Map<?, ?> described, long rows) {
        ColumnType type = ColumnType.parse((String) described.get("type"));
        MemorySegment values = ForeignMemory.at(number(described, "values"), number(described, "bytes"));
        MemorySegment validity = described.containsKey("validity")
                ? ForeignMemory.at(number(described, "validity"), (rows + 7) >>> 3)
                : null;
        MemorySegment data =
                type.isVariable() ? ForeignMemory.at(number(described, "data"), number(described, "data_bytes")) : null;
        SymbolDictionary symbols = null;
        if (described.get("symbols") instanceof List<?> texts) {
            symbols = new SymbolDictionary();
            for (Object text : texts) {
                symbols.intern((String) text);
            }
        }
        ColumnBuffers buffers = new ColumnBuffers(values, validity, data);
        return FrameColumn.over((String) described.get("name"), type, rows, buffers, symbols);
    }

    private static long number(Map<?, ?> described, String field) {
        return ((Number) described.get(field)).longValue();
    }
}
