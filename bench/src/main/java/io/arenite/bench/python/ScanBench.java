package io.arenite.bench.python;

import io.arenite.bench.page.BenchmarkPage;
import io.arenite.bench.page.Machine;
import io.arenite.bench.page.Markdown;
import io.arenite.bench.page.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// `bin/arenite bench --peers scans`: runs `arenite_scans`, and writes what it measures to its section of
/// docs/benchmarks.md.
public final class ScanBench {
    private ScanBench() {}

    /// @param out is told each figure as it is known, as JSON
    public static void run(Path repository, Consumer<String> out, BenchmarkPage page)
            throws IOException, InterruptedException {
        String moment = Machine.moment();
        List<Map<String, Object>> figures = PythonModule.run(repository, "arenite_scans", out);
        page.put(Section.SCANS, text(moment, figures));
    }

    private static String text(String moment, List<Map<String, Object>> figures) {
        return """
                Measured %s. 5,000,000 trades of 500 symbols in an Arrow file that Polars wrote (41 batches, symbols as a
                dictionary), in the page cache; called from Python, 2 threads each. *First* opens the file, asks, and decodes
                what that needs, in a JVM that has asked such questions before; *again* asks a file that is open, without
                cached answers. Polars (`scan_ipc`) and DuckDB (over a pyarrow dataset) read the file each time.

                %s""".formatted(
                        moment,
                        Markdown.table(
                                List.of(
                                        "file, query",
                                        "first",
                                        "again",
                                        "Polars",
                                        "DuckDB",
                                        "best peer / first (spread)",
                                        "best peer / again (spread)"),
                                rows(figures)));
    }

    private static List<List<String>> rows(List<Map<String, Object>> figures) {
        List<List<String>> rows = new ArrayList<>();
        for (Map<String, Object> figure : figures) {
            rows.add(List.of(
                    figure.get("file") + ", " + figure.get("query"),
                    time(figure, "first"),
                    time(figure, "again"),
                    time(figure, "Polars"),
                    time(figure, "DuckDB"),
                    ratio(figure, "first"),
                    ratio(figure, "again")));
        }
        return rows;
    }

    private static String time(Map<String, Object> figure, String who) {
        return Markdown.time(number(figure, who) / 1e3);
    }

    private static String ratio(Map<String, Object> figure, String which) {
        return Markdown.number(number(figure, which + " ratio")) + " ("
                + Markdown.number(number(figure, which + " spread")) + ")";
    }

    private static double number(Map<String, Object> figure, String field) {
        return ((Number) figure.get(field)).doubleValue();
    }
}
