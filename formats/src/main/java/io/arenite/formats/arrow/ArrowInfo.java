package io.arenite.formats.arrow;

import io.arenite.formats.rows.ColumnInfo;
import io.arenite.formats.rows.SourceField;
import io.arenite.partitions.arrow.ArrowBatch;
import io.arenite.partitions.arrow.ArrowColumn;
import io.arenite.partitions.arrow.ArrowFile;
import io.arenite.partitions.arrow.BufferRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// What the headers of an Arrow file tell.
///
/// @param rows rows in all
/// @param batches record batches
/// @param columns those of the top level, in order
/// @param metadata the schema's own notes
public record ArrowInfo(long rows, int batches, List<ColumnInfo> columns, Map<String, String> metadata) {

    /// @throws io.arenite.formats.rows.RowException if it cannot be read or is no Arrow file
    public static ArrowInfo of(Path path) {
        try (ArrowRows rows = ArrowRows.open(path)) {
            ArrowFile file = rows.file();
            List<ArrowBatch> batches = new ArrayList<>();
            for (int i = 0; i < file.batchCount(); i++) {
                batches.add(file.batch(i));
            }
            List<ColumnInfo> columns = new ArrayList<>();
            for (int i = 0; i < rows.fields().size(); i++) {
                columns.add(column(rows.fields().get(i), i, batches));
            }
            long count = batches.stream().mapToLong(ArrowBatch::rows).sum();
            return new ArrowInfo(count, batches.size(), columns, file.schema().metadata());
        } catch (RuntimeException e) {
            throw ArrowRows.told(e);
        }
    }

    private static ColumnInfo column(SourceField field, int index, List<ArrowBatch> batches) {
        long bytes = 0;
        long nulls = 0;
        var encodings = new TreeSet<String>();
        var statistics = field.type() == null ? null : new SealedStatistics(field.type(), index);
        for (ArrowBatch batch : batches) {
            ArrowColumn column = batch.columns().get(index);
            bytes += bytes(column);
            nulls += column.nullCount();
            if (statistics != null) {
                statistics.add(batch);
            }
            encodings.add(batch.compression().name().toLowerCase(Locale.ROOT));
        }
        return new ColumnInfo(
                field.name(),
                field.type() == null ? null : field.type().displayName(),
                field.described(),
                String.join(" ", encodings),
                bytes,
                -1,
                nulls,
                statistics == null ? null : statistics.smallest(),
                statistics == null ? null : statistics.largest());
    }

    private static long bytes(ArrowColumn column) {
        long bytes =
                column.buffers().stream().mapToLong(BufferRange::lengthBytes).sum();
        for (ArrowColumn child : column.children()) {
            bytes += bytes(child);
        }
        return bytes;
    }
}
