package io.arenite.csv;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/// The rows of a file on their way into the table: parsed field by field into one array per column. A row counts only
/// when [#endRow] accepts it; a bad one leaves no trace.
final class RowBatch implements CsvRows.FieldSink {

    static final int ROWS = 1 << 14;

    private static final int LEFT_OUT = -1;

    private final List<CsvColumn> columns;
    private final FieldReader[] readers;
    private final long[][] valid;
    private final int[] nullCounts;
    private final int timestampColumn;
    private final int keyColumn;
    private final String[] nullTexts;
    private int[] columnOfField = {};
    private List<String> fieldNames = List.of();
    private int rows;
    private CsvError bad;

    RowBatch(CsvLayout layout, Set<String> nullTexts, ToIntFunction<String> intern) {
        this.columns = layout.columns();
        this.readers = columns.stream()
                .map(column -> FieldReader.of(column, ROWS, intern))
                .toArray(FieldReader[]::new);
        this.valid = new long[columns.size()][ROWS / Long.SIZE];
        for (long[] bits : valid) {
            Arrays.fill(bits, -1);
        }
        this.nullCounts = new int[columns.size()];
        this.timestampColumn = layout.indexOf(layout.timestampColumn());
        this.keyColumn = layout.indexOf(layout.keyColumn());
        this.nullTexts = nullTexts.toArray(String[]::new);
    }

    /// From now on fields come in this order; columns are found by name.
    ///
    /// @throws CsvException if the file lacks a column of the table
    void startFile(List<String> names, String file) {
        fieldNames = names;
        columnOfField = new int[names.size()];
        Arrays.fill(columnOfField, LEFT_OUT);
        for (int column = 0; column < columns.size(); column++) {
            String name = columns.get(column).name();
            int field = names.indexOf(name);
            if (field < 0) {
                throw new CsvException(new CsvError("missing column", file, 1, name, null, "columns are " + names));
            }
            columnOfField[field] = column;
        }
    }

    @Override
    public void field(int index, char[] text, int offset, int length, boolean quoted) {
        int column = index < columnOfField.length ? columnOfField[index] : LEFT_OUT;
        if (column == LEFT_OUT || bad != null) {
            return;
        }
        FieldReader reader = readers[column];
        if (isNull(text, offset, length, quoted, reader)) {
            valid[column][rows >> 6] &= ~(1L << rows);
            nullCounts[column]++;
            return;
        }
        try {
            reader.read(text, offset, length, rows);
        } catch (BadFieldException e) {
            bad = badField(e.getMessage(), columns.get(column), new String(text, offset, length));
        }
    }

    /// The empty field is null, and so are the texts that the options name. In quotes both are text, as far as the
    /// column can hold text.
    private boolean isNull(char[] text, int offset, int length, boolean quoted, FieldReader reader) {
        if (length == 0) {
            return !quoted || !(reader instanceof TextReader || reader instanceof SymbolReader);
        }
        if (quoted || nullTexts.length == 0) {
            return false;
        }
        for (String nullText : nullTexts) {
            if (nullText.length() == length && nullText.equals(new String(text, offset, length))) {
                return true;
            }
        }
        return false;
    }

    private static CsvError badField(String rule, CsvColumn column, String text) {
        String hint = null;
        if (column.inferred()) {
            hint = column.form() instanceof TextForm.Plain
                    ? "--type " + column.name() + "=" + widerType(rule, text)
                    : "--type " + column.name() + "=timestamp(s|ms|us|ns)";
        }
        return new CsvError(rule, null, 0, column.name(), text, hint);
    }

    private static String widerType(String rule, String text) {
        if (rule.equals("not an integer") && TypeInference.isDouble(text)) {
            return "float64";
        }
        return rule.equals("outside int64") && !text.strip().startsWith("-") ? "uint64" : "utf8";
    }

    /// Ends the row: null if it is now part of the batch, else what is wrong with it.
    CsvError endRow(int fieldCount) {
        CsvError error = bad;
        if (fieldCount != columnOfField.length) {
            error = raggedRow(fieldCount);
        } else if (error == null && isNull(timestampColumn, rows)) {
            error = missing("no timestamp", timestampColumn, null);
        } else if (error == null && keyColumn >= 0 && isNull(keyColumn, rows)) {
            error = missing("no key", keyColumn, "--no-key");
        }
        bad = null;
        if (error == null) {
            rows++;
        } else {
            takeBack();
        }
        return error;
    }

    private CsvError missing(String rule, int column, String hint) {
        return new CsvError(rule, null, 0, columns.get(column).name(), "", hint);
    }

    private CsvError raggedRow(int fieldCount) {
        int expected = columnOfField.length;
        String rule = "wrong number of fields (" + fieldCount + " instead of " + expected + ")";
        String column = fieldCount < expected ? fieldNames.get(fieldCount) : fieldNames.getLast();
        return new CsvError(rule, null, 0, column, null, null);
    }

    private void takeBack() {
        for (int column = 0; column < valid.length; column++) {
            if (isNull(column, rows)) {
                valid[column][rows >> 6] |= 1L << rows;
                nullCounts[column]--;
            }
        }
    }

    boolean isFull() {
        return rows == ROWS;
    }

    int rows() {
        return rows;
    }

    /// The column's values; what is beyond [#rows()] is not part of the batch.
    FieldReader reader(int column) {
        return readers[column];
    }

    /// The designated timestamps; what is beyond [#rows()] is not part of the batch.
    long[] timestamps() {
        return ((LongReader) readers[timestampColumn]).values();
    }

    /// Whether any of the column's values is null.
    boolean hasNulls(int column) {
        return nullCounts[column] > 0;
    }

    /// LSB bits, 0 is null, for [#ROWS] rows.
    MemorySegment validity(int column) {
        return MemorySegment.ofArray(valid[column]);
    }

    boolean isNull(int column, int row) {
        return (valid[column][row >> 6] & 1L << row) == 0;
    }

    void clear() {
        rows = 0;
        for (int column = 0; column < valid.length; column++) {
            if (nullCounts[column] > 0) {
                Arrays.fill(valid[column], -1);
                nullCounts[column] = 0;
            }
        }
    }
}
