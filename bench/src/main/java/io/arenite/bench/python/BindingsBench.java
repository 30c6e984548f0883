package io.arenite.bench.python;

import io.arenite.bench.page.BenchmarkPage;
import io.arenite.bench.page.Machine;
import io.arenite.bench.page.Markdown;
import io.arenite.bench.page.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// `bin/arenite bench --python`: runs `arenite_bindings`, in which a plain Python is the host, and writes
/// what it measures to its section of docs/benchmarks.md.
public final class BindingsBench {
    private BindingsBench() {}

    /// @param out is told each figure as it is known, as JSON
    public static void run(Path repository, Consumer<String> out, BenchmarkPage page)
            throws IOException, InterruptedException {
        String moment = Machine.moment();
        List<Map<String, Object>> figures = PythonModule.run(repository, "arenite_bindings", out);
        page.put(Section.PYTHON, text(moment, figures));
    }

    private static String text(String moment, List<Map<String, Object>> figures) {
        return """
                Measured %s. 100,000 rows of one symbol, `price float64, size int64`; Python is the host; Polars and NumPy may
                use 2 threads.

                *Cached* answers and views never enter Java. The uncached queries run with all caches off. A query of one row
                is all that a query costs but the kernel.

                %s
                %s
                While another Python thread computes all the time, single calls with the clock's 50 to 100 ns:

                %s""".formatted(
                        moment, limits(of("limits", figures)), peers(of("peers", figures)), busy(of("busy", figures)));
    }

    private static List<Map<String, Object>> of(String section, List<Map<String, Object>> figures) {
        return figures.stream()
                .filter(figure -> figure.get("section").equals(section))
                .toList();
    }

    private static String limits(List<Map<String, Object>> figures) {
        return Markdown.table(
                List.of("call from Python", "median", "spread", "limit", ""),
                rows(figures.stream()
                        .map(figure -> List.of(
                                text(figure, "name"),
                                time(figure, "median_ns"),
                                time(figure, "spread_ns"),
                                time(figure, "limit_ns"),
                                met(figure)))));
    }

    private static String peers(List<Map<String, Object>> figures) {
        return Markdown.table(
                List.of("call from Python", "median", "against", "theirs", "theirs / ours (spread)", "demanded", ""),
                rows(figures.stream()
                        .map(figure -> List.of(
                                text(figure, "name"),
                                time(figure, "median_ns"),
                                text(figure, "against"),
                                time(figure, "peer_ns"),
                                Markdown.number(number(figure, "ratio")) + " ("
                                        + Markdown.number(number(figure, "spread")) + ")",
                                figure.get("demanded") == null ? "-" : Markdown.number(number(figure, "demanded")),
                                met(figure)))));
    }

    private static String busy(List<Map<String, Object>> figures) {
        return Markdown.table(
                List.of("call from Python", "median", "99 %", "99.9 %"),
                rows(figures.stream()
                        .map(figure -> List.of(
                                text(figure, "name"),
                                time(figure, "median_ns"),
                                time(figure, "p99_ns"),
                                time(figure, "p999_ns")))));
    }

    private static List<List<String>> rows(Stream<List<String>> rows) {
        return rows.toList();
    }

    private static String text(Map<String, Object> figure, String field) {
        return (String) figure.get(field);
    }

    private static double number(Map<String, Object> figure, String field) {
        return ((Number) figure.get(field)).doubleValue();
    }

    private static String time(Map<String, Object> figure, String field) {
        return Markdown.time(number(figure, field) / 1e3);
    }

    private static String met(Map<String, Object> figure) {
        Object met = figure.get("met");
        return met == null ? "-" : (Boolean) met ? "met" : "not met";
    }
}
