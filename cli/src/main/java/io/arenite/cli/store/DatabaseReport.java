package io.arenite.cli.store;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.cli.Figures;
import io.arenite.cli.TextTable;
import io.arenite.partitions.Column;
import io.arenite.partitions.PartitionRef;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TableSnapshot;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;

/// What is in a database: tables, their columns and their time buckets.
final class DatabaseReport {
    private DatabaseReport() {}

    static void print(Path directory, String table, PrintWriter out) {
        try (Arenite db = Databases.openForReading(directory)) {
            out.printf("database %s: %d tables%n", directory, db.tables().size());
            for (Table each : Databases.tables(db, table)) {
                print(each, out);
            }
        }
    }

    private static void print(Table table, PrintWriter out) {
        out.printf("%ntable %s: %s, partitioned by %s%n", table.name(), Figures.rows(table.count()), bucket(table));
        Schema schema = table.schema();
        TextTable columns = new TextTable("column", "type");
        for (Column column : schema.columns()) {
            String role = column.index() == schema.timestampIndex()
                    ? " (the timestamp)"
                    : column.index() == schema.keyIndex() ? " (the key)" : "";
            columns.add(column.name(), column.type().displayName() + role);
        }
        columns.print(out);
        buckets(table, out);
    }

    private static String bucket(Table table) {
        return table.partitionBy().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static void buckets(Table table, PrintWriter out) {
        TreeMap<Long, long[]> byStart = new TreeMap<>();
        try (TableSnapshot snapshot = table.snapshot()) {
            for (int i = 0; i < snapshot.partitionCount(); i++) {
                PartitionRef partition = snapshot.partition(i);
                long[] sums = byStart.computeIfAbsent(partition.bucketStartNs(), _ -> new long[2]);
                sums[0]++;
                sums[1] += partition.rowCount(snapshot);
            }
        }
        TextTable buckets = new TextTable("bucket from", "partitions", "rows", "");
        byStart.forEach((start, sums) -> buckets.add(
                start == Long.MIN_VALUE
                        ? "the beginning"
                        : Instant.EPOCH.plusNanos(start).toString(),
                Figures.count(sums[0]),
                Figures.count(sums[1]),
                ""));
        buckets.print(out);
    }
}
