package io.arenite.csv;

import java.util.function.ToIntFunction;

/// Reads the fields of one column into a primitive array, one batch after the other. One small class per array type,
/// so that a row costs a call per field and nothing else.
sealed interface FieldReader
        permits LongReader,
                IntReader,
                ShortReader,
                ByteReader,
                DoubleReader,
                FloatReader,
                BoolReader,
                SymbolReader,
                TextReader {

    /// @throws BadFieldException if the text is not of the column's type
    void read(char[] text, int offset, int length, int row);

    /// The batch's values: an array of the type's width, as long as the batch's capacity.
    Object values();

    static FieldReader of(CsvColumn column, int rows, ToIntFunction<String> intern) {
        return switch (column.type().kind()) {
            case INT64 -> new LongReader(rows, LongReader.INT64, 0, null);
            case UINT64 -> new LongReader(rows, LongReader.UINT64, 0, null);
            case DECIMAL64 ->
                new LongReader(rows, LongReader.DECIMAL, column.type().scale(), null);
            case TIMESTAMP -> timestamp(column.form(), rows);
            case INT32 -> new IntReader(rows, Integer.MIN_VALUE, Integer.MAX_VALUE, "int32");
            case UINT32 -> new IntReader(rows, 0, (1L << 32) - 1, "uint32");
            case DATE32 -> new IntReader(rows, 0, 0, null);
            case INT16 -> new ShortReader(rows, Short.MIN_VALUE, Short.MAX_VALUE, "int16");
            case UINT16 -> new ShortReader(rows, 0, 0xFFFF, "uint16");
            case INT8 -> new ByteReader(rows, Byte.MIN_VALUE, Byte.MAX_VALUE, "int8");
            case UINT8 -> new ByteReader(rows, 0, 0xFF, "uint8");
            case FLOAT64 -> new DoubleReader(rows);
            case FLOAT32 -> new FloatReader(rows);
            case BOOL -> new BoolReader(rows);
            case SYMBOL -> new SymbolReader(rows, intern);
            case UTF8 -> new TextReader(rows);
            case DURATION, BINARY ->
                throw new IllegalArgumentException("type not in CSV: column=" + column.name() + ", type="
                        + column.type().displayName());
        };
    }

    private static FieldReader timestamp(TextForm form, int rows) {
        return switch (form) {
            case TextForm.Iso _ -> new LongReader(rows, LongReader.ISO, 0, null);
            case TextForm.Epoch(var unit) -> new LongReader(rows, LongReader.EPOCH, 0, unit);
            case TextForm.Plain _ -> throw new IllegalStateException("timestamp without a form");
        };
    }
}
