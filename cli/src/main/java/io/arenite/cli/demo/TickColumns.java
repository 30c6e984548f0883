package io.arenite.cli.demo;

import static io.arenite.Functions.col;

import io.arenite.Result;
import io.arenite.Table;
import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.Schema;
import java.util.List;
import java.util.Locale;

/// The columns of a table that the demo asks about: what looks like a price, what looks like its size.
///
/// @param price the column that is averaged and filtered
/// @param size the weights of the average; null: the table has nothing that looks like it
/// @param symbol the key, or null
record TickColumns(String price, String size, String symbol) {

    private static final List<String> PRICES = List.of("price", "px", "last", "close", "bid", "mid", "ask", "value");
    private static final List<String> SIZES = List.of("size", "qty", "quantity", "volume", "amount", "vol");

    /// A size column that has no value at all is passed over.
    ///
    /// @throws IllegalArgumentException if the table has no column with numbers
    static TickColumns choose(Table table) {
        TickColumns columns = choose(table.schema());
        if (columns.size() == null) {
            return columns;
        }
        try (Result result = table.lazy().select(col(columns.size()).count()).collect()) {
            return result.scalarLong() > 0 ? columns : new TickColumns(columns.price(), null, columns.symbol());
        }
    }

    static TickColumns choose(Schema schema) {
        List<Column> numbers = schema.columns().stream()
                .filter(column -> column.index() != schema.timestampIndex() && column.index() != schema.keyIndex())
                .filter(TickColumns::isNumber)
                .toList();
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("no column with numbers to ask about: schema=" + schema);
        }
        Column price = named(numbers, PRICES);
        if (price == null) {
            price = numbers.stream()
                    .filter(column -> !column.type().isInteger() && !SIZES.contains(lower(column)))
                    .findFirst()
                    .orElse(numbers.getFirst());
        }
        String symbol = schema.hasKey() ? schema.column(schema.keyIndex()).name() : null;
        Column size = sizeOf(price, numbers);
        return new TickColumns(price.name(), size == null ? null : size.name(), symbol);
    }

    /// `size` and its synonyms, or the size that belongs to the price by name: `bid_size` to `bid`. Never the price.
    private static Column sizeOf(Column price, List<Column> numbers) {
        for (String word : SIZES) {
            for (Column column : numbers) {
                String name = lower(column);
                if (column.index() == price.index()) {
                    continue;
                }
                if (name.equals(word) || name.equals(lower(price) + "_" + word) || name.equals(lower(price) + word)) {
                    return column;
                }
            }
        }
        return null;
    }

    private static Column named(List<Column> columns, List<String> names) {
        for (String name : names) {
            for (Column column : columns) {
                if (lower(column).equals(name)) {
                    return column;
                }
            }
        }
        return null;
    }

    private static String lower(Column column) {
        return column.name().toLowerCase(Locale.ROOT);
    }

    private static boolean isNumber(Column column) {
        ColumnType type = column.type();
        return type.isInteger() || type.isFloat() || type.kind() == ColumnType.Kind.DECIMAL64;
    }

    /// What is summed: sizes, or prices where there are none.
    String summed() {
        return size == null ? price : size;
    }

    String describe() {
        String chosen = "price=" + price + (size == null ? ", no sizes" : ", size=" + size);
        return symbol == null ? chosen + ", no key" : chosen + ", key=" + symbol;
    }
}
