package io.arenite.python.plan;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.RowBuilder;
import io.arenite.partitions.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The table of a case file, and cells as these files write them: times and dates as ISO text without a
/// zone, decimals as text, NaN as text, durations as counts of their unit.
final class CaseTable {
    private CaseTable() {}

    /// Creates and fills the table.
    static Table create(Arenite db, Map<?, ?> described) {
        List<?> columns = (List<?>) described.get("columns");
        Schema.Builder schema = Schema.builder();
        for (Object column : columns) {
            schema.column(name(column), type(column));
        }
        schema.designated((String) described.get("timestamp")).key((String) described.get("key"));
        String bucket = ((String) described.get("partition_by")).toUpperCase(Locale.ROOT);
        Table table = db.createTable((String) described.get("name"), schema.build(), PartitionBy.valueOf(bucket));
        try (var rows = table.appender()) {
            for (Object row : (List<?>) described.get("rows")) {
                append(rows.at(ns((String) ((List<?>) row).getFirst())), columns, (List<?>) row);
            }
            rows.commit();
        }
        return table;
    }

    static String name(Object column) {
        return (String) ((List<?>) column).getFirst();
    }

    static ColumnType type(Object column) {
        return TypeReader.read((String) ((List<?>) column).getLast());
    }

    /// What the cell of a case file stands for, as `FrameColumn.get` gives it.
    static Object expected(Object cell, ColumnType type) {
        return switch (type.kind()) {
            case TIMESTAMP ->
                cell == null ? null : ns((String) cell) / type.unit().nsPerUnit();
            case DATE32 -> cell == null ? null : LocalDate.parse((String) cell).toEpochDay();
            case DECIMAL64 -> cell == null ? null : new BigDecimal((String) cell);
            case FLOAT32, FLOAT64 -> cell instanceof String text ? (Object) Double.valueOf(text) : cell;
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, DURATION ->
                cell == null ? null : ((Number) cell).longValue();
            case BOOL, UINT64, SYMBOL, UTF8, BINARY -> cell;
        };
    }

    private static void append(RowBuilder row, List<?> columns, List<?> cells) {
        for (int i = 1; i < columns.size(); i++) {
            Object cell = expected(cells.get(i), type(columns.get(i)));
            if (cell == null) {
                row.nul();
                continue;
            }
            switch (type(columns.get(i)).kind()) {
                case BOOL -> row.bool((Boolean) cell);
                case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> row.int64((Long) cell);
                case UINT64 -> row.uint64(((Number) cell).longValue());
                case FLOAT32, FLOAT64 -> row.float64(((Number) cell).doubleValue());
                case DECIMAL64 -> row.decimal((BigDecimal) cell);
                case TIMESTAMP -> row.timestamp((Long) cell);
                case DATE32 -> row.date32(((Long) cell).intValue());
                case DURATION -> row.duration((Long) cell);
                case SYMBOL -> row.symbol((String) cell);
                case UTF8 -> row.utf8((String) cell);
                case BINARY -> throw new IllegalArgumentException("case files have no bytes: cell=" + cell);
            }
        }
        row.append();
    }

    private static long ns(String text) {
        Instant moment = Instant.parse(text + "Z");
        return moment.getEpochSecond() * 1_000_000_000L + moment.getNano();
    }
}
