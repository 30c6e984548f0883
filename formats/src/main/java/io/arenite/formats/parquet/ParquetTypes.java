package io.arenite.formats.parquet;

import io.arenite.formats.rows.SourceField;
import io.arenite.partitions.ArrowSchemas;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.TimeResolution;
import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowType;
import io.arenite.partitions.arrow.ArrowUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.BsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Which type of ours is which of Parquet's, both ways. What Parquet cannot say (symbol, duration,
/// seconds) stands in the [schema of Arrow][ArrowNote] that a file may have.
final class ParquetTypes {
    static final int LARGEST_PRECISION = 18;
    private static final ColumnType MILLISECONDS = ColumnType.timestamp(TimeResolution.MILLIS);

    private ParquetTypes() {}

    /// @param arrow what the file's schema of Arrow says of the column; null for nothing
    static SourceField field(Type type, ArrowField arrow) {
        String described = described(type);
        if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
            return SourceField.of(type.getName(), null, described);
        }
        ColumnType natural = natural(type.asPrimitiveType());
        ColumnType preferred = preferred(natural, arrow);
        boolean isDuration = preferred != null && preferred.kind() == ColumnType.Kind.DURATION;
        return new SourceField(type.getName(), isDuration ? preferred : natural, preferred, described);
    }

    private static String described(Type type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (type.isPrimitive()) {
            String physical = type.asPrimitiveType().getPrimitiveTypeName().name();
            return (type.isRepetition(Type.Repetition.REPEATED) ? "repeated " : "")
                    + (logical == null ? physical : physical + "/" + logical);
        }
        return logical == null ? "group" : logical.toString();
    }

    /// Arrow's type is heard only where Parquet's leaves it open; what contradicts Parquet's is not.
    private static ColumnType preferred(ColumnType natural, ArrowField arrow) {
        if (arrow == null || natural == null) {
            return natural;
        }
        boolean isHeard = switch (arrow.type()) {
            case ArrowType.Text text -> arrow.dictionary() != null && natural.equals(ColumnType.UTF8);
            case ArrowType.Duration duration -> natural.equals(ColumnType.INT64);
            case ArrowType.Timestamp time -> time.unit() == ArrowUnit.SECONDS && natural.equals(MILLISECONDS);
            default -> false;
        };
        return isHeard ? ArrowSchemas.columnType(arrow) : natural;
    }

    private static ColumnType natural(PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> ColumnType.BOOL;
            case FLOAT -> ColumnType.FLOAT32;
            case DOUBLE -> ColumnType.FLOAT64;
            case INT96 -> ColumnType.TIMESTAMP_NS;
            case INT32, INT64 -> integer(type.getPrimitiveTypeName() == PrimitiveTypeName.INT32, logical);
            case BINARY, FIXED_LEN_BYTE_ARRAY ->
                switch (logical) {
                    case null -> ColumnType.BINARY;
                    case StringLogicalTypeAnnotation _, EnumLogicalTypeAnnotation _, JsonLogicalTypeAnnotation _ ->
                        ColumnType.UTF8;
                    case DecimalLogicalTypeAnnotation decimal -> decimal(decimal);
                    case UUIDLogicalTypeAnnotation _, BsonLogicalTypeAnnotation _ -> ColumnType.BINARY;
                    case Float16LogicalTypeAnnotation _ -> ColumnType.FLOAT32;
                    default -> null;
                };
        };
    }

    private static ColumnType integer(boolean narrow, LogicalTypeAnnotation logical) {
        return switch (logical) {
            case null -> narrow ? ColumnType.INT32 : ColumnType.INT64;
            case IntLogicalTypeAnnotation integer ->
                switch (integer.getBitWidth()) {
                    case 8 -> integer.isSigned() ? ColumnType.INT8 : ColumnType.UINT8;
                    case 16 -> integer.isSigned() ? ColumnType.INT16 : ColumnType.UINT16;
                    case 32 -> integer.isSigned() ? ColumnType.INT32 : ColumnType.UINT32;
                    default -> integer.isSigned() ? ColumnType.INT64 : ColumnType.UINT64;
                };
            case DecimalLogicalTypeAnnotation decimal -> decimal(decimal);
            case DateLogicalTypeAnnotation _ -> ColumnType.DATE32;
            case TimestampLogicalTypeAnnotation timestamp -> ColumnType.timestamp(resolution(timestamp.getUnit()));
            // The time since midnight; as int32 it is not taken, since a duration has 64 bits.
            case TimeLogicalTypeAnnotation time -> ColumnType.duration(resolution(time.getUnit()));
            default -> null;
        };
    }

    private static ColumnType decimal(DecimalLogicalTypeAnnotation decimal) {
        boolean fits = decimal.getScale() >= 0 && decimal.getScale() <= ColumnType.MAX_SCALE;
        return fits ? ColumnType.decimal64(decimal.getScale()) : null;
    }

    private static TimeResolution resolution(TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> TimeResolution.MILLIS;
            case MICROS -> TimeResolution.MICROS;
            case NANOS -> TimeResolution.NANOS;
        };
    }

    /// Our type as Parquet's, always optional.
    static PrimitiveType of(String name, ColumnType type) {
        LogicalTypeAnnotation logical = logical(type);
        return Types.optional(physical(type)).as(logical).named(name);
    }

    private static PrimitiveTypeName physical(ColumnType type) {
        return switch (type.kind()) {
            case BOOL -> PrimitiveTypeName.BOOLEAN;
            case INT8, INT16, INT32, UINT8, UINT16, UINT32, DATE32 -> PrimitiveTypeName.INT32;
            case INT64, UINT64, DECIMAL64, TIMESTAMP, DURATION -> PrimitiveTypeName.INT64;
            case FLOAT32 -> PrimitiveTypeName.FLOAT;
            case FLOAT64 -> PrimitiveTypeName.DOUBLE;
            case SYMBOL, UTF8, BINARY -> PrimitiveTypeName.BINARY;
        };
    }

    private static LogicalTypeAnnotation logical(ColumnType type) {
        return switch (type.kind()) {
            case INT8, INT16, UINT8, UINT16, UINT32, UINT64 ->
                LogicalTypeAnnotation.intType(type.widthBytes() * 8, !type.isUnsigned());
            case DECIMAL64 -> LogicalTypeAnnotation.decimalType(type.scale(), LARGEST_PRECISION);
            case DATE32 -> LogicalTypeAnnotation.dateType();
            // Without a zone, as in Arrow and as the other tools write what is UTC by agreement.
            case TIMESTAMP -> LogicalTypeAnnotation.timestampType(false, unit(type.unit()));
            case SYMBOL, UTF8 -> LogicalTypeAnnotation.stringType();
            case BOOL, INT32, INT64, FLOAT32, FLOAT64, DURATION, BINARY -> null;
        };
    }

    /// Parquet has no seconds: they are written as milliseconds.
    private static TimeUnit unit(TimeResolution unit) {
        return switch (unit) {
            case SECONDS, MILLIS -> TimeUnit.MILLIS;
            case MICROS -> TimeUnit.MICROS;
            case NANOS -> TimeUnit.NANOS;
        };
    }
}
