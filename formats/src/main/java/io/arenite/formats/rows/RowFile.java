package io.arenite.formats.rows;

import io.arenite.partitions.ColumnType;
import java.util.List;
import java.util.function.ToIntFunction;

/// A file that is open for import: its columns, then its rows chunk by chunk.
public interface RowFile extends AutoCloseable {
    /// A column to read, and as what: the field's own type, or one of utf8, symbol and binary for another.
    record Wanted(int field, ColumnType as) {}

    List<SourceField> fields();

    /// Chooses the columns; called once, before the first [#read].
    ///
    /// @param intern gives a symbol its code
    void select(List<Wanted> columns, ToIntFunction<String> intern);

    /// Fills the chunk, whose columns are those selected, with the next rows.
    ///
    /// @return false if there are no more
    /// @throws RowException if the file is damaged
    boolean read(RowChunk chunk);

    /// How much of the file is read, 0 to 1.
    double share();

    long sizeBytes();

    @Override
    void close();
}
