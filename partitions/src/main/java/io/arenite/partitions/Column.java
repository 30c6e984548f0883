package io.arenite.partitions;

/// One column of a [Schema].
///
/// @param index its place in the schema, from 0
public record Column(int index, String name, ColumnType type) {
    public Column {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("column needs a name: index=" + index);
        }
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
