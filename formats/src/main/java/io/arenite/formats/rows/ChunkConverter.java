package io.arenite.formats.rows;

import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.List;

/// The rows of one file on their way into a table: read as the file has them, converted column by column,
/// without those that cannot be converted or lack timestamp or key.
public final class ChunkConverter {
    private static final int LONGEST_ERRORS = 64;

    private final Schema schema;
    private final RowChunk source;
    /// By column; null where the values are taken as they are.
    private final Conversion[] conversions;
    private final RowChunk target;

    /// A row that cannot be imported.
    public record Refused(int row, String column, String rule, String value) {}

    /// @param types as what the file's columns are read, by the schema's columns
    public ChunkConverter(Schema schema, List<ColumnType> types) {
        this.schema = schema;
        this.source = new RowChunk(types);
        this.conversions = new Conversion[types.size()];
        for (int column = 0; column < conversions.length; column++) {
            ColumnType to = schema.column(column).type();
            conversions[column] = types.get(column).equals(to) ? null : Conversion.between(types.get(column), to);
        }
        // An unconverted column needs no room of its own: one bit a row is the least that there is.
        this.target = new RowChunk(schema.columns().stream()
                .map(column -> conversions[column.index()] == null ? ColumnType.BOOL : column.type())
                .toList());
    }

    /// As what a field is read that goes into a column of this type.
    ///
    /// @return null if there is no way
    public static ColumnType readAs(ColumnType field, ColumnType column) {
        if (field == null || !Conversion.exists(field, column)) {
            return null;
        }
        return Conversion.isText(field) ? column : field;
    }

    /// What the file's reader fills.
    public RowChunk source() {
        source.clear();
        target.clear();
        return source;
    }

    /// Converts what was read, and takes out what is refused.
    ///
    /// @return the rows that are refused, by their place in the chunk as it was read
    public List<Refused> convert() {
        int rows = source.rows();
        target.rows(rows);
        for (int column = 0; column < conversions.length; column++) {
            if (conversions[column] != null) {
                convert(conversions[column], column, rows);
            }
        }
        requirePresent(schema.timestampIndex(), "no timestamp");
        if (schema.hasKey()) {
            requirePresent(schema.keyIndex(), "no key");
        }
        if (source.bad().isEmpty()) {
            return List.of();
        }
        List<Refused> refused = new ArrayList<>(Math.min(source.bad().size(), LONGEST_ERRORS));
        source.bad()
                .forEach((row, bad) ->
                        refused.add(new Refused(row, schema.column(bad.column()).name(), bad.rule(), bad.value())));
        target.drop(source.bad());
        source.drop(source.bad());
        return refused;
    }

    private void convert(Conversion conversion, int column, int rows) {
        ColumnValues from = source.column(column);
        ColumnValues to = target.column(column);
        for (int row = 0; row < rows; row++) {
            if (from.isNull(row)) {
                to.setNull(row);
                continue;
            }
            String rule = conversion.convert(from, to, row);
            if (rule != null) {
                source.refuse(row, column, rule, text(from, row));
            }
        }
    }

    private static String text(ColumnValues values, int row) {
        return switch (values.type().kind()) {
            case FLOAT64 -> Double.toString(values.doubles()[row]);
            case FLOAT32 -> Float.toString(values.floats()[row]);
            case UINT64 -> Long.toUnsignedString(values.longAt(row));
            case DECIMAL64 ->
                java.math.BigDecimal.valueOf(values.longAt(row), values.type().scale())
                        .toPlainString();
            default -> Long.toString(values.longAt(row));
        };
    }

    private void requirePresent(int column, String rule) {
        ColumnValues values = source.column(column);
        for (int row = 0; values.hasNulls() && row < source.rows(); row++) {
            if (values.isNull(row)) {
                source.refuse(row, column, rule, null);
            }
        }
    }

    public int rows() {
        return source.rows();
    }

    /// The designated timestamps, as far as [#rows].
    public long[] timestamps() {
        return values(schema.timestampIndex()).longs();
    }

    /// Hands the rows to a batch of the schema.
    public void into(ColumnBatch batch) {
        batch.rows(source.rows());
        for (int column = 0; column < conversions.length; column++) {
            boolean nullable = column != schema.timestampIndex() && column != schema.keyIndex();
            values(column).into(batch, schema.column(column).name(), nullable);
        }
    }

    private ColumnValues values(int column) {
        return (conversions[column] == null ? source : target).column(column);
    }
}
