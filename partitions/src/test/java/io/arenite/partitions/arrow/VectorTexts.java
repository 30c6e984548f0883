package io.arenite.partitions.arrow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Decoded columns as texts, one for each row and null for a null: numbers as they are printed, bytes as hex
/// digits.
final class VectorTexts {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private VectorTexts() {}

    /// @param texts of a dictionary of text; null for other columns
    static List<String> of(ArrowVector vector, ArrowField field, String[] texts) {
        ArrowTarget target = ArrowTarget.of(field);
        ArrowType type = field.type() instanceof ArrowType.RunEndEncoded
                ? field.children().get(1).type()
                : field.type();
        List<String> values = new ArrayList<>();
        for (long row = 0; row < vector.rows(); row++) {
            if (vector.isNull(row)) {
                values.add(null);
            } else if (texts != null) {
                int code = vector.values().get(ArrowFileLayout.INT, row * Integer.BYTES);
                values.add(GoldenValues.utf8Hex(texts[code]));
            } else {
                values.add(value(vector, target, type, row));
            }
        }
        return values;
    }

    private static String value(ArrowVector vector, ArrowTarget target, ArrowType type, long row) {
        MemorySegment values = vector.values();
        boolean unsigned = type instanceof ArrowType.Int integer && !integer.signed();
        return switch (target) {
            case BITS -> ArrowVector.bit(values, row) ? "1" : "0";
            case ONE_BYTE -> {
                byte value = values.get(ValueLayout.JAVA_BYTE, row);
                yield Integer.toString(unsigned ? value & 0xFF : value);
            }
            case TWO_BYTES -> {
                short value = values.get(ValueLayout.JAVA_SHORT, row * Short.BYTES);
                yield Integer.toString(unsigned ? value & 0xFFFF : value);
            }
            case FOUR_BYTES -> {
                int value = values.get(ValueLayout.JAVA_INT, row * Integer.BYTES);
                yield type instanceof ArrowType.FloatingPoint
                        ? Float.toString(Float.intBitsToFloat(value))
                        : unsigned ? Integer.toUnsignedString(value) : Integer.toString(value);
            }
            case EIGHT_BYTES -> {
                long value = values.get(ValueLayout.JAVA_LONG, row * Long.BYTES);
                yield type instanceof ArrowType.FloatingPoint
                        ? Double.toString(Double.longBitsToDouble(value))
                        : unsigned ? Long.toUnsignedString(value) : Long.toString(value);
            }
            case VARIABLE -> {
                long at = values.get(ValueLayout.JAVA_LONG, row * Long.BYTES);
                long end = values.get(ValueLayout.JAVA_LONG, (row + 1) * Long.BYTES);
                yield HEX.formatHex(vector.bytes().asSlice(at, end - at).toArray(ValueLayout.JAVA_BYTE));
            }
        };
    }
}
