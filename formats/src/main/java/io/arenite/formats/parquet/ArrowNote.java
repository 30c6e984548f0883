package io.arenite.formats.parquet;

import io.arenite.arena.file.CorruptFileException;
import io.arenite.formats.export.RowSource;
import io.arenite.partitions.ArrowSchemas;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowSchema;
import io.arenite.partitions.arrow.ArrowType;
import io.arenite.partitions.arrow.UnsupportedArrowException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/// The schema of Arrow in a Parquet file's metadata, by which pyarrow, Polars and others tell each other what
/// Parquet has no type for: the message that an Arrow stream begins with, in base64.
final class ArrowNote {
    static final String KEY = "ARROW:schema";

    private static final int PARQUET_DECIMAL_BITS = 128;

    private ArrowNote() {}

    static String of(List<RowSource.Field> fields) {
        List<ArrowField> arrow = fields.stream().map(ArrowNote::field).toList();
        return Base64.getEncoder().encodeToString(new ArrowSchema(arrow, Map.of()).toMessage());
    }

    /// Decimals have the width that readers make of Parquet's: those that do not know the narrow ones, which
    /// are young, would refuse the file.
    private static ArrowField field(RowSource.Field field) {
        return field.type().kind() == ColumnType.Kind.DECIMAL64
                ? ArrowField.of(
                        field.name(),
                        new ArrowType.Decimal(
                                ParquetTypes.LARGEST_PRECISION, field.type().scale(), PARQUET_DECIMAL_BITS))
                : ArrowSchemas.field(field.name(), field.type());
    }

    /// What Arrow says of each column of the top level. A note that cannot be read, or is of other columns,
    /// says nothing: the file's own schema is enough to read it.
    ///
    /// @return null for each column of which nothing is known
    static List<ArrowField> fields(Path path, FileMetaData file) {
        MessageType schema = file.getSchema();
        List<ArrowField> none = Collections.nCopies(schema.getFieldCount(), null);
        String note = file.getKeyValueMetaData().get(KEY);
        if (note == null) {
            return none;
        }
        try {
            byte[] message = Base64.getDecoder().decode(note);
            List<ArrowField> fields = ArrowSchema.ofMessage(path, message).fields();
            return isOf(schema, fields) ? fields : none;
        } catch (IllegalArgumentException | CorruptFileException | UnsupportedArrowException e) {
            System.getLogger(ArrowNote.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            KEY + " is not heard: file=" + path + ", reason=" + e.getMessage());
            return none;
        }
    }

    private static boolean isOf(MessageType schema, List<ArrowField> fields) {
        List<String> names = fields.stream().map(ArrowField::name).toList();
        return names.equals(schema.getFields().stream().map(Type::getName).toList());
    }
}
