package io.arenite.partitions.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.List;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.Duration;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.LargeBinary;
import org.apache.arrow.flatbuf.LargeUtf8;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;

/// Arrow's Schema, of those types that the writer writes.
final class SchemaEncoder {
    private SchemaEncoder() {}

    static int schema(FlatBufferBuilder builder, ArrowSchema schema) {
        List<ArrowField> fields = schema.fields();
        int[] offsets = new int[fields.size()];
        for (int index = 0; index < offsets.length; index++) {
            offsets[index] = field(builder, fields.get(index));
        }
        int vector = Schema.createFieldsVector(builder, offsets);
        int pairs = HeaderEncoder.pairs(builder, schema.metadata());
        Schema.startSchema(builder);
        Schema.addCustomMetadata(builder, pairs);
        Schema.addFields(builder, vector);
        Schema.addEndianness(builder, Endianness.Little);
        return Schema.endSchema(builder);
    }

    private static int field(FlatBufferBuilder builder, ArrowField field) {
        int name = builder.createString(field.name());
        int pairs = HeaderEncoder.pairs(builder, field.metadata());
        int children = Field.createChildrenVector(builder, new int[0]);
        int dictionary = field.dictionary() == null ? 0 : dictionary(builder, field.dictionary());
        byte code = code(field);
        int type = type(builder, field);
        Field.startField(builder);
        Field.addCustomMetadata(builder, pairs);
        Field.addChildren(builder, children);
        if (dictionary != 0) {
            Field.addDictionary(builder, dictionary);
        }
        Field.addType(builder, type);
        Field.addTypeType(builder, code);
        Field.addName(builder, name);
        Field.addNullable(builder, field.nullable());
        return Field.endField(builder);
    }

    private static int dictionary(FlatBufferBuilder builder, ArrowField.Dictionary dictionary) {
        int index = Int.createInt(
                builder, dictionary.index().bits(), dictionary.index().signed());
        return DictionaryEncoding.createDictionaryEncoding(builder, dictionary.id(), index, false, (short) 0);
    }

    private static byte code(ArrowField field) {
        return switch (field.type()) {
            case ArrowType.Bool bool -> Type.Bool;
            case ArrowType.Int integer -> Type.Int;
            case ArrowType.FloatingPoint number -> Type.FloatingPoint;
            case ArrowType.Decimal decimal -> Type.Decimal;
            case ArrowType.Date date -> Type.Date;
            case ArrowType.Timestamp timestamp -> Type.Timestamp;
            case ArrowType.Duration duration -> Type.Duration;
            case ArrowType.FixedSizeBinary binary -> Type.FixedSizeBinary;
            case ArrowType.Text(ArrowType.Layout layout) when layout == ArrowType.Layout.OFFSETS_64 -> Type.LargeUtf8;
            case ArrowType.Bytes(ArrowType.Layout layout)
            when layout == ArrowType.Layout.OFFSETS_64 -> Type.LargeBinary;
            case ArrowType.Text text -> throw notWritten(field);
            case ArrowType.Bytes bytes -> throw notWritten(field);
            case ArrowType.Null nothing -> throw notWritten(field);
            case ArrowType.Time time -> throw notWritten(field);
            case ArrowType.RunEndEncoded runs -> throw notWritten(field);
            case ArrowType.Opaque opaque -> throw notWritten(field);
        };
    }

    private static int type(FlatBufferBuilder builder, ArrowField field) {
        return switch (field.type()) {
            case ArrowType.Bool bool -> {
                Bool.startBool(builder);
                yield Bool.endBool(builder);
            }
            case ArrowType.Int integer -> Int.createInt(builder, integer.bits(), integer.signed());
            case ArrowType.FloatingPoint number -> FloatingPoint.createFloatingPoint(builder, precision(number));
            case ArrowType.Decimal decimal ->
                Decimal.createDecimal(builder, decimal.precision(), decimal.scale(), decimal.bits());
            case ArrowType.Date date ->
                Date.createDate(builder, date.bits() == 32 ? DateUnit.DAY : DateUnit.MILLISECOND);
            case ArrowType.Timestamp timestamp -> timestamp(builder, timestamp);
            case ArrowType.Duration duration ->
                Duration.createDuration(builder, (short) duration.unit().ordinal());
            case ArrowType.FixedSizeBinary binary ->
                FixedSizeBinary.createFixedSizeBinary(builder, binary.widthBytes());
            case ArrowType.Text text -> {
                LargeUtf8.startLargeUtf8(builder);
                yield LargeUtf8.endLargeUtf8(builder);
            }
            case ArrowType.Bytes bytes -> {
                LargeBinary.startLargeBinary(builder);
                yield LargeBinary.endLargeBinary(builder);
            }
            case ArrowType.Null nothing -> throw notWritten(field);
            case ArrowType.Time time -> throw notWritten(field);
            case ArrowType.RunEndEncoded runs -> throw notWritten(field);
            case ArrowType.Opaque opaque -> throw notWritten(field);
        };
    }

    private static short precision(ArrowType.FloatingPoint number) {
        return switch (number.bits()) {
            case 16 -> Precision.HALF;
            case 32 -> Precision.SINGLE;
            default -> Precision.DOUBLE;
        };
    }

    private static int timestamp(FlatBufferBuilder builder, ArrowType.Timestamp type) {
        int zone = type.zone() == null ? 0 : builder.createString(type.zone());
        Timestamp.startTimestamp(builder);
        if (zone != 0) {
            Timestamp.addTimezone(builder, zone);
        }
        Timestamp.addUnit(builder, (short) type.unit().ordinal());
        return Timestamp.endTimestamp(builder);
    }

    private static IllegalArgumentException notWritten(ArrowField field) {
        return new IllegalArgumentException(
                "type is not written: field=" + field.name() + ", type=" + field.typeName());
    }
}
