package io.arenite.formats.rows;

import io.arenite.partitions.ColumnType;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Some rows of a file as columns, and what is wrong with which of them.
public final class RowChunk {
    public static final int CAPACITY = 1 << 14;

    private final List<ColumnValues> columns;
    private final TreeMap<Integer, BadValue> bad = new TreeMap<>();
    private int rows;

    /// What is wrong with a row: the first thing that was found.
    record BadValue(int column, String rule, String value) {}

    public RowChunk(List<ColumnType> types) {
        columns = types.stream().map(type -> new ColumnValues(type, CAPACITY)).toList();
    }

    public int rows() {
        return rows;
    }

    public void rows(int count) {
        rows = count;
    }

    public ColumnValues column(int index) {
        return columns.get(index);
    }

    public int columnCount() {
        return columns.size();
    }

    /// Says that a row cannot be imported.
    public void refuse(int row, int column, String rule, String value) {
        bad.putIfAbsent(row, new BadValue(column, rule, value));
    }

    SortedMap<Integer, BadValue> bad() {
        return bad;
    }

    void clear() {
        rows = 0;
        bad.clear();
        columns.forEach(ColumnValues::clear);
    }

    /// Takes the rows out that another chunk of the same rows refuses.
    void drop(SortedMap<Integer, BadValue> refused) {
        int[] kept = new int[rows];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (!refused.containsKey(row)) {
                kept[count++] = row;
            }
        }
        for (ColumnValues column : columns) {
            column.keep(kept, count);
        }
        rows = count;
    }
}
