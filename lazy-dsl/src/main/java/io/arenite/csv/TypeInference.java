package io.arenite.csv;

import io.arenite.partitions.ColumnType;
import io.arenite.partitions.TimeResolution;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Guesses a column's type from its name and a sample of its texts.
///
/// The narrowest that holds the whole sample wins, in this order: bool, int64, uint64, float64, timestamp, date32,
/// symbol (few different texts), utf8. Never guessed, because a guess would lose something or surprise: decimal64 and
/// the narrow integers. A stray text in a hundred numbers does not make a column text: it becomes an error of its row,
/// which tells how to read it. Digits with leading zeros (`007`) are a code, not a number.
final class TypeInference {

    private static final int NUMBERS_PER_STRAY = 100;
    private static final int MOST_SYMBOLS_ALWAYS = 16;
    private static final Set<String> SYMBOL_NAMES = Set.of("symbol", "sym", "ticker", "instrument");

    private TypeInference() {}

    /// @param texts the sample without nulls
    static CsvColumn infer(String name, List<String> texts) {
        if (SYMBOL_NAMES.contains(name.toLowerCase(Locale.ROOT))) {
            return plain(name, ColumnType.SYMBOL, texts);
        }
        if (texts.isEmpty()) {
            return plain(name, ColumnType.FLOAT64, texts);
        }
        if (all(texts, text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            return plain(name, ColumnType.BOOL, texts);
        }
        List<String> numbers = texts.stream().filter(TypeInference::isDouble).toList();
        if ((texts.size() - numbers.size()) * NUMBERS_PER_STRAY <= texts.size()
                && numbers.stream().noneMatch(TypeInference::isCode)) {
            if (all(numbers, TypeInference::isLong)) {
                return integer(name, numbers);
            }
            if (all(numbers, TypeInference::isUnsignedLong)) {
                return plain(name, ColumnType.UINT64, texts);
            }
            if (!all(numbers, TypeInference::isDigits)) {
                return plain(name, ColumnType.FLOAT64, texts);
            }
        }
        if (all(texts, TypeInference::isDate)) {
            return plain(name, ColumnType.DATE32, texts);
        }
        if (all(texts, TypeInference::isIso)) {
            return new CsvColumn(name, ColumnType.TIMESTAMP_NS, TextForm.ISO, true, false);
        }
        return plain(name, isFewDifferent(texts) ? ColumnType.SYMBOL : ColumnType.UTF8, texts);
    }

    /// The table's own timestamp: ISO-8601 text or a number of `unit`, which is guessed where it is null.
    static CsvColumn timestamp(String name, List<String> texts, TimeResolution unit) {
        if (!texts.isEmpty() && all(texts, TypeInference::isIso)) {
            return new CsvColumn(name, ColumnType.TIMESTAMP_NS, TextForm.ISO, unit == null, false);
        }
        TimeResolution known = unit == null ? EpochUnits.ofName(name) : unit;
        if (known == null) {
            known = EpochUnits.ofMagnitude(medianMagnitude(texts));
        }
        return new CsvColumn(name, ColumnType.TIMESTAMP_NS, new TextForm.Epoch(known), unit == null, texts.isEmpty());
    }

    /// Whether any of the texts could be one.
    static boolean hasTimestamp(List<String> texts) {
        return texts.stream().anyMatch(text -> isDouble(text) || isIso(text));
    }

    /// A whole number is a timestamp where its name says time and its size says our time.
    private static CsvColumn integer(String name, List<String> texts) {
        if (isTimeName(name)) {
            double magnitude = medianMagnitude(texts);
            TimeResolution byName = EpochUnits.ofName(name);
            TimeResolution unit = byName == null ? EpochUnits.ofMagnitude(magnitude) : byName;
            if (EpochUnits.isPlausible(magnitude, unit)) {
                return new CsvColumn(name, ColumnType.TIMESTAMP_NS, new TextForm.Epoch(unit), true, false);
            }
        }
        return plain(name, ColumnType.INT64, texts);
    }

    private static boolean isTimeName(String column) {
        String name = column.toLowerCase(Locale.ROOT);
        return EpochUnits.ofName(name) != null
                || name.equals("ts")
                || name.endsWith("_ts")
                || name.endsWith("time")
                || name.endsWith("timestamp");
    }

    private static double medianMagnitude(List<String> texts) {
        double[] sorted = texts.stream()
                .filter(TypeInference::isDouble)
                .mapToDouble(text -> Math.abs(NumberText.parseDouble(text.toCharArray(), 0, text.length())))
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private static CsvColumn plain(String name, ColumnType type, List<String> texts) {
        return new CsvColumn(name, type, TextForm.PLAIN, true, texts.isEmpty());
    }

    /// Few enough to be worth a dictionary: at most half as many different texts as rows, or a handful.
    private static boolean isFewDifferent(List<String> texts) {
        int different = new HashSet<>(texts).size();
        return different <= MOST_SYMBOLS_ALWAYS || different <= texts.size() / 2;
    }

    private interface Test {
        boolean holds(String text);
    }

    private static boolean all(List<String> texts, Test test) {
        for (String text : texts) {
            if (!test.holds(text)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCode(String text) {
        return text.length() > 1 && text.charAt(0) == '0' && isDigits(text);
    }

    private static boolean isDigits(String text) {
        String word = text.strip();
        for (int i = word.startsWith("-") || word.startsWith("+") ? 1 : 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return false;
            }
        }
        return !word.isEmpty();
    }

    private interface Parser {
        void parse(char[] text);
    }

    private static boolean parses(String text, Parser parser) {
        try {
            parser.parse(text.toCharArray());
            return true;
        } catch (BadFieldException e) {
            return false;
        }
    }

    private static boolean isLong(String text) {
        return parses(text, chars -> NumberText.parseLong(chars, 0, chars.length));
    }

    private static boolean isUnsignedLong(String text) {
        return parses(text, chars -> NumberText.parseUnsignedLong(chars, 0, chars.length));
    }

    static boolean isDouble(String text) {
        return parses(text, chars -> NumberText.parseDouble(chars, 0, chars.length));
    }

    private static boolean isDate(String text) {
        return parses(text, chars -> TimeText.parseDate(chars, 0, chars.length));
    }

    private static boolean isIso(String text) {
        return parses(text, chars -> TimeText.parseIsoNs(chars, 0, chars.length));
    }
}
