package io.arenite.csv;

/// int8 and uint8.
final class ByteReader implements FieldReader {

    private final byte[] values;
    private final long min;
    private final long max;
    private final String type;

    /// @param type the type's name for errors
    ByteReader(int rows, long min, long max, String type) {
        this.values = new byte[rows];
        this.min = min;
        this.max = max;
        this.type = type;
    }

    @Override
    public void read(char[] text, int offset, int length, int row) {
        long value = NumberText.parseLong(text, offset, length);
        if (value < min || value > max) {
            throw new BadFieldException("outside " + type);
        }
        values[row] = (byte) value;
    }

    @Override
    public byte[] values() {
        return values;
    }
}
