package io.arenite.partitions.arrow;

import io.arenite.partitions.arrow.ArrowType.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.UnionMode;

/// Arrow's Schema out of a header. Slots are those of
/// [Schema.fbs](https://github.com/apache/arrow/blob/main/format/Schema.fbs), in the order of its
/// declarations.
final class SchemaDecoder {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_BYTE_WIDTH = 1 << 30;

    private final Path file;
    private final boolean unionsHaveValidity;

    /// @param unionsHaveValidity up to version 4 of the metadata
    SchemaDecoder(Path file, boolean unionsHaveValidity) {
        this.file = file;
        this.unionsHaveValidity = unionsHaveValidity;
    }

    /// Schema: endianness, fields, custom_metadata.
    ArrowSchema schema(FlatTable schema) {
        if (schema.int16(0, Endianness.Little) != Endianness.Little) {
            throw new UnsupportedArrowException("unsupported byte order: file=" + file + ", order=big endian");
        }
        return new ArrowSchema(fields(schema.elements(1, 4), 0), schema.pairs(2));
    }

    private List<ArrowField> fields(FlatTable.Elements elements, int depth) {
        List<ArrowField> fields = new ArrayList<>();
        for (int index = 0; index < elements.count(); index++) {
            fields.add(field(elements.table(index), depth));
        }
        return fields;
    }

    /// Field: name, nullable, type_type, type, dictionary, children, custom_metadata.
    private ArrowField field(FlatTable field, int depth) {
        if (depth > MAX_DEPTH) {
            throw field.corrupt("fields are nested too deeply", ", depth=" + depth);
        }
        String name = field.text(0);
        name = name == null ? "" : name;
        List<ArrowField> children = fields(field.elements(5, 4), depth + 1);
        int code = field.int8(2, Type.NONE);
        ArrowType type = type(code, field.requiredTable(3, "type of " + name), name);
        if (type instanceof ArrowType.RunEndEncoded && children.size() != 2) {
            throw field.corrupt("run-end encoding has two children", ", field=" + name);
        }
        FlatTable encoding = field.table(4);
        return new ArrowField(
                name,
                type,
                field.bool(1, false),
                encoding == null ? null : dictionary(encoding, name),
                children,
                field.pairs(6));
    }

    /// DictionaryEncoding: id, indexType, isOrdered, dictionaryKind.
    private ArrowField.Dictionary dictionary(FlatTable encoding, String name) {
        FlatTable index = encoding.table(1);
        ArrowType.Int type = index == null ? new ArrowType.Int(32, true) : integer(index, name);
        return new ArrowField.Dictionary(encoding.int64(0, 0), type);
    }

    private ArrowType type(int code, FlatTable type, String name) {
        return switch (code) {
            case Type.Null -> new ArrowType.Null();
            case Type.Bool -> new ArrowType.Bool();
            case Type.Int -> integer(type, name);
            case Type.FloatingPoint -> floatingPoint(type, name);
            case Type.Decimal -> decimal(type, name);
            case Type.Date -> new ArrowType.Date(type.int16(0, DateUnit.MILLISECOND) == DateUnit.DAY ? 32 : 64);
            case Type.Time -> time(type, name);
            case Type.Timestamp -> new ArrowType.Timestamp(unit(type.int16(0, 0), type, name), type.text(1));
            case Type.Duration -> new ArrowType.Duration(unit(type.int16(0, 1), type, name));
            case Type.Utf8 -> new ArrowType.Text(Layout.OFFSETS_32);
            case Type.LargeUtf8 -> new ArrowType.Text(Layout.OFFSETS_64);
            case Type.Utf8View -> new ArrowType.Text(Layout.VIEWS);
            case Type.Binary -> new ArrowType.Bytes(Layout.OFFSETS_32);
            case Type.LargeBinary -> new ArrowType.Bytes(Layout.OFFSETS_64);
            case Type.BinaryView -> new ArrowType.Bytes(Layout.VIEWS);
            case Type.FixedSizeBinary -> fixedSizeBinary(type, name);
            case Type.RunEndEncoded -> new ArrowType.RunEndEncoded();
            case Type.Interval -> new ArrowType.Opaque("interval", 2);
            case Type.Struct_ -> new ArrowType.Opaque("struct", 1);
            case Type.FixedSizeList -> new ArrowType.Opaque("fixed_size_list", 1);
            case Type.List -> new ArrowType.Opaque("list", 2);
            case Type.LargeList -> new ArrowType.Opaque("large_list", 2);
            case Type.Map -> new ArrowType.Opaque("map", 2);
            case Type.ListView -> new ArrowType.Opaque("list_view", 3);
            case Type.LargeListView -> new ArrowType.Opaque("large_list_view", 3);
            case Type.Union -> union(type);
            default -> throw type.corrupt("unknown type", ", field=" + name + ", type code=" + code);
        };
    }

    private static ArrowType.Int integer(FlatTable type, String name) {
        int bits = type.int32(0, 0);
        if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
            throw type.corrupt("width of an integer is wrong", ", field=" + name + ", bits=" + bits);
        }
        return new ArrowType.Int(bits, type.bool(1, false));
    }

    private static ArrowType floatingPoint(FlatTable type, String name) {
        int precision = type.int16(0, Precision.HALF);
        return switch (precision) {
            case Precision.HALF -> new ArrowType.FloatingPoint(16);
            case Precision.SINGLE -> new ArrowType.FloatingPoint(32);
            case Precision.DOUBLE -> new ArrowType.FloatingPoint(64);
            default ->
                throw type.corrupt("precision of a float is wrong", ", field=" + name + ", precision=" + precision);
        };
    }

    private static ArrowType decimal(FlatTable type, String name) {
        int bits = type.int32(2, 128);
        if (bits != 32 && bits != 64 && bits != 128 && bits != 256) {
            throw type.corrupt("width of a decimal is wrong", ", field=" + name + ", bits=" + bits);
        }
        return new ArrowType.Decimal(type.int32(0, 0), type.int32(1, 0), bits);
    }

    private static ArrowType time(FlatTable type, String name) {
        ArrowUnit unit = unit(type.int16(0, 1), type, name);
        int bits = type.int32(1, 32);
        if (bits != (unit.compareTo(ArrowUnit.MILLIS) <= 0 ? 32 : 64)) {
            throw type.corrupt("width of a time is wrong", ", field=" + name + ", bits=" + bits);
        }
        return new ArrowType.Time(unit, bits);
    }

    private static ArrowType fixedSizeBinary(FlatTable type, String name) {
        int width = type.int32(0, 0);
        if (width < 0 || width > MAX_BYTE_WIDTH) {
            throw type.corrupt("width of a binary is wrong", ", field=" + name + ", bytes=" + width);
        }
        return new ArrowType.FixedSizeBinary(width);
    }

    private ArrowType union(FlatTable type) {
        boolean dense = type.int16(0, UnionMode.Sparse) == UnionMode.Dense;
        return new ArrowType.Opaque(
                dense ? "dense_union" : "sparse_union", (dense ? 2 : 1) + (unionsHaveValidity ? 1 : 0));
    }

    private static ArrowUnit unit(int code, FlatTable type, String name) {
        if (code < 0 || code >= ArrowUnit.values().length) {
            throw type.corrupt("unit of time is wrong", ", field=" + name + ", unit=" + code);
        }
        return ArrowUnit.values()[code];
    }
}
