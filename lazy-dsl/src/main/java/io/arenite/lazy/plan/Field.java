package io.arenite.lazy.plan;

import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.List;

/// A column of a frame: what it is called and what it holds.
public record Field(String name, ColumnType type) {
    public static List<Field> of(Schema schema) {
        var fields = new ArrayList<Field>(schema.columnCount());
        for (Column column : schema.columns()) {
            fields.add(new Field(column.name(), column.type()));
        }
        return fields;
    }

    public static List<String> names(List<Field> fields) {
        var names = new ArrayList<String>(fields.size());
        for (Field field : fields) {
            names.add(field.name());
        }
        return names;
    }
}
