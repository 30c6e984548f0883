package io.arenite.csv;

/// int32, uint32 and date32.
final class IntReader implements FieldReader {

    private final int[] values;
    private final long min;
    private final long max;
    private final String type;

    /// @param type the type's name for errors; null: a date
    IntReader(int rows, long min, long max, String type) {
        this.values = new int[rows];
        this.min = min;
        this.max = max;
        this.type = type;
    }

    @Override
    public void read(char[] text, int offset, int length, int row) {
        if (type == null) {
            values[row] = TimeText.parseDate(text, offset, length);
            return;
        }
        long value = NumberText.parseLong(text, offset, length);
        if (value < min || value > max) {
            throw new BadFieldException("outside " + type);
        }
        values[row] = (int) value;
    }

    @Override
    public int[] values() {
        return values;
    }
}
