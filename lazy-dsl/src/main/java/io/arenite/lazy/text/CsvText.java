package io.arenite.lazy.text;

import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.SymbolDictionary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Columns as comma-separated text (RFC 4180, but lines end in a line feed), in UTF-8.
public final class CsvText {
    private static final int FLUSH_BYTES = 1 << 16;

    private final Target target;
    private final ByteText text = new ByteText();
    /// By column: what its symbols are as fields, by code.
    private SymbolFields[] symbols = {};

    /// Takes whole lines.
    public interface Target {
        void write(byte[] bytes, int count) throws IOException;
    }

    public CsvText(Target target) {
        this.target = target;
    }

    /// Lines as characters.
    public static CsvText to(Appendable out) {
        return new CsvText((bytes, count) -> out.append(new String(bytes, 0, count, StandardCharsets.UTF_8)));
    }

    public void writeHeader(List<String> names) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) {
                text.add(',');
            }
            field(names.get(i).getBytes(StandardCharsets.UTF_8));
        }
        endLine();
    }

    public void writeRows(List<FrameColumn> columns, long rows) throws IOException {
        if (symbols.length < columns.size()) {
            symbols = Arrays.copyOf(symbols, columns.size());
        }
        FrameColumn[] read = columns.toArray(FrameColumn[]::new);
        for (long row = 0; row < rows; row++) {
            for (int i = 0; i < read.length; i++) {
                if (i > 0) {
                    text.add(',');
                }
                if (!read[i].isNull(row)) {
                    cell(read[i], i, row);
                }
            }
            endLine();
        }
    }

    private void endLine() throws IOException {
        text.add('\n');
        if (text.size() >= FLUSH_BYTES) {
            flush();
        }
    }

    /// Hands on what there is.
    public void flush() throws IOException {
        target.write(text.bytes(), text.size());
        text.clear();
    }

    /// As [CellText#exact] has it, with quotes where they are needed.
    private void cell(FrameColumn column, int place, long row) {
        ColumnType type = column.type();
        switch (type.kind()) {
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> text.integer(column.getLong(row));
            case FLOAT64 -> text.number(column.getDouble(row));
            case DECIMAL64 -> text.decimal(column.getLong(row), type.scale());
            case TIMESTAMP -> text.instant(column.getLong(row), type.unit().nsPerUnit());
            case DATE32 -> text.date(column.getLong(row));
            case SYMBOL -> symbol(column, place, (int) column.getLong(row));
            case UTF8 -> field(column.getBytes(row));
            case BINARY -> {
                String hex = CellText.exact(column, row);
                text.add(hex.isEmpty() ? "\"\"" : hex);
            }
            case BOOL, UINT64, FLOAT32, DURATION -> text.add(CellText.exact(column, row));
        }
    }

    private void symbol(FrameColumn column, int place, int code) {
        SymbolFields known = symbols[place];
        if (known == null || known.dictionary != column.symbols()) {
            known = new SymbolFields(column.symbols());
            symbols[place] = known;
        }
        text.add(known.field(code));
    }

    private void field(byte[] utf8) {
        text.add(quoted(utf8));
    }

    /// Quoted where commas, quotes, line ends or blanks at the ends would be misread, and where it is
    /// empty: that tells empty text from null.
    static byte[] quoted(byte[] utf8) {
        int quotes = 0;
        boolean isPlain = utf8.length > 0 && !isBlank(utf8[0]) && !isBlank(utf8[utf8.length - 1]);
        for (byte each : utf8) {
            quotes += each == '"' ? 1 : 0;
            isPlain &= each != ',' && each != '"' && each != '\n' && each != '\r';
        }
        if (isPlain) {
            return utf8;
        }
        byte[] field = new byte[utf8.length + quotes + 2];
        int at = 0;
        field[at++] = '"';
        for (byte each : utf8) {
            if (each == '"') {
                field[at++] = '"';
            }
            field[at++] = each;
        }
        field[at] = '"';
        return field;
    }

    /// The bytes of other characters than ASCII's are negative.
    private static boolean isBlank(byte each) {
        return each >= 0 && each <= ' ';
    }

    /// The fields of a dictionary's symbols, each made once.
    private static final class SymbolFields {
        private final SymbolDictionary dictionary;
        private byte[][] fields = {};

        SymbolFields(SymbolDictionary dictionary) {
            this.dictionary = dictionary;
        }

        byte[] field(int code) {
            if (code >= fields.length) {
                fields = Arrays.copyOf(fields, Math.max(code + 1, 2 * fields.length));
            }
            if (fields[code] == null) {
                fields[code] = quoted(dictionary.symbol(code).getBytes(StandardCharsets.UTF_8));
            }
            return fields[code];
        }
    }
}
