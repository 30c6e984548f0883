package io.arenite.csv;

import java.util.Locale;

/// bool: true, false, t, f, yes, no, y, n, 1 and 0, in any case.
final class BoolReader implements FieldReader {

    private final boolean[] values;

    BoolReader(int rows) {
        this.values = new boolean[rows];
    }

    @Override
    public void read(char[] text, int offset, int length, int row) {
        values[row] = parse(new String(text, offset, length).strip());
    }

    @Override
    public boolean[] values() {
        return values;
    }

    private static boolean parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> throw new BadFieldException("not a bool");
        };
    }
}
