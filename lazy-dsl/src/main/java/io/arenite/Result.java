package io.arenite;

import io.arenite.engine.frame.Frame;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.lazy.plan.TimeText;
import io.arenite.lazy.text.BoxTable;
import io.arenite.lazy.text.CellText;
import io.arenite.lazy.text.CsvText;
import io.arenite.lazy.text.RecordRows;
import io.arenite.partitions.ColumnType;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// What a query gave: columns with names and types. Immutable; any thread may read it. A small result lives
/// on the heap and need not be closed; a large one holds memory of the database until `close()`.
///
/// Asking a null for a value throws a `NullPointerException` that names column and row; ask `isNull` first.
/// Asking a column for another type than its own throws; nothing is truncated.
public final class Result implements AutoCloseable {
    private static final int SHOWN_ROWS = 10;
    private static final int DEFAULT_WIDTH = 120;

    private final Frame frame;
    private final long commitNumber;

    Result(Frame frame, long commitNumber) {
        this.frame = frame;
        this.commitNumber = commitNumber;
    }

    /// The commit of the table that the result shows: of two results of a query the later one has the larger
    /// number.
    public long commitNumber() {
        return commitNumber;
    }

    /// Whether the result holds memory of the database until it is closed.
    public boolean isOffHeap() {
        return frame.isOffHeap();
    }

    public long rowCount() {
        return frame.rowCount();
    }

    public int columnCount() {
        return frame.columnCount();
    }

    public List<String> columnNames() {
        return frame.columns().stream().map(FrameColumn::name).toList();
    }

    /// A column with its typed accessors by row.
    public FrameColumn column(int index) {
        return frame.column(index);
    }

    public FrameColumn column(String name) {
        for (FrameColumn column : frame.columns()) {
            if (column.name().equals(name)) {
                return column;
            }
        }
        throw new IllegalArgumentException("no such column: column=" + name + ", columns=" + columnNames());
    }

    public boolean isNull(String column, long row) {
        return column(column).isNull(row);
    }

    /// Integers; timestamps, dates and durations as counts of their unit.
    public long getLong(String column, long row) {
        return column(column).getLong(row);
    }

    /// Any number, as the nearest float64.
    public double getDouble(String column, long row) {
        return column(column).getDouble(row);
    }

    /// An exact number: integers and decimals.
    public BigDecimal getDecimal(String column, long row) {
        return column(column).getDecimal(row);
    }

    public boolean getBoolean(String column, long row) {
        return column(column).getBoolean(row);
    }

    /// Symbols and text.
    public String getString(String column, long row) {
        return column(column).getString(row);
    }

    public Instant getInstant(String column, long row) {
        return (Instant) TimeText.value(column(column), row, Instant.class);
    }

    public LocalDate getDate(String column, long row) {
        return (LocalDate) TimeText.value(column(column), row, LocalDate.class);
    }

    public Duration getDuration(String column, long row) {
        return (Duration) TimeText.value(column(column), row, Duration.class);
    }

    /// The only value of a result of one row and one column.
    public double scalarDouble() {
        return scalar().getDouble(0);
    }

    public long scalarLong() {
        return scalar().getLong(0);
    }

    public BigDecimal scalarDecimal() {
        return scalar().getDecimal(0);
    }

    public boolean scalarBoolean() {
        return scalar().getBoolean(0);
    }

    public String scalarString() {
        return scalar().getString(0);
    }

    /// Whether the only value is null: the VWAP of no rows, say.
    public boolean isScalarNull() {
        return scalar().isNull(0);
    }

    /// The rows as records: each component takes the column of its name, converted as `getLong`, `getDouble`
    /// and so on would; a null needs a component that is no primitive.
    public <R extends Record> List<R> rows(Class<R> type) {
        return RecordRows.of(frame, type);
    }

    /// The rows as lists of objects: `Long`, `Double`, `BigDecimal`, `String`, `Boolean`, bytes or null;
    /// times as counts of their unit.
    public List<List<Object>> rows() {
        return LongStream.range(0, rowCount()).mapToObj(this::row).toList();
    }

    private List<Object> row(long row) {
        List<Object> values = new ArrayList<>(columnCount());
        frame.columns().forEach(column -> values.add(column.get(row)));
        return java.util.Collections.unmodifiableList(values);
    }

    /// Comma-separated, a header line, a line feed after each row; floats and decimals read back to the same
    /// value, null is an empty field and empty text a quoted one.
    public void writeCsv(Appendable out) throws IOException {
        writeCsv(CsvText.to(out));
    }

    /// The same, in UTF-8.
    public void writeCsv(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            writeCsv(new CsvText((bytes, count) -> out.write(bytes, 0, count)));
        }
    }

    private void writeCsv(CsvText text) throws IOException {
        text.writeHeader(frame.columns().stream().map(FrameColumn::name).toList());
        text.writeRows(frame.columns(), frame.rowCount());
        text.flush();
    }

    /// A table of at most `width` characters and `rows` rows: half from the beginning, half from the end.
    public String toString(int rows, int width) {
        List<BoxTable.Column> columns = new ArrayList<>();
        for (FrameColumn column : frame.columns()) {
            List<String> cells = new ArrayList<>();
            boolean all = rowCount() <= rows;
            long head = all ? rowCount() : (rows + 1) / 2;
            for (long row = 0; row < head; row++) {
                cells.add(CellText.shown(column, row));
            }
            if (!all) {
                cells.add("…");
            }
            for (long row = all ? head : rowCount() - rows / 2; row < rowCount(); row++) {
                cells.add(CellText.shown(column, row));
            }
            ColumnType type = column.type();
            columns.add(new BoxTable.Column(column.name(), type.displayName(), CellText.isRightAligned(type), cells));
        }
        return BoxTable.print(columns, rowCount(), width);
    }

    @Override
    public String toString() {
        return toString(SHOWN_ROWS, DEFAULT_WIDTH);
    }

    private FrameColumn scalar() {
        if (rowCount() != 1 || columnCount() != 1) {
            throw new IllegalStateException("not a scalar: rows=" + rowCount() + ", columns=" + columnNames());
        }
        return frame.column(0);
    }

    /// Frees what a large result holds; reading it afterwards throws. A small one may be shared, and stays:
    /// closing it does nothing. Nor does closing again.
    @Override
    public void close() {
        frame.close();
    }
}
