package io.arenite.formats;

import io.arenite.formats.arrow.ArrowInfo;
import io.arenite.formats.parquet.ParquetInfo;
import io.arenite.formats.rows.ColumnInfo;
import io.arenite.formats.rows.RowError;
import io.arenite.formats.rows.RowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What is in a file, as far as its own metadata tell.
///
/// @param format such as `Parquet`
/// @param bytes the file's size
/// @param rows rows in all
/// @param groups row groups of Parquet, record batches of Arrow
/// @param columns in the file's order
/// @param metadata the file's own notes
public record FileInfo(
        String format, long bytes, long rows, int groups, List<ColumnInfo> columns, Map<String, String> metadata) {
    public FileInfo {
        columns = List.copyOf(columns);
        metadata = Map.copyOf(metadata);
    }

    /// @throws RowException if the file cannot be read
    /// @throws IllegalArgumentException if its name ends in no known suffix, or the format says nothing
    ///     of itself
    public static FileInfo of(Path file) {
        try {
            if (!Files.exists(file)) {
                throw new RowException(RowError.ofFile("no such file", file.toString()));
            }
            long bytes = Files.size(file);
            return switch (FileFormat.of(file)) {
                case PARQUET -> {
                    ParquetInfo info = ParquetInfo.of(file);
                    yield new FileInfo("Parquet", bytes, info.rows(), info.groups(), info.columns(), info.metadata());
                }
                case ARROW -> {
                    ArrowInfo info = ArrowInfo.of(file);
                    yield new FileInfo("Arrow", bytes, info.rows(), info.batches(), info.columns(), info.metadata());
                }
                case CSV -> throw new IllegalArgumentException("CSV says nothing of itself: file=" + file);
            };
        } catch (IOException e) {
            throw new RowException(RowError.ofFile("cannot be read (" + e.getMessage() + ")", file.toString()), e);
        }
    }
}
