package io.arenite.formats.rows;

/// One thing that is wrong with a file: `rule: file=, row=, column=, value=`.
///
/// @param rule what is wrong, such as `outside int32`
/// @param file the file's name as the caller gave it; null where the rule says it all
/// @param row the row, counted from 0; negative where the error has none
/// @param column the column's name, or null where the error has none
/// @param value the offending value or type, or null where there is none
/// @param hint what to do about it, in terms of the command's options, or null
public record RowError(String rule, String file, long row, String column, String value, String hint) {
    private static final int LONGEST_VALUE = 60;

    public static RowError ofFile(String rule, String file) {
        return new RowError(rule, file, -1, null, null, null);
    }

    public static RowError ofColumn(String rule, String file, String column, String type) {
        return new RowError(rule, file, -1, column, type, null);
    }

    public RowError withHint(String newHint) {
        return new RowError(rule, file, row, column, value, newHint);
    }

    /// One line, the hint included.
    public String message() {
        StringBuilder message = new StringBuilder(rule);
        if (file != null) {
            message.append(": file=").append(file);
        }
        if (row >= 0) {
            message.append(", row=").append(row);
        }
        if (column != null) {
            message.append(", column=").append(column);
        }
        if (value != null) {
            message.append(row >= 0 ? ", value=" : ", type=").append(shortened(value));
        }
        if (hint != null) {
            message.append(", hint=").append(hint);
        }
        return message.toString();
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_VALUE
                ? line
                : line.substring(0, LONGEST_VALUE) + "... (" + line.length() + " characters)";
    }
}
