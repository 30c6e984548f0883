package io.arenite.python.plan;

import io.arenite.partitions.ColumnType;
import io.arenite.partitions.TimeResolution;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The types of columns by their names, as schemas show them: `float64`, `decimal64(2)`, `timestamp(ns)`.
public final class TypeReader {
    private static final Pattern NAME = Pattern.compile("(\\w+)(?:\\((\\w+)\\))?");

    private TypeReader() {}

    /// @throws IllegalArgumentException if there is no such type
    public static ColumnType read(String name) {
        Matcher parts = NAME.matcher(name);
        ColumnType type = parts.matches() ? type(parts.group(1), parts.group(2)) : null;
        if (type == null || !type.displayName().equals(name)) {
            throw new IllegalArgumentException("no such column type: type=" + name);
        }
        return type;
    }

    private static ColumnType type(String kindName, String parameter) {
        for (ColumnType.Kind kind : ColumnType.Kind.values()) {
            if (kind.displayName().equals(kindName)) {
                return switch (kind) {
                    case DECIMAL64 -> decimal(parameter);
                    case TIMESTAMP, DURATION ->
                        unit(parameter) == null ? null : new ColumnType(kind, 0, unit(parameter));
                    case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
                        new ColumnType(kind, 0, null);
                    case FLOAT32, FLOAT64, DATE32, SYMBOL, UTF8, BINARY -> new ColumnType(kind, 0, null);
                };
            }
        }
        return null;
    }

    private static ColumnType decimal(String scale) {
        boolean number = scale != null && scale.matches("\\d{1,2}");
        return number && Integer.parseInt(scale) <= ColumnType.MAX_SCALE
                ? ColumnType.decimal64(Integer.parseInt(scale))
                : null;
    }

    private static TimeResolution unit(String parameter) {
        for (TimeResolution unit : TimeResolution.values()) {
            if (parameter != null && unit.symbol().equals(parameter.toLowerCase(Locale.ROOT))) {
                return unit;
            }
        }
        return null;
    }
}
