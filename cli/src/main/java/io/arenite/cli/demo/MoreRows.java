package io.arenite.cli.demo;

import static io.arenite.Functions.col;

import io.arenite.Expr;
import io.arenite.LazyFrame;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.Appender;
import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.RowBuilder;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.List;

/// Appends rows to any table: each repeats the last row of a symbol, one millisecond after the table's last row.
final class MoreRows {

    private static final long STEP_NS = 1_000_000;

    private MoreRows() {}

    static void append(Table table, int count) {
        Schema schema = table.schema();
        try (Result last = lastRows(table, schema);
                Appender appender = table.appender()) {
            String timestamp = schema.column(schema.timestampIndex()).name();
            long tsNs = Long.MIN_VALUE;
            for (long row = 0; row < last.rowCount(); row++) {
                tsNs = Math.max(tsNs, last.getLong(timestamp, row));
            }
            for (int i = 0; i < count; i++) {
                tsNs += STEP_NS;
                RowBuilder builder = appender.at(tsNs);
                for (Column column : schema.columns()) {
                    if (column.index() != schema.timestampIndex()) {
                        put(builder, column.type(), lastColumn(last, column.name()), i % last.rowCount());
                    }
                }
                builder.append();
            }
            appender.commit();
        }
    }

    /// The last value of each column, by symbol where there is a key.
    private static Result lastRows(Table table, Schema schema) {
        List<Expr> lasts = new ArrayList<>();
        for (Column column : schema.columns()) {
            if (column.index() != schema.keyIndex() && !column.type().isVariable()) {
                lasts.add(col(column.name()).last().alias(column.name()));
            }
        }
        Expr[] expressions = lasts.toArray(Expr[]::new);
        LazyFrame lazy = table.lazy();
        return schema.hasKey()
                ? lazy.groupBy(schema.column(schema.keyIndex()).name())
                        .agg(expressions)
                        .collect()
                : lazy.select(expressions).collect();
    }

    private static FrameColumn lastColumn(Result last, String name) {
        return last.columnNames().contains(name) ? last.column(name) : null;
    }

    private static void put(RowBuilder builder, ColumnType type, FrameColumn column, long row) {
        if (column == null || column.isNull(row)) {
            builder.nul();
            return;
        }
        switch (type.kind()) {
            case FLOAT32, FLOAT64 -> builder.float64(column.getDouble(row));
            case SYMBOL -> builder.symbol(column.getString(row));
            case BOOL -> builder.bool(column.getBoolean(row));
            case DECIMAL64 -> builder.decimal(column.getDecimal(row));
            case TIMESTAMP -> builder.timestamp(column.getLong(row));
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, DATE32, DURATION ->
                builder.int64(column.getLong(row));
            case UTF8, BINARY -> builder.nul();
        }
    }
}
