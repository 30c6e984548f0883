package io.arenite.csv;

/// float32, rounded from the float64 that is nearest to the text.
final class FloatReader implements FieldReader {

    private final float[] values;

    FloatReader(int rows) {
        this.values = new float[rows];
    }

    @Override
    public void read(char[] text, int offset, int length, int row) {
        double value = NumberText.parseDouble(text, offset, length);
        float narrow = (float) value;
        if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
            throw new BadFieldException("outside float32");
        }
        values[row] = narrow;
    }

    @Override
    public float[] values() {
        return values;
    }
}
