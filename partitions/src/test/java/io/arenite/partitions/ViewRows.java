package io.arenite.partitions;

import java.util.ArrayList;
import java.util.List;

/// The rows of a view as text, read through the columns of the snapshot: late rows in their places.
final class ViewRows {
    private ViewRows() {}

    /// Of a table as it is now, in scan order.
    static List<String> of(TableStore table) {
        List<String> found = new ArrayList<>();
        try (TableSnapshot snapshot = table.snapshot()) {
            for (int index = 0; index < snapshot.partitionCount(); index++) {
                try (PartitionView view = snapshot.open(index)) {
                    found.addAll(of(table, view));
                }
            }
        }
        return found;
    }

    static List<String> of(TableStore table, PartitionView view) {
        List<StringBuilder> rows = new ArrayList<>();
        for (long row = 0; row < view.rowCount(); row++) {
            rows.add(new StringBuilder());
        }
        for (Column column : table.schema().columns()) {
            ColumnChunk chunk = ColumnChunk.of(table, view, column);
            try {
                for (int row = 0; row < rows.size(); row++) {
                    rows.get(row).append(text(chunk, column, row)).append('|');
                }
            } finally {
                chunk.closeIfOpen();
            }
        }
        return rows.stream().map(StringBuilder::toString).toList();
    }

    private static String text(ColumnChunk chunk, Column column, long row) {
        if (chunk.isNull(row)) {
            return "null";
        }
        return switch (column.type().kind()) {
            case BOOL -> Boolean.toString(chunk.getBoolean(row));
            case FLOAT32, FLOAT64 -> Double.toString(chunk.getDouble(row));
            case SYMBOL, UTF8 -> chunk.getString(row);
            case BINARY -> java.util.HexFormat.of().formatHex(chunk.getBytes(row));
            default -> Long.toString(chunk.getLong(row));
        };
    }
}
