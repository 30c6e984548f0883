package io.arenite.engine.reference;

import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// Rows of a table as lists of objects: null, Boolean, Long (all integers, decimals, times and codes), Double or
/// String,
/// in order of arrival; and the partitions that they form.
final class ReferenceTable {
    final Schema schema;
    private final PartitionBy partitionBy;
    private final List<Object[]> rows = new ArrayList<>();

    /// One time bucket of one key, its rows by (timestamp, arrival).
    record Part(long bucket, int code, List<Object[]> rows) {}

    ReferenceTable(Schema schema, PartitionBy partitionBy) {
        this.schema = schema;
        this.partitionBy = partitionBy;
    }

    void append(Object[] row) {
        rows.add(row);
    }

    int rowCount() {
        return rows.size();
    }

    List<Object[]> rows() {
        return rows;
    }

    void dropBefore(long tsNs) {
        rows.removeIf(row -> partitionBy.bucketEndNs(partitionBy.bucketStartNs(ts(row))) <= tsNs);
    }

    private long ts(Object[] row) {
        return (Long) row[schema.timestampIndex()];
    }

    int code(Object[] row) {
        return schema.hasKey() ? (int) (long) (Long) row[schema.keyIndex()] : -1;
    }

    /// In scan order: by (bucket, code).
    List<Part> parts() {
        var parts = new TreeMap<long[], Part>(Arrays::compare);
        for (Object[] row : rows) {
            long bucket = partitionBy.bucketStartNs(ts(row));
            int code = code(row);
            parts.computeIfAbsent(new long[] {bucket, code}, key -> new Part(bucket, code, new ArrayList<>()))
                    .rows()
                    .add(row);
        }
        parts.values().forEach(part -> part.rows().sort(Comparator.comparingLong(this::ts)));
        return List.copyOf(parts.values());
    }
}
