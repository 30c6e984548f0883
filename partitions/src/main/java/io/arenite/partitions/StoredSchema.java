package io.arenite.partitions;

import io.arenite.partitions.arrow.ArrowBatch;
import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowFile;
import io.arenite.partitions.log.ManifestColumn;
import io.arenite.partitions.log.ManifestSchema;
import java.util.ArrayList;
import java.util.List;

/// A schema with the numbers that its columns have for ever, by which a sealed file's fields are found.
///
/// @param ids by column
record StoredSchema(Schema schema, int[] ids, int nextId) implements SealedFile.FieldChoice {

    static StoredSchema first(Schema schema) {
        int[] ids = new int[schema.columnCount()];
        for (int column = 0; column < ids.length; column++) {
            ids[column] = column;
        }
        return new StoredSchema(schema, ids, ids.length);
    }

    static StoredSchema of(ManifestSchema stored) {
        Schema.Builder builder = Schema.builder();
        int[] ids = new int[stored.columns().size()];
        for (int column = 0; column < ids.length; column++) {
            ManifestColumn known = stored.columns().get(column);
            ids[column] = known.id();
            builder.column(known.name(), ColumnType.parse(known.type()));
            if (known.id() == stored.timestampId()) {
                builder.designated(known.name());
            }
            if (known.id() == stored.keyId()) {
                builder.key(known.name());
            }
        }
        return new StoredSchema(builder.build(), ids, stored.nextId());
    }

    /// @throws IllegalArgumentException where the change does not fit: an unknown or taken name, the
    ///     timestamp or the key
    StoredSchema with(SchemaChange change) {
        List<String> names = new ArrayList<>();
        List<ColumnType> types = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        String timestamp = schema.column(schema.timestampIndex()).name();
        String key = schema.hasKey() ? schema.column(schema.keyIndex()).name() : null;
        for (Column column : schema.columns()) {
            names.add(column.name());
            types.add(column.type());
            kept.add(ids[column.index()]);
        }
        int next = nextId;
        switch (change) {
            case SchemaChange.AddColumn(String name, ColumnType type) -> {
                names.add(name);
                types.add(type);
                kept.add(next++);
            }
            case SchemaChange.RenameColumn(String name, String newName) -> {
                names.set(schema.indexOf(name), newName);
                timestamp = timestamp.equals(name) ? newName : timestamp;
                key = name.equals(key) ? newName : key;
            }
            case SchemaChange.DropColumn(String name) -> {
                if (name.equals(timestamp) || name.equals(key)) {
                    throw new IllegalArgumentException(
                            "timestamp and key cannot be dropped: column=" + name + ", schema=" + schema);
                }
                int index = schema.indexOf(name);
                names.remove(index);
                types.remove(index);
                kept.remove(index);
            }
        }
        Schema.Builder builder = Schema.builder();
        for (int column = 0; column < names.size(); column++) {
            builder.column(names.get(column), types.get(column));
        }
        builder.designated(timestamp);
        if (key != null) {
            builder.key(key);
        }
        return new StoredSchema(
                builder.build(), kept.stream().mapToInt(Integer::intValue).toArray(), next);
    }

    ManifestSchema stored() {
        List<ManifestColumn> columns = new ArrayList<>();
        for (Column column : schema.columns()) {
            columns.add(new ManifestColumn(
                    ids[column.index()], column.name(), column.type().displayName()));
        }
        return new ManifestSchema(
                columns, ids[schema.timestampIndex()], schema.hasKey() ? ids[schema.keyIndex()] : -1, nextId);
    }

    @Override
    public int field(ArrowFile file, Column column) {
        String id = Integer.toString(ids[column.index()]);
        List<ArrowField> fields = file.schema().fields();
        for (int field = 0; field < fields.size(); field++) {
            if (id.equals(fields.get(field).metadata().get(ArrowSchemas.COLUMN_ID))) {
                return field;
            }
        }
        return -1;
    }

    /// The database's codes are the files' codes.
    @Override
    public int[] codeMap(ArrowFile file, ArrowBatch batch, int field) {
        return null;
    }
}
