package io.arenite.csv;

import io.arenite.partitions.ColumnType;
import io.arenite.partitions.TimeResolution;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A type as a user writes it for a column: `float64`, `decimal64(2)`, `symbol`, `timestamp(ms)`, `skip`.
sealed interface TypeSpec {

    /// Leave the column out.
    record Skip() implements TypeSpec {}

    /// This type, written as it always is.
    record Of(ColumnType type) implements TypeSpec {}

    /// A timestamp; `unit` says what a number in the file counts, null: guess it.
    record Time(TimeResolution unit) implements TypeSpec {}

    String NAMES =
            "bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64, decimal64(SCALE), "
                    + "timestamp, timestamp(s|ms|us|ns), date32, symbol, utf8, skip";

    int LARGEST_SCALE = 18;

    Pattern WITH_ARGUMENT = Pattern.compile("([a-z0-9]+)\\((\\w+)\\)");

    static TypeSpec parse(String column, String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        Matcher argument = WITH_ARGUMENT.matcher(word);
        TypeSpec spec = argument.matches() ? parameterised(argument.group(1), argument.group(2)) : simple(word);
        if (spec == null) {
            throw new IllegalArgumentException(
                    "unknown type: column=" + column + ", type=" + text + ", known=" + NAMES);
        }
        return spec;
    }

    private static TypeSpec simple(String word) {
        return switch (word) {
            case "skip" -> new Skip();
            case "timestamp" -> new Time(null);
            case "bool" -> new Of(ColumnType.BOOL);
            case "int8" -> new Of(ColumnType.INT8);
            case "int16" -> new Of(ColumnType.INT16);
            case "int32" -> new Of(ColumnType.INT32);
            case "int64" -> new Of(ColumnType.INT64);
            case "uint8" -> new Of(ColumnType.UINT8);
            case "uint16" -> new Of(ColumnType.UINT16);
            case "uint32" -> new Of(ColumnType.UINT32);
            case "uint64" -> new Of(ColumnType.UINT64);
            case "float32" -> new Of(ColumnType.FLOAT32);
            case "float64" -> new Of(ColumnType.FLOAT64);
            case "date32" -> new Of(ColumnType.DATE32);
            case "symbol" -> new Of(ColumnType.SYMBOL);
            case "utf8" -> new Of(ColumnType.UTF8);
            default -> null;
        };
    }

    private static TypeSpec parameterised(String name, String argument) {
        if (name.equals("timestamp")) {
            for (TimeResolution unit : TimeResolution.values()) {
                if (unit.symbol().equals(argument)) {
                    return new Time(unit);
                }
            }
        }
        if (name.equals("decimal64") && argument.matches("\\d{1,2}")) {
            int scale = Integer.parseInt(argument);
            return scale <= LARGEST_SCALE ? new Of(ColumnType.decimal64(scale)) : null;
        }
        return null;
    }
}
