package io.arenite.csv;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How to read CSV. Names of columns are the file's.
///
/// @param columnNames the names for files without a header; null: the first row is the header
/// @param timestampColumn the designated timestamp; null: the first there is of ts, timestamp, time, ts_ms, date
/// @param keyColumn the partition key, a symbol column; null: the first there is of symbol, sym, ticker, instrument;
///     empty: none
/// @param types types by column that are not to be guessed, as users write them: `decimal64(2)`, `symbol`, `skip`
/// @param separator between fields
/// @param nullTexts unquoted texts that stand for null beside the empty one
/// @param onError what a row that cannot be read does
public record CsvOptions(
        List<String> columnNames,
        String timestampColumn,
        String keyColumn,
        Map<String, String> types,
        char separator,
        Set<String> nullTexts,
        OnError onError) {

    static final List<String> TIMESTAMP_NAMES = List.of("ts", "timestamp", "time", "ts_ms", "date");
    static final List<String> KEY_NAMES = List.of("symbol", "sym", "ticker", "instrument");

    public CsvOptions {
        columnNames = columnNames == null ? null : List.copyOf(columnNames);
        types = Map.copyOf(types);
        nullTexts = Set.copyOf(nullTexts);
        types.forEach(TypeSpec::parse);
        if (separator == '"' || separator == '\n' || separator == '\r') {
            throw new IllegalArgumentException("separator cannot be a quote or the end of a line");
        }
    }

    public static CsvOptions defaults() {
        return new CsvOptions(null, null, null, Map.of(), ',', Set.of(), OnError.ABORT);
    }

    public CsvOptions withColumnNames(List<String> names) {
        return new CsvOptions(names, timestampColumn, keyColumn, types, separator, nullTexts, onError);
    }

    public CsvOptions withTimestampColumn(String name) {
        return new CsvOptions(columnNames, name, keyColumn, types, separator, nullTexts, onError);
    }

    public CsvOptions withKeyColumn(String name) {
        return new CsvOptions(columnNames, timestampColumn, name, types, separator, nullTexts, onError);
    }

    public CsvOptions withoutKey() {
        return withKeyColumn("");
    }

    public CsvOptions withType(String column, String type) {
        Map<String, String> more = new LinkedHashMap<>(types);
        more.put(column, type);
        return new CsvOptions(columnNames, timestampColumn, keyColumn, more, separator, nullTexts, onError);
    }

    public CsvOptions withSeparator(char character) {
        return new CsvOptions(columnNames, timestampColumn, keyColumn, types, character, nullTexts, onError);
    }

    public CsvOptions withNullTexts(Set<String> texts) {
        return new CsvOptions(columnNames, timestampColumn, keyColumn, types, separator, texts, onError);
    }

    public CsvOptions withOnError(OnError choice) {
        return new CsvOptions(columnNames, timestampColumn, keyColumn, types, separator, nullTexts, choice);
    }
}
