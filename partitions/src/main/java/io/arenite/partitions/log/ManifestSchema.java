package io.arenite.partitions.log;

import java.util.List;

/// The columns of a table as a manifest knows them.
///
/// @param keyId -1 without a key
/// @param nextId the id of the next column that is added
public record ManifestSchema(List<ManifestColumn> columns, int timestampId, int keyId, int nextId) {
    public ManifestSchema {
        columns = List.copyOf(columns);
        requireColumn("timestamp", timestampId, columns);
        if (keyId != -1) {
            requireColumn("key", keyId, columns);
        }
        int largest = columns.stream().mapToInt(ManifestColumn::id).max().orElse(-1);
        if (nextId <= largest) {
            throw new IllegalArgumentException(
                    "column id would be used twice: next=" + nextId + ", largest=" + largest);
        }
    }

    private static void requireColumn(String what, int id, List<ManifestColumn> columns) {
        if (columns.stream().noneMatch(column -> column.id() == id)) {
            throw new IllegalArgumentException("unknown column id: what=" + what + ", id=" + id);
        }
    }
}
