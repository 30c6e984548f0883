package io.arenite.formats;

import io.arenite.csv.CsvOptions;
import io.arenite.formats.rows.ChunkConverter;
import io.arenite.formats.rows.RowError;
import io.arenite.formats.rows.RowException;
import io.arenite.formats.rows.SourceField;
import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the columns of files with types of their own become in a table.
final class RowLayout {
    private static final List<String> TIMESTAMP_NAMES = List.of("ts", "timestamp", "time", "ts_ms", "date");
    private static final List<String> KEY_NAMES = List.of("symbol", "sym", "ticker", "instrument");

    private RowLayout() {}

    /// The schema of a new table for files like this one.
    static Schema schema(List<SourceField> fields, String file, CsvOptions options) {
        Map<String, String> types = options.types();
        types.keySet().forEach(name -> require(fields, name, file, "--type"));
        String timestamp = timestamp(fields, file, options);
        String key = key(fields, file, options);
        Schema.Builder schema = Schema.builder();
        for (SourceField field : fields) {
            String asked = types.get(field.name());
            if ("skip".equals(asked)) {
                continue;
            }
            ColumnType type = asked == null ? field.preferred() : parse(asked);
            if (field.name().equals(timestamp)) {
                type = ColumnType.TIMESTAMP_NS;
            } else if (field.name().equals(key)) {
                type = ColumnType.SYMBOL;
            }
            if (type == null) {
                throw unsupported(field, file);
            }
            schema.column(field.name(), type);
        }
        schema.designated(timestamp);
        return key == null ? schema.build() : schema.key(key).build();
    }

    /// The type that a user writes; a timestamp without a unit is one in nanoseconds.
    private static ColumnType parse(String type) {
        String word = type.strip().toLowerCase(Locale.ROOT);
        return word.equals("timestamp") ? ColumnType.TIMESTAMP_NS : ColumnType.parse(word);
    }

    private static RowException unsupported(SourceField field, String file) {
        return new RowException(RowError.ofColumn("unsupported type", file, field.name(), field.described())
                .withHint("--type " + field.name() + "=skip"));
    }

    private static String timestamp(List<SourceField> fields, String file, CsvOptions options) {
        if (options.timestampColumn() != null) {
            return require(fields, options.timestampColumn(), file, "--ts").name();
        }
        SourceField named = named(fields, TIMESTAMP_NAMES);
        if (named != null) {
            return named.name();
        }
        List<SourceField> times = fields.stream()
                .filter(field -> field.type() != null && field.type().kind() == ColumnType.Kind.TIMESTAMP)
                .toList();
        if (times.size() == 1) {
            return times.getFirst().name();
        }
        throw new RowException(RowError.ofFile("no timestamp column", file)
                .withHint("name it with --ts, columns are " + names(fields)));
    }

    /// Only text is a key, unless it is named.
    private static String key(List<SourceField> fields, String file, CsvOptions options) {
        if (options.keyColumn() != null) {
            return options.keyColumn().isEmpty()
                    ? null
                    : require(fields, options.keyColumn(), file, "--key").name();
        }
        SourceField named = named(fields, KEY_NAMES);
        boolean isText = named != null
                && named.type() != null
                && (named.type().kind() == ColumnType.Kind.SYMBOL
                        || named.type().kind() == ColumnType.Kind.UTF8);
        return isText ? named.name() : null;
    }

    private static SourceField named(List<SourceField> fields, List<String> names) {
        for (String name : names) {
            for (SourceField field : fields) {
                if (field.name().equalsIgnoreCase(name)) {
                    return field;
                }
            }
        }
        return null;
    }

    private static SourceField require(List<SourceField> fields, String name, String file, String option) {
        for (SourceField field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        throw new RowException(new RowError("no such column", file, -1, name, null, null)
                .withHint(option + " names it, columns are " + names(fields)));
    }

    private static List<String> names(List<SourceField> fields) {
        return fields.stream().map(SourceField::name).toList();
    }

    /// That files like this one may go into a table that there is.
    static void requireFits(List<SourceField> fields, String file, CsvOptions options, Schema schema) {
        options.types().keySet().forEach(name -> require(fields, name, file, "--type"));
        requireSame(
                "timestamp",
                options.timestampColumn(),
                schema.column(schema.timestampIndex()).name());
        requireSame(
                "key",
                options.keyColumn(),
                schema.hasKey() ? schema.column(schema.keyIndex()).name() : "");
        for (SourceField field : fields) {
            if (!schema.contains(field.name()) && !"skip".equals(options.types().get(field.name()))) {
                throw new RowException(new RowError("the table has no such column", file, -1, field.name(), null, null)
                        .withHint("--type " + field.name() + "=skip"));
            }
        }
        options.types().forEach((name, type) -> {
            boolean isTime = type.startsWith("timestamp");
            if (schema.contains(name)
                    && !isTime
                    && !parse(type).equals(schema.column(name).type())) {
                throw new IllegalArgumentException("the table's column has another type: column=" + name + ", type="
                        + schema.column(name).type() + ", asked=" + type);
            }
        });
    }

    private static void requireSame(String what, String asked, String there) {
        if (asked != null && !asked.equals(there)) {
            throw new IllegalArgumentException(
                    "the table has another " + what + ": asked=" + asked + ", table's=" + there);
        }
    }

    /// How one file is read: which field goes into which column, and as what it is read.
    static Map<Integer, ColumnType> reading(List<SourceField> fields, String file, CsvOptions options, Schema schema) {
        Map<Integer, ColumnType> reading = new LinkedHashMap<>();
        for (Column column : schema.columns()) {
            int index = names(fields).indexOf(column.name());
            if (index < 0) {
                throw new RowException(new RowError("missing column", file, -1, column.name(), null, null)
                        .withHint("columns are " + names(fields)));
            }
            SourceField field = fields.get(index);
            ColumnType as = ChunkConverter.readAs(field.type(), column.type());
            if (as != null && as.isInteger() && column.type().kind() == ColumnType.Kind.TIMESTAMP) {
                as = counted(field, file, options.types().get(column.name()), as);
            }
            if (as == null) {
                throw cannotBecome(field, column, file);
            }
            reading.put(index, as);
        }
        return reading;
    }

    /// An int64 as a count of the unit that the options name; null for other integers, which nobody
    /// writes times in.
    private static ColumnType counted(SourceField field, String file, String asked, ColumnType as) {
        if (asked == null) {
            throw new RowException(RowError.ofColumn("not a timestamp column", file, field.name(), field.described())
                    .withHint("--type " + field.name() + "=timestamp(s|ms|us|ns)"));
        }
        return as.kind() == ColumnType.Kind.INT64 ? parse(asked) : null;
    }

    private static RowException cannotBecome(SourceField field, Column column, String file) {
        if (field.type() == null) {
            return unsupported(field, file);
        }
        String rule = "cannot become " + column.type().displayName();
        return new RowException(RowError.ofColumn(rule, file, field.name(), field.described()));
    }
}
