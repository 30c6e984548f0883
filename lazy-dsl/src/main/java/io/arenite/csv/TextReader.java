package io.arenite.csv;

/// utf8.
final class TextReader implements FieldReader {

    private final String[] values;

    TextReader(int rows) {
        this.values = new String[rows];
    }

    @Override
    public void read(char[] text, int offset, int length, int row) {
        values[row] = new String(text, offset, length);
    }

    @Override
    public String[] values() {
        return values;
    }
}
