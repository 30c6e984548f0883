package io.arenite.partitions.arrow;

/// How a column lies once it is decoded, which is how the store has it: little-endian values, LSB bits for
/// bool, int32 codes for symbols, int64 offsets and bytes for text and binary.
public enum ArrowTarget {
    BITS(0),
    ONE_BYTE(1),
    TWO_BYTES(2),
    FOUR_BYTES(4),
    EIGHT_BYTES(8),
    /// One offset more than rows.
    VARIABLE(8);

    private final int widthBytes;

    ArrowTarget(int widthBytes) {
        this.widthBytes = widthBytes;
    }

    /// Of a value or an offset; 0 for bits.
    public int widthBytes() {
        return widthBytes;
    }

    public long valuesBytes(long rows) {
        return switch (this) {
            case BITS -> bitmapBytes(rows);
            case VARIABLE -> Math.multiplyExact(Math.addExact(rows, 1), widthBytes);
            case ONE_BYTE, TWO_BYTES, FOUR_BYTES, EIGHT_BYTES -> Math.multiplyExact(rows, widthBytes);
        };
    }

    static long bitmapBytes(long rows) {
        return (rows >>> 3) + ((rows & 7) == 0 ? 0 : 1);
    }

    static ArrowTarget ofWidth(int bytes) {
        return switch (bytes) {
            case 1 -> ONE_BYTE;
            case 2 -> TWO_BYTES;
            case 4 -> FOUR_BYTES;
            case 8 -> EIGHT_BYTES;
            default -> throw new IllegalArgumentException("no value is so wide: bytes=" + bytes);
        };
    }

    /// What a field is decoded to; int32 codes for text in a dictionary.
    ///
    /// @return null where nothing here decodes it
    public static ArrowTarget of(ArrowField field) {
        return field.dictionary() != null && field.type() instanceof ArrowType.Text ? FOUR_BYTES : ofValues(field);
    }

    private static ArrowTarget ofValues(ArrowField field) {
        return switch (field.type()) {
            case ArrowType.Null nothing -> BITS;
            case ArrowType.Bool bool -> BITS;
            case ArrowType.Int integer -> ofWidth(integer.bits() / Byte.SIZE);
            case ArrowType.FloatingPoint number -> ofWidth(Math.max(32, number.bits()) / Byte.SIZE);
            case ArrowType.Decimal decimal -> decimal.scale() < 0 || decimal.scale() > 18 ? null : EIGHT_BYTES;
            case ArrowType.Date date -> ofWidth(date.bits() / Byte.SIZE);
            case ArrowType.Time time -> EIGHT_BYTES;
            case ArrowType.Timestamp timestamp -> EIGHT_BYTES;
            case ArrowType.Duration duration -> EIGHT_BYTES;
            case ArrowType.Text text -> VARIABLE;
            case ArrowType.Bytes bytes -> VARIABLE;
            case ArrowType.FixedSizeBinary binary -> VARIABLE;
            case ArrowType.RunEndEncoded runs -> ofRuns(field.children().get(1));
            case ArrowType.Opaque opaque -> null;
        };
    }

    private static ArrowTarget ofRuns(ArrowField values) {
        boolean plain = values.dictionary() == null
                && !(values.type() instanceof ArrowType.RunEndEncoded)
                && !(values.type() instanceof ArrowType.Opaque);
        return plain ? ofValues(values) : null;
    }
}
