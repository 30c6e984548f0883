package io.arenite.csv;

import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.SymbolDictionary;
import io.arenite.partitions.TableSnapshot;
import java.lang.foreign.MemorySegment;

/// A table's appender as the target of an import. What is not committed when it closes is dropped.
final class TableTarget implements CsvTarget, AutoCloseable {

    private final Appender appender;
    private final SymbolDictionary symbols;
    private final CsvLayout layout;
    private final ColumnBatch columns;

    private TableTarget(Appender appender, SymbolDictionary symbols, CsvLayout layout) {
        this.appender = appender;
        this.symbols = symbols;
        this.layout = layout;
        this.columns = ColumnBatch.of(layout.schema(), 0);
    }

    static TableTarget open(Table table, CsvLayout layout) {
        try (TableSnapshot snapshot = table.snapshot()) {
            return new TableTarget(table.appender(), snapshot.table().symbols(), layout);
        }
    }

    @Override
    public int intern(String symbol) {
        return symbols.intern(symbol);
    }

    @Override
    public void append(RowBatch batch) {
        columns.rows(batch.rows());
        for (int column = 0; column < layout.columns().size(); column++) {
            String name = layout.columns().get(column).name();
            switch (batch.reader(column)) {
                case LongReader longs -> columns.longs(name, longs.values());
                case IntReader ints -> columns.ints(name, ints.values());
                case ShortReader shorts -> columns.shorts(name, shorts.values());
                case ByteReader bytes -> columns.bytes(name, bytes.values());
                case DoubleReader doubles -> columns.doubles(name, doubles.values());
                case FloatReader floats -> columns.floats(name, floats.values());
                case BoolReader booleans -> columns.booleans(name, booleans.values());
                case SymbolReader codes -> columns.symbolCodes(name, codes.values());
                case TextReader texts -> columns.utf8(name, texts.values());
            }
            if (!name.equals(layout.timestampColumn()) && !name.equals(layout.keyColumn())) {
                MemorySegment validity = batch.hasNulls(column) ? batch.validity(column) : null;
                columns.validity(name, validity);
            }
        }
        appender.append(columns);
    }

    @Override
    public void commit() {
        appender.commit();
    }

    @Override
    public void rollback() {
        appender.rollback();
    }

    @Override
    public void close() {
        appender.rollback();
        appender.close();
    }
}
