package io.arenite.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The rows of a source, pushed field by field into a [FieldSink] as the characters of FastCSV's own buffer.
///
/// Empty lines are passed over. What breaks the grammar (a quote never closed, text after a closing quote) is fatal
/// for the file, because nobody knows where the next row starts.
final class CsvRows implements Closeable {

    /// Takes the fields of a row in order.
    interface FieldSink {
        /// The characters are valid during the call only.
        void field(int index, char[] text, int offset, int length, boolean quoted);
    }

    private final CsvSource source;
    private final Handler handler = new Handler();
    private final CloseableIterator<CsvRows> rows;

    private CsvRows(CsvSource source, char separator) {
        this.source = source;
        this.rows = CsvReader.builder()
                .fieldSeparator(separator)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .skipEmptyLines(true)
                .build(handler, source.reader())
                .iterator();
    }

    static CsvRows of(CsvSource source, char separator) {
        return new CsvRows(source, separator);
    }

    /// Reads one row into the sink; false at the end of the file.
    boolean next(FieldSink sink) {
        handler.sink = sink;
        try {
            if (!rows.hasNext()) {
                return false;
            }
            rows.next();
            return true;
        } catch (CsvParseException e) {
            throw new CsvException(grammarError(e), e);
        } catch (UncheckedIOException e) {
            throw new CsvException(CsvSource.describe(e.getCause(), source.file(), handler.line), e);
        }
    }

    private CsvError grammarError(CsvParseException e) {
        String message = e.getMessage();
        boolean unclosed = message.startsWith("Unclosed") || message.startsWith("The maximum buffer size");
        String rule = unclosed ? "quote never closed" : "text after a closing quote";
        String column = "#" + (handler.fieldCount + 1);
        return new CsvError(rule, source.file().toString(), handler.line, column, lineText(handler.line), null);
    }

    /// The text of a line, read from the file anew: for error messages only.
    String lineText(long line) {
        try (CsvSource again = CsvSource.open(source.file());
                BufferedReader lines = new BufferedReader(again.reader())) {
            for (long i = 1; i < line; i++) {
                lines.readLine();
            }
            return lines.readLine();
        } catch (IOException | CsvException e) {
            return null;
        }
    }

    /// The line on which the last row starts.
    long line() {
        return handler.line;
    }

    /// How many fields the last row has.
    int fieldCount() {
        return handler.fieldCount;
    }

    @Override
    public void close() {
        source.close();
    }

    private final class Handler extends AbstractBaseCsvCallbackHandler<CsvRows> {
        private FieldSink sink;
        private long line;
        private int fieldCount;

        @Override
        protected void handleBegin(long startingLine) {
            line = startingLine;
            fieldCount = 0;
        }

        @Override
        protected void handleField(int index, char[] text, int offset, int length, boolean quoted) {
            fieldCount = index + 1;
            sink.field(index, text, offset, length, quoted);
        }

        @Override
        protected RecordType getRecordType() {
            return super.getRecordType();
        }

        @Override
        protected CsvRows buildRecord() {
            return CsvRows.this;
        }
    }
}
