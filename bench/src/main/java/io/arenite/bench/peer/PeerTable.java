package io.arenite.bench.peer;

import io.arenite.bench.page.Markdown;
import io.arenite.bench.peer.Comparison.Timing;
import io.arenite.bench.peer.Comparison.Verdict;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Comparisons as lines of text or JSON, and as Markdown.
final class PeerTable {
    private PeerTable() {}

    /// One comparison for the terminal.
    static String text(Comparison comparison) {
        var text = new StringBuilder(
                "%s, %,d rows%n".formatted(comparison.operation().title(), comparison.rows()));
        for (Timing timing : comparison.timings()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-24s %10s   spread %s%n",
                    timing.contender(),
                    Markdown.time(timing.medianUs()),
                    Markdown.time(timing.spreadUs())));
        }
        for (Verdict verdict : comparison.verdicts()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %s against %s: %s (spread %s), demanded %s: %s%n",
                    verdict.ours(),
                    verdict.ratio().against(),
                    Markdown.number(verdict.ratio().ratio()),
                    Markdown.number(verdict.ratio().spread()),
                    demanded(verdict),
                    verdict.text()));
        }
        return text.toString();
    }

    /// One JSON object a line: what each contender took, then the ratios.
    static String json(Comparison comparison) {
        var lines = new ArrayList<String>();
        for (Timing timing : comparison.timings()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"operation\":\"%s\",\"rows\":%d,\"contender\":\"%s\",\"median_us\":%.4f,\"spread_us\":%.4f}",
                    comparison.operation().id(),
                    comparison.rows(),
                    timing.contender(),
                    timing.medianUs(),
                    timing.spreadUs()));
        }
        for (Verdict verdict : comparison.verdicts()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"operation\":\"%s\",\"rows\":%d,\"contender\":\"%s\",\"against\":\"%s\",\"ratio\":%.4f,"
                            + "\"spread\":%.4f,\"demanded\":%s,\"met\":%s}",
                    comparison.operation().id(),
                    comparison.rows(),
                    verdict.ours(),
                    verdict.ratio().against(),
                    verdict.ratio().ratio(),
                    verdict.ratio().spread(),
                    verdict.demand() == null ? "null" : verdict.demand().ratio(),
                    verdict.demand() == null ? "null" : verdict.text().equals("met")));
        }
        return String.join("\n", lines) + "\n";
    }

    /// The table of times and the table of ratios.
    static String markdown(List<Comparison> comparisons) {
        return times(comparisons) + "\n" + ratios(comparisons);
    }

    /// What each of our ways allocates.
    static String allocations(List<Comparison> comparisons) {
        var rows = new ArrayList<List<String>>();
        for (Comparison comparison : comparisons) {
            for (Timing timing : comparison.ours()) {
                rows.add(List.of(
                        comparison.operation().title() + ", %,d rows".formatted(comparison.rows()),
                        timing.contender(),
                        Markdown.number(timing.allocatedBytes())));
            }
        }
        return Markdown.table(List.of("operation", "ours", "bytes"), rows);
    }

    private static String times(List<Comparison> comparisons) {
        List<String> contenders = comparisons.stream()
                .flatMap(comparison -> comparison.timings().stream())
                .map(Timing::contender)
                .distinct()
                .toList();
        var heading = new ArrayList<>(List.of("median (spread)"));
        heading.addAll(contenders);
        var rows = new ArrayList<List<String>>();
        for (Comparison comparison : comparisons) {
            String best = comparison.bestPeer().map(Timing::contender).orElse("");
            var row = new ArrayList<>(List.of(comparison.operation().title()));
            for (String contender : contenders) {
                row.add(comparison
                        .timing(contender)
                        .map(timing -> cell(timing, contender.equals(best)))
                        .orElse("-"));
            }
            rows.add(row);
        }
        return Markdown.table(heading, rows);
    }

    private static String cell(Timing timing, boolean isBest) {
        String median = Markdown.time(timing.medianUs());
        return (isBest ? "**" + median + "**" : median) + " (" + Markdown.time(timing.spreadUs()) + ")";
    }

    private static String ratios(List<Comparison> comparisons) {
        var rows = new ArrayList<List<String>>();
        for (Comparison comparison : comparisons) {
            for (Verdict verdict : comparison.verdicts()) {
                rows.add(List.of(
                        comparison.operation().title(),
                        verdict.ours(),
                        verdict.ratio().against(),
                        Markdown.number(verdict.ratio().ratio()) + " ("
                                + Markdown.number(verdict.ratio().spread()) + ")",
                        demanded(verdict),
                        verdict.text(),
                        Double.isNaN(verdict.cachedRatio()) ? "-" : Markdown.number(verdict.cachedRatio())));
            }
        }
        return Markdown.table(
                List.of(
                        "their time / our time",
                        "ours",
                        "against",
                        "ratio (spread)",
                        "demanded",
                        "",
                        "ratio when cached"),
                rows);
    }

    private static String demanded(Verdict verdict) {
        return verdict.demand() == null
                ? "-"
                : NumberFormat.getInstance(Locale.ROOT).format(verdict.demand().ratio());
    }

    /// Versions as a list for one line.
    static String versions(java.util.Map<String, String> versions) {
        return versions.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
