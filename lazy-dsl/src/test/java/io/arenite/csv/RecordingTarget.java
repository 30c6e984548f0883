package io.arenite.csv;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/// Keeps what an import appends as text, one row a line, so that tests compare what a reader of the file expects.
final class RecordingTarget implements CsvTarget {

    final List<String> committed = new ArrayList<>();
    final List<String> symbols = new ArrayList<>();
    private final CsvLayout layout;
    private final List<String> uncommitted = new ArrayList<>();

    RecordingTarget(CsvLayout layout) {
        this.layout = layout;
    }

    @Override
    public int intern(String symbol) {
        if (!symbols.contains(symbol)) {
            symbols.add(symbol);
        }
        return symbols.indexOf(symbol);
    }

    @Override
    public void append(RowBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            List<String> values = new ArrayList<>();
            for (int column = 0; column < layout.columns().size(); column++) {
                values.add(
                        batch.isNull(column, row)
                                ? "null"
                                : text(batch.reader(column).values(), column, row));
            }
            uncommitted.add(String.join("|", values));
        }
    }

    private String text(Object values, int column, int row) {
        Object value = Array.get(values, row);
        boolean isSymbol = layout.columns().get(column).type().equals(io.arenite.partitions.ColumnType.SYMBOL);
        return isSymbol ? symbols.get((Integer) value) : value.toString();
    }

    @Override
    public void commit() {
        committed.addAll(uncommitted);
        uncommitted.clear();
    }

    @Override
    public void rollback() {
        uncommitted.clear();
    }
}
