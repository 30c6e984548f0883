package io.arenite.csv;

/// int16 and uint16.
final class ShortReader implements FieldReader {

    private final short[] values;
    private final long min;
    private final long max;
    private final String type;

    /// @param type the type's name for errors
    ShortReader(int rows, long min, long max, String type) {
        this.values = new short[rows];
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
        values[row] = (short) value;
    }

    @Override
    public short[] values() {
        return values;
    }
}
