package io.arenite.csv;

/// One thing that is wrong with a file, told so that the place can be found: `rule: file=, line=, column=, text=`.
///
/// @param rule what is wrong, in the house's form, such as `not an int64`
/// @param file the file's name as the caller gave it
/// @param line the line on which the row starts, counted from 1 with the header; 0 where the error has no line
/// @param column the column's name, or null where the error has none
/// @param text the offending text, or null where there is none
/// @param hint what to do about it, or null
public record CsvError(String rule, String file, long line, String column, String text, String hint) {

    private static final int LONGEST_TEXT = 60;

    static CsvError ofFile(String rule, String file) {
        return new CsvError(rule, file, 0, null, null, null);
    }

    static CsvError ofLine(String rule, String file, long line) {
        return new CsvError(rule, file, line, null, null, null);
    }

    CsvError at(String newFile, long newLine) {
        return new CsvError(rule, newFile, newLine, column, text, hint);
    }

    CsvError withText(String newText) {
        return new CsvError(rule, file, line, column, newText, hint);
    }

    CsvError withColumn(String newColumn) {
        return new CsvError(rule, file, line, newColumn, text, hint);
    }

    CsvError withHint(String newHint) {
        return new CsvError(rule, file, line, column, text, newHint);
    }

    /// One line, the hint included.
    public String message() {
        StringBuilder message = new StringBuilder(rule).append(": file=").append(file);
        if (line > 0) {
            message.append(", line=").append(line);
        }
        if (column != null) {
            message.append(", column=").append(column);
        }
        if (text != null) {
            message.append(", text=\"").append(printable(text)).append('"');
        }
        if (hint != null) {
            message.append(", hint=").append(hint);
        }
        return message.toString();
    }

    /// The text without what would break the line, cut where it is long.
    static String printable(String text) {
        StringBuilder out = new StringBuilder();
        int shown = Math.min(text.length(), LONGEST_TEXT);
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return shown < text.length() ? out + "... (" + text.length() + " characters)" : out.toString();
    }
}
