package io.arenite.csv;

import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a set of files with the same columns becomes: the columns in the order of the first file, the
/// designated timestamp and the key. Types come from the options, and else from the first rows of the
/// first file that has any.
public final class CsvLayout {

    static final int SAMPLE_ROWS = 10_000;

    private final List<CsvColumn> columns;
    private final String timestamp;
    private final String key;

    private CsvLayout(List<CsvColumn> columns, String timestamp, String key) {
        this.columns = List.copyOf(columns);
        this.timestamp = timestamp;
        this.key = key;
    }

    /// @throws CsvException if a file cannot be read or lacks a column that is needed
    /// @throws IllegalArgumentException if the options name a type or column that does not exist
    public static CsvLayout of(List<Path> files, CsvOptions options) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no files given");
        }
        CsvHeader header = CsvHeader.read(files.getFirst(), options);
        String file = files.getFirst().toString();
        requireColumns(options.types().keySet(), header, file, "--type");
        Map<String, TypeSpec> specs = new TreeMap<>();
        options.types().forEach((column, type) -> specs.put(column, TypeSpec.parse(column, type)));
        String timestamp = chosen(options.timestampColumn(), CsvOptions.TIMESTAMP_NAMES, header, file, "--ts");
        if (timestamp == null) {
            throw new CsvException(CsvError.ofFile("no timestamp column", file)
                    .withHint("name it with --ts, columns are " + header.names()));
        }
        boolean keyOff = options.keyColumn() != null && options.keyColumn().isEmpty();
        String key = keyOff ? null : chosen(options.keyColumn(), CsvOptions.KEY_NAMES, header, file, "--key");
        List<CsvColumn> columns = new ArrayList<>();
        List<List<String>> sample = sample(files, options);
        List<String> times = sample.get(header.names().indexOf(timestamp));
        if (!times.isEmpty() && !TypeInference.hasTimestamp(times)) {
            throw new CsvException(new CsvError("not a timestamp column", file, 0, timestamp, times.getFirst(), null)
                    .withHint("name the timestamp with --ts, columns are " + header.names()));
        }
        for (int i = 0; i < header.names().size(); i++) {
            String name = header.names().get(i);
            CsvColumn column = column(name, specs.get(name), sample.get(i), name.equals(timestamp), name.equals(key));
            if (column != null) {
                columns.add(column);
            }
        }
        return new CsvLayout(columns, timestamp, key);
    }

    /// The layout of files that go into a table that there is: its columns in its order. The options may
    /// say how the file writes timestamps and which columns to skip.
    ///
    /// @throws CsvException if a file cannot be read, lacks a column or has one more
    /// @throws IllegalArgumentException if the options name another timestamp, key or type than the table
    ///     has
    public static CsvLayout of(List<Path> files, CsvOptions options, Schema schema) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no files given");
        }
        CsvHeader header = CsvHeader.read(files.getFirst(), options);
        String file = files.getFirst().toString();
        requireColumns(options.types().keySet(), header, file, "--type");
        String timestamp = schema.column(schema.timestampIndex()).name();
        String key = schema.hasKey() ? schema.column(schema.keyIndex()).name() : null;
        requireSame("timestamp", options.timestampColumn(), timestamp);
        requireSame("key", options.keyColumn(), key == null ? "" : key);
        for (String name : header.names()) {
            if (!schema.contains(name) && !"skip".equals(options.types().get(name))) {
                throw new CsvException(new CsvError("the table has no such column", file, 0, name, null, null)
                        .withHint("--type " + name + "=skip"));
            }
        }
        List<List<String>> sample = sample(files, options);
        List<CsvColumn> columns = new ArrayList<>();
        for (Column column : schema.columns()) {
            int field = header.names().indexOf(column.name());
            if (field < 0) {
                throw new CsvException(new CsvError("missing column", file, 1, column.name(), null, null)
                        .withHint("columns are " + header.names()));
            }
            columns.add(column(column, options.types().get(column.name()), sample.get(field)));
        }
        return new CsvLayout(columns, timestamp, key);
    }

    private static void requireSame(String what, String asked, String there) {
        if (asked != null && !asked.equals(there)) {
            throw new IllegalArgumentException(
                    "the table has another " + what + ": asked=" + asked + ", table's=" + there);
        }
    }

    private static CsvColumn column(Column column, String asked, List<String> texts) {
        TypeSpec spec = asked == null ? null : TypeSpec.parse(column.name(), asked);
        ColumnType type = column.type();
        if (type.equals(ColumnType.TIMESTAMP_NS) && (spec == null || spec instanceof TypeSpec.Time)) {
            return TypeInference.timestamp(column.name(), texts, spec instanceof TypeSpec.Time(var unit) ? unit : null);
        }
        if (type.kind() == ColumnType.Kind.TIMESTAMP && !type.equals(ColumnType.TIMESTAMP_NS)
                || spec != null && !spec.equals(new TypeSpec.Of(type))) {
            throw new IllegalArgumentException("the table's column has another type: column=" + column.name()
                    + ", type=" + type + ", CSV's=" + (asked == null ? "timestamp(ns)" : asked));
        }
        return new CsvColumn(column.name(), type, TextForm.PLAIN, false, false);
    }

    /// The names of a file's columns, so that callers can tell which files belong together.
    public static List<String> columnNames(Path file, CsvOptions options) {
        return CsvHeader.read(file, options).names();
    }

    private static CsvColumn column(
            String name, TypeSpec spec, List<String> texts, boolean isTimestamp, boolean isKey) {
        if (isTimestamp) {
            return switch (spec) {
                case null -> TypeInference.timestamp(name, texts, null);
                case TypeSpec.Time time -> TypeInference.timestamp(name, texts, time.unit());
                case TypeSpec.Skip _, TypeSpec.Of _ ->
                    throw new IllegalArgumentException("designated timestamp needs a timestamp type: column=" + name);
            };
        }
        if (isKey) {
            if (spec != null && !spec.equals(new TypeSpec.Of(ColumnType.SYMBOL))) {
                throw new IllegalArgumentException("key must be a symbol column: column=" + name);
            }
            return new CsvColumn(name, ColumnType.SYMBOL, TextForm.PLAIN, spec == null, texts.isEmpty());
        }
        return switch (spec) {
            case null -> TypeInference.infer(name, texts);
            case TypeSpec.Skip _ -> null;
            case TypeSpec.Of(ColumnType type) -> new CsvColumn(name, type, TextForm.PLAIN, false, false);
            case TypeSpec.Time time -> TypeInference.timestamp(name, texts, time.unit());
        };
    }

    private static void requireColumns(Iterable<String> wanted, CsvHeader header, String file, String option) {
        for (String name : wanted) {
            if (!header.names().contains(name)) {
                throw new CsvException(new CsvError("no such column", file, 0, name, null, option + " names it")
                        .withHint(option + " names it, columns are " + header.names()));
            }
        }
    }

    private static String chosen(String named, List<String> defaults, CsvHeader header, String file, String option) {
        if (named != null) {
            requireColumns(List.of(named), header, file, option);
            return named;
        }
        for (String name : defaults) {
            for (String column : header.names()) {
                if (column.equalsIgnoreCase(name)) {
                    return column;
                }
            }
        }
        return null;
    }

    /// The first rows of the first file that has rows, by column of the first file, nulls left out.
    private static List<List<String>> sample(List<Path> files, CsvOptions options) {
        List<String> names = null;
        for (Path file : files) {
            try (CsvRows rows = CsvRows.of(CsvSource.open(file), options.separator())) {
                CsvHeader header = CsvHeader.read(rows, file, options);
                names = names == null ? header.names() : names;
                List<List<String>> texts = new ArrayList<>();
                names.forEach(_ -> texts.add(new ArrayList<>()));
                if (fill(texts, columnOfField(names, header.names()), rows, options) > 0) {
                    return texts;
                }
            }
        }
        throw new CsvException(
                CsvError.ofFile("no rows after the header", files.getFirst().toString()));
    }

    private static int[] columnOfField(List<String> columns, List<String> fields) {
        return fields.stream().mapToInt(columns::indexOf).toArray();
    }

    private static int fill(List<List<String>> texts, int[] columnOfField, CsvRows rows, CsvOptions options) {
        CsvRows.FieldSink sink = (index, text, offset, length, quoted) -> {
            int column = index < columnOfField.length ? columnOfField[index] : -1;
            if (column >= 0 && length > 0) {
                String value = new String(text, offset, length);
                if (quoted || !options.nullTexts().contains(value)) {
                    texts.get(column).add(value);
                }
            }
        };
        int count = 0;
        try {
            while (count < SAMPLE_ROWS && rows.next(sink)) {
                count++;
            }
        } catch (CsvException e) {
            // The import will meet the same error, and tells it with what was kept.
            if (count == 0) {
                throw e;
            }
        }
        return count;
    }

    List<CsvColumn> columns() {
        return columns;
    }

    /// The place of a column, or -1.
    int indexOf(String column) {
        return columns.stream().map(CsvColumn::name).toList().indexOf(column);
    }

    /// The designated timestamp's name.
    public String timestampColumn() {
        return timestamp;
    }

    /// The key's name, or null.
    public String keyColumn() {
        return key;
    }

    /// The table's schema: the columns in the file's order.
    public Schema schema() {
        Schema.Builder builder = Schema.builder();
        columns.forEach(column -> builder.column(column.name(), column.type()));
        builder.designated(timestamp);
        return key == null ? builder.build() : builder.key(key).build();
    }
}
