package io.arenite.partitions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The columns of a table, its designated timestamp (int64 nanoseconds since the epoch, UTC) and, where it
/// has one, its key (a symbol column). Immutable.
public final class Schema {
    private final List<Column> columns;
    private final Map<String, Column> byName;
    private final int timestampIndex;
    private final int keyIndex;
    private final Map<String, String> leftOut;

    private Schema(List<Column> columns, int timestampIndex, int keyIndex, Map<String, String> leftOut) {
        this.leftOut = Map.copyOf(leftOut);
        this.columns = Collections.unmodifiableList(columns);
        this.byName = new HashMap<>();
        for (Column column : columns) {
            byName.put(column.name(), column);
        }
        this.timestampIndex = timestampIndex;
        this.keyIndex = keyIndex;
    }

    public static Builder builder() {
        return new Builder();
    }

    public List<Column> columns() {
        return columns;
    }

    public int columnCount() {
        return columns.size();
    }

    public Column column(int index) {
        return columns.get(index);
    }

    public Column column(String name) {
        return columns.get(indexOf(name));
    }

    /// @throws UnknownNameException if there is no such column; the text lists the names that are nearest
    public int indexOf(String name) {
        Column column = byName.get(name);
        if (column == null) {
            throw new UnknownNameException("column", name, byName.keySet());
        }
        return column.index();
    }

    public boolean contains(String name) {
        return byName.containsKey(name);
    }

    /// Columns without a designated timestamp: of a file, which nobody appends to.
    ///
    /// @param leftOut names of what the file has beside them, each with its type there
    static Schema untimed(List<Column> columns, Map<String, String> leftOut) {
        return new Schema(new ArrayList<>(columns), -1, -1, leftOut);
    }

    /// What a file has beside the columns, of types that are none here: names, each with its type there.
    public Map<String, String> leftOut() {
        return leftOut;
    }

    /// Whether rows are in the order of a designated timestamp; those of a table always are.
    public boolean hasTimestamp() {
        return timestampIndex >= 0;
    }

    /// The designated timestamp, or -1.
    public int timestampIndex() {
        return timestampIndex;
    }

    /// The key column, or -1.
    public int keyIndex() {
        return keyIndex;
    }

    public boolean hasKey() {
        return keyIndex >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schema schema
                && columns.equals(schema.columns)
                && timestampIndex == schema.timestampIndex
                && keyIndex == schema.keyIndex;
    }

    @Override
    public int hashCode() {
        return columns.hashCode() * 31 + keyIndex;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Schema(");
        for (Column column : columns) {
            text.append(column.index() == 0 ? "" : ", ").append(column);
            text.append(column.index() == timestampIndex ? " designated" : "");
            text.append(column.index() == keyIndex ? " key" : "");
        }
        return text.append(')').toString();
    }

    /// Columns in the order in which rows are appended. The first [#timestamp] column is the designated one,
    /// unless [#designated] names another.
    public static final class Builder {
        private final List<Column> columns = new ArrayList<>();
        private String timestamp;
        private String key;

        private Builder() {}

        public Builder column(String name, ColumnType type) {
            if (find(name) != null) {
                throw new IllegalArgumentException("column name used twice: column=" + name);
            }
            columns.add(new Column(columns.size(), name, type));
            return this;
        }

        /// Nanoseconds since the epoch, UTC.
        public Builder timestamp(String name) {
            timestamp = timestamp == null ? name : timestamp;
            return column(name, ColumnType.TIMESTAMP_NS);
        }

        /// An ordinary time column in any unit.
        public Builder timestamp(String name, TimeResolution unit) {
            return column(name, ColumnType.timestamp(unit));
        }

        public Builder symbol(String name) {
            return column(name, ColumnType.SYMBOL);
        }

        public Builder bool(String name) {
            return column(name, ColumnType.BOOL);
        }

        public Builder int8(String name) {
            return column(name, ColumnType.INT8);
        }

        public Builder int16(String name) {
            return column(name, ColumnType.INT16);
        }

        public Builder int32(String name) {
            return column(name, ColumnType.INT32);
        }

        public Builder int64(String name) {
            return column(name, ColumnType.INT64);
        }

        public Builder uint8(String name) {
            return column(name, ColumnType.UINT8);
        }

        public Builder uint16(String name) {
            return column(name, ColumnType.UINT16);
        }

        public Builder uint32(String name) {
            return column(name, ColumnType.UINT32);
        }

        public Builder uint64(String name) {
            return column(name, ColumnType.UINT64);
        }

        public Builder float32(String name) {
            return column(name, ColumnType.FLOAT32);
        }

        public Builder float64(String name) {
            return column(name, ColumnType.FLOAT64);
        }

        public Builder decimal64(String name, int scale) {
            return column(name, ColumnType.decimal64(scale));
        }

        public Builder date32(String name) {
            return column(name, ColumnType.DATE32);
        }

        public Builder duration(String name, TimeResolution unit) {
            return column(name, ColumnType.duration(unit));
        }

        public Builder utf8(String name) {
            return column(name, ColumnType.UTF8);
        }

        public Builder binary(String name) {
            return column(name, ColumnType.BINARY);
        }

        public Builder designated(String timestampColumn) {
            timestamp = timestampColumn;
            return this;
        }

        public Builder key(String symbolColumn) {
            key = symbolColumn;
            return this;
        }

        public Schema build() {
            if (timestamp == null) {
                throw new IllegalArgumentException("schema needs a timestamp column: columns=" + columns);
            }
            Column designated = require(timestamp);
            if (!designated.type().equals(ColumnType.TIMESTAMP_NS)) {
                throw new IllegalArgumentException("designated timestamp must be timestamp(ns): column=" + timestamp
                        + ", type=" + designated.type());
            }
            int keyIndex = -1;
            if (key != null) {
                Column keyColumn = require(key);
                if (!keyColumn.type().equals(ColumnType.SYMBOL)) {
                    throw new IllegalArgumentException(
                            "key must be a symbol column: column=" + key + ", type=" + keyColumn.type());
                }
                keyIndex = keyColumn.index();
            }
            return new Schema(new ArrayList<>(columns), designated.index(), keyIndex, Map.of());
        }

        private Column require(String name) {
            Column column = find(name);
            if (column == null) {
                throw new UnknownNameException(
                        "column", name, columns.stream().map(Column::name).toList());
            }
            return column;
        }

        /// The column, or null.
        private Column find(String name) {
            for (Column column : columns) {
                if (column.name().equals(name)) {
                    return column;
                }
            }
            return null;
        }
    }
}
