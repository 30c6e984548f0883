package io.arenite.python.ingest;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.partitions.Appender;
import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.Schema;
import io.arenite.partitions.SymbolDictionary;
import java.lang.foreign.MemorySegment;

/// Appends batches of columns that lie in Python's memory, all of them or none. Python describes them in
/// int64 words:
///
///     | number of batches | batch | batch | ...
///     batch:   | rows | columns of the schema, in its order: 12 words each, see [SourceColumn] | ...
///
/// A batch is appended in pieces, so that its size is not limited by that of a Java array and what has to
/// be brought into another form fits in the caches.
final class ColumnAppend {
    static final int PIECE_ROWS = 1 << 16;

    private ColumnAppend() {}

    /// @param passed how many of the first rows to leave out
    /// @return how many rows were appended; nothing is committed
    static long append(Appender appender, Schema schema, SymbolDictionary symbols, long address, long passed) {
        long batches = words(address, 1).get(JAVA_LONG, 0);
        long at = address + Long.BYTES;
        long total = 0;
        var codes = new SymbolCodes(symbols);
        for (long batch = 0; batch < batches; batch++) {
            MemorySegment words = words(at, 1L + (long) schema.columnCount() * SourceColumn.WORDS);
            total += appendBatch(appender, schema, codes, words, total, Math.max(0, passed - total));
            at += words.byteSize();
        }
        return Math.max(0, total - passed);
    }

    private static MemorySegment words(long address, long count) {
        return ForeignMemory.at(address, count * Long.BYTES);
    }

    private static long appendBatch(
            Appender appender, Schema schema, SymbolCodes codes, MemorySegment words, long rowsBefore, long passed) {
        long rows = words.get(JAVA_LONG, 0);
        if (rows <= 0) {
            return 0;
        }
        ColumnFill[] fills = new ColumnFill[schema.columnCount()];
        for (Column column : schema.columns()) {
            int index = column.index();
            boolean isRequired = index == schema.timestampIndex() || index == schema.keyIndex();
            SourceColumn source = SourceColumn.read(words, (1L + (long) index * SourceColumn.WORDS) * Long.BYTES);
            fills[index] = new ColumnFill(column, source, rows, rowsBefore, isRequired, codes);
        }
        ColumnBatch batch = ColumnBatch.of(schema, 0);
        for (long from = passed; from < rows; from += PIECE_ROWS) {
            int count = (int) Math.min(PIECE_ROWS, rows - from);
            batch.rows(count);
            for (ColumnFill fill : fills) {
                fill.fill(batch, from, count);
            }
            appender.append(batch);
        }
        return rows;
    }
}
