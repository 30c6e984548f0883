package io.arenite.formats.parquet;

import io.arenite.formats.rows.ColumnInfo;
import io.arenite.formats.rows.SourceField;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/// What a Parquet file's footer tells.
///
/// @param rows rows in all
/// @param groups row groups
/// @param columns those of the top level, in order
/// @param metadata the file's own notes
public record ParquetInfo(long rows, int groups, List<ColumnInfo> columns, Map<String, String> metadata) {

    /// @throws io.arenite.formats.rows.RowException if it cannot be read or is no Parquet file
    public static ParquetInfo of(Path path) {
        try (ParquetRows file = ParquetRows.open(path)) {
            List<BlockMetaData> groups = file.footer().getBlocks();
            long rows = 0;
            for (BlockMetaData group : groups) {
                rows += group.getRowCount();
            }
            List<ColumnInfo> columns = new ArrayList<>();
            for (SourceField field : file.fields()) {
                columns.add(column(field, groups));
            }
            return new ParquetInfo(
                    rows,
                    groups.size(),
                    columns,
                    file.footer().getFileMetaData().getKeyValueMetaData());
        }
    }

    /// A nested column is the sum of its leaves, and has no smallest value.
    private static ColumnInfo column(SourceField field, List<BlockMetaData> groups) {
        long stored = 0;
        long plain = 0;
        long nulls = 0;
        boolean single = true;
        Statistics<?> statistics = null;
        var encodings = new TreeSet<String>();
        for (BlockMetaData group : groups) {
            for (ColumnChunkMetaData chunk : group.getColumns()) {
                String[] path = chunk.getPath().toArray();
                if (!path[0].equals(field.name())) {
                    continue;
                }
                single &= path.length == 1;
                stored += chunk.getTotalSize();
                plain += chunk.getTotalUncompressedSize();
                chunk.getEncodings().forEach(encoding -> encodings.add(encoding.name()));
                encodings.add(chunk.getCodec().name());
                Statistics<?> some = chunk.getStatistics();
                nulls = nulls < 0 || some == null || !some.isNumNullsSet() ? -1 : nulls + some.getNumNulls();
                if (some != null && some.hasNonNullValue()) {
                    if (statistics == null) {
                        statistics = some.copy();
                    } else {
                        statistics.mergeStatistics(some);
                    }
                }
            }
        }
        boolean hasValues = single && statistics != null;
        return new ColumnInfo(
                field.name(),
                field.preferred() == null ? null : field.preferred().displayName(),
                field.described(),
                String.join(" ", encodings),
                stored,
                plain,
                single ? nulls : -1,
                hasValues ? statistics.minAsString() : null,
                hasValues ? statistics.maxAsString() : null);
    }
}
