package io.arenite.bench.page;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Pieces of Markdown.
public final class Markdown {
    private Markdown() {}

    /// A table whose first column is text and whose other columns stand on the right.
    public static String table(List<String> heading, List<List<String>> rows) {
        String rule = "|---|" + String.join("|", Collections.nCopies(heading.size() - 1, "---:")) + "|";
        return row(heading) + rule + "\n" + rows.stream().map(Markdown::row).collect(Collectors.joining());
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    /// A time with three digits that count and the unit that suits it.
    public static String time(double us) {
        if (us < 1) {
            return number(us * 1e3) + " ns";
        }
        return us < 1e3 ? number(us) + " us" : number(us / 1e3) + " ms";
    }

    /// Three digits that count, or all digits before the point.
    public static String number(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
