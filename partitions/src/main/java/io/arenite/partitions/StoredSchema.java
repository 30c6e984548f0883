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
