package io.arenite.partitions;

import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowSchema;
import io.arenite.partitions.arrow.ArrowTarget;
import io.arenite.partitions.arrow.ArrowType;
import io.arenite.partitions.arrow.ArrowUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Column types as Arrow types, each of the same bytes, so that a column goes to a file and back as it is.
///
/// decimal64(s) is a decimal of 64 bits; timestamps have no zone and mean UTC; a symbol is an int32 index
/// into a dictionary; utf8 and binary have 64-bit offsets.
public final class ArrowSchemas {
    /// In a field's metadata: the column's id, which no new name changes.
    static final String COLUMN_ID = "arenite.column";

    private static final long SYMBOLS = 0;
    private static final int DECIMAL_PRECISION = 18;

    private ArrowSchemas() {}

    /// @param ids by column
    static ArrowSchema of(Schema schema, int[] ids, Map<String, String> metadata) {
        List<ArrowField> fields = new ArrayList<>();
        for (Column column : schema.columns()) {
            fields.add(field(column.name(), column.type())
                    .withMetadata(Map.of(COLUMN_ID, Integer.toString(ids[column.index()]))));
        }
        return new ArrowSchema(fields, metadata);
    }

    /// All symbols are of dictionary 0.
    public static ArrowField field(String name, ColumnType type) {
        return type.kind() == ColumnType.Kind.SYMBOL
                ? ArrowField.symbols(name, SYMBOLS)
                : ArrowField.of(name, arrowType(type));
    }

    private static ArrowType arrowType(ColumnType type) {
        return switch (type.kind()) {
            case BOOL -> new ArrowType.Bool();
            case INT8 -> new ArrowType.Int(8, true);
            case INT16 -> new ArrowType.Int(16, true);
            case INT32 -> new ArrowType.Int(32, true);
            case INT64 -> new ArrowType.Int(64, true);
            case UINT8 -> new ArrowType.Int(8, false);
            case UINT16 -> new ArrowType.Int(16, false);
            case UINT32 -> new ArrowType.Int(32, false);
            case UINT64 -> new ArrowType.Int(64, false);
            case FLOAT32 -> new ArrowType.FloatingPoint(32);
            case FLOAT64 -> new ArrowType.FloatingPoint(64);
            case DECIMAL64 -> new ArrowType.Decimal(DECIMAL_PRECISION, type.scale(), 64);
            case TIMESTAMP -> new ArrowType.Timestamp(unit(type.unit()), null);
            case DURATION -> new ArrowType.Duration(unit(type.unit()));
            case DATE32 -> new ArrowType.Date(32);
            case UTF8 -> new ArrowType.Text(ArrowType.Layout.OFFSETS_64);
            case BINARY -> new ArrowType.Bytes(ArrowType.Layout.OFFSETS_64);
            case SYMBOL -> throw new IllegalArgumentException("a symbol is a dictionary's index: type=" + type);
        };
    }

    /// What a field of any Arrow file is to us; null where nothing here reads it.
    public static ColumnType columnType(ArrowField field) {
        ArrowType type = field.type();
        if (ArrowTarget.of(field) == null) {
            return null;
        }
        if (field.dictionary() != null && type instanceof ArrowType.Text) {
            return ColumnType.SYMBOL;
        }
        return switch (type) {
            case ArrowType.Null nothing -> ColumnType.BOOL;
            case ArrowType.Bool bool -> ColumnType.BOOL;
            case ArrowType.Int(int bits, boolean signed) -> integer(bits, signed);
            case ArrowType.FloatingPoint(int bits) -> bits == 64 ? ColumnType.FLOAT64 : ColumnType.FLOAT32;
            case ArrowType.Decimal(int precision, int scale, int bits) -> ColumnType.decimal64(scale);
            case ArrowType.Date(int bits) ->
                bits == 32 ? ColumnType.DATE32 : ColumnType.timestamp(TimeResolution.MILLIS);
            case ArrowType.Time(ArrowUnit unit, int bits) -> ColumnType.duration(resolution(unit));
            case ArrowType.Timestamp(ArrowUnit unit, String zone) -> ColumnType.timestamp(resolution(unit));
            case ArrowType.Duration(ArrowUnit unit) -> ColumnType.duration(resolution(unit));
            case ArrowType.Text text -> ColumnType.UTF8;
            case ArrowType.Bytes bytes -> ColumnType.BINARY;
            case ArrowType.FixedSizeBinary binary -> ColumnType.BINARY;
            case ArrowType.RunEndEncoded runs -> columnType(field.children().get(1));
            case ArrowType.Opaque opaque -> null;
        };
    }

    private static ColumnType integer(int bits, boolean signed) {
        return ColumnType.parse((signed ? "int" : "uint") + bits);
    }

    private static ArrowUnit unit(TimeResolution unit) {
        return switch (unit) {
            case SECONDS -> ArrowUnit.SECONDS;
            case MILLIS -> ArrowUnit.MILLIS;
            case MICROS -> ArrowUnit.MICROS;
            case NANOS -> ArrowUnit.NANOS;
        };
    }

    private static TimeResolution resolution(ArrowUnit unit) {
        return switch (unit) {
            case SECONDS -> TimeResolution.SECONDS;
            case MILLIS -> TimeResolution.MILLIS;
            case MICROS -> TimeResolution.MICROS;
            case NANOS -> TimeResolution.NANOS;
        };
    }
}
