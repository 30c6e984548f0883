package io.arenite.csv;

import java.util.function.ToIntFunction;

/// symbol, as codes of the database's dictionary.
final class SymbolReader implements FieldReader {

    private final int[] values;
    private final SymbolCache cache;

    SymbolReader(int rows, ToIntFunction<String> intern) {
        this.values = new int[rows];
        this.cache = new SymbolCache(intern);
    }

    @Override
    public void read(char[] text, int offset, int length, int row) {
        values[row] = cache.code(text, offset, length);
    }

    @Override
    public int[] values() {
        return values;
    }
}
