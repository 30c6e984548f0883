package io.arenite.csv;

/// float64.
final class DoubleReader implements FieldReader {

    private final double[] values;

    DoubleReader(int rows) {
        this.values = new double[rows];
    }

    @Override
    public void read(char[] text, int offset, int length, int row) {
        values[row] = NumberText.parseDouble(text, offset, length);
    }

    @Override
    public double[] values() {
        return values;
    }
}
