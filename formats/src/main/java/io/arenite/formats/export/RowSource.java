package io.arenite.formats.export;

import io.arenite.Result;
import io.arenite.Table;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.ColumnType;
import java.util.List;
import java.util.stream.IntStream;

/// Rows to be exported, block by block. One thread uses it.
public interface RowSource extends AutoCloseable {
    /// Name and type of a column.
    record Field(String name, ColumnType type) {}

    List<Field> fields();

    long rowCount();

    /// The next rows, or null after the last. The block before must not be read any more.
    RowBlock next();

    @Override
    void close();

    /// The rows of a result, which stays the caller's.
    static RowSource of(Result result) {
        return of(
                IntStream.range(0, result.columnCount())
                        .mapToObj(result::column)
                        .toList(),
                result.rowCount());
    }

    /// Columns as one block; their memory stays the caller's.
    static RowSource of(List<FrameColumn> columns, long rowCount) {
        return new OneBlock(columns, rowCount);
    }

    /// The rows that are committed now: bucket by bucket, in it key by key, sorted by time and arrival.
    static RowSource of(Table table) {
        return TableRows.open(table);
    }

    final class OneBlock implements RowSource {
        private final List<FrameColumn> columns;
        private final long rowCount;
        private boolean given;

        private OneBlock(List<FrameColumn> columns, long rowCount) {
            this.columns = List.copyOf(columns);
            this.rowCount = rowCount;
        }

        @Override
        public List<Field> fields() {
            return columns.stream()
                    .map(column -> new Field(column.name(), column.type()))
                    .toList();
        }

        @Override
        public long rowCount() {
            return rowCount;
        }

        @Override
        public RowBlock next() {
            if (given) {
                return null;
            }
            given = true;
            return new RowBlock(columns, rowCount);
        }

        @Override
        public void close() {
            // The memory is the caller's.
        }
    }
}
