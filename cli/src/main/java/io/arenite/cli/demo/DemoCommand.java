package io.arenite.cli.demo;

import static io.arenite.Functions.col;

import io.arenite.Arenite;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.cli.CsvArguments;
import io.arenite.cli.DemoData;
import io.arenite.cli.Figures;
import io.arenite.cli.TableLoader;
import io.arenite.cli.TextTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Loads ticks, asks four questions, and times each cold, warm and after more rows.
@Command(
        name = "demo",
        description = "Load CSV or CSV.gz files (without any: generated ticks), then run and time queries.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    private static final int MORE_ROWS = 1_000;
    private static final int SHOWN_GROUPS = 10;
    private static final int SHOWN_WIDTH = 120;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "CSV or CSV.gz; files with the same columns go into one table.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--rows", paramLabel = "N", description = "How many ticks to generate (default: 10000000).")
    private long rows = 10_000_000;

    @Mixin
    private CsvArguments csv = new CsvArguments();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Arenite db = Arenite.inMemory()) {
            List<Table> tables = files.isEmpty()
                    ? List.of(DemoData.generate(db, rows, out))
                    : new TableLoader(db, csv, out).load(files);
            for (Table table : tables) {
                ask(table, out);
            }
        }
        return 0;
    }

    private static void ask(Table table, PrintWriter out) {
        QueryTiming count = QueryTiming.cold(DemoQuery.countOf(table));
        TickColumns columns = TickColumns.choose(table);
        out.println("table " + table.name() + ": " + columns.describe());
        out.println();
        if (table.count() == 0) {
            out.println("no rows, nothing to ask");
            return;
        }
        List<QueryTiming> timings = new ArrayList<>();
        timings.add(count);
        timings.add(QueryTiming.cold(DemoQuery.averageOf(table, columns)));
        timings.add(QueryTiming.cold(DemoQuery.filteredSumOf(table, columns, threshold(table, columns))));
        String groups = null;
        if (columns.symbol() != null) {
            DemoQuery bySymbol = DemoQuery.averageBySymbolOf(table, columns);
            timings.add(QueryTiming.cold(bySymbol));
            try (Result result = bySymbol.query().collect()) {
                groups = bySymbol.text() + System.lineSeparator() + result.toString(SHOWN_GROUPS, SHOWN_WIDTH);
            }
        }
        timings.forEach(QueryTiming::runWarm);
        MoreRows.append(table, MORE_ROWS);
        timings.forEach(QueryTiming::runAppended);
        print(timings, out);
        if (groups != null) {
            out.println();
            out.println(groups);
        }
    }

    private static void print(List<QueryTiming> timings, PrintWriter out) {
        TextTable text =
                new TextTable("query", "cold", "warm", "after " + Figures.count(MORE_ROWS) + " more rows", "answer");
        for (QueryTiming timing : timings) {
            text.add(
                    timing.text(),
                    Figures.duration(timing.coldNs()),
                    Figures.duration(timing.warmNs()),
                    Figures.duration(timing.appendedNs()),
                    timing.answer());
        }
        text.print(out);
    }

    /// A price that about half of the rows are above: the median of the symbols' first prices, or of the first rows'.
    private static double threshold(Table table, TickColumns columns) {
        try (Result first = columns.symbol() == null
                ? table.lazy().select(columns.price()).limit(MORE_ROWS).collect()
                : table.lazy()
                        .groupBy(columns.symbol())
                        .agg(col(columns.price()).first())
                        .collect()) {
            int column = first.columnCount() - 1;
            double[] prices = new double[(int) first.rowCount()];
            int count = 0;
            for (int row = 0; row < prices.length; row++) {
                if (!first.column(column).isNull(row)) {
                    prices[count++] = first.column(column).getDouble(row);
                }
            }
            Arrays.sort(prices, 0, count);
            return count == 0 ? 0 : prices[(count - 1) / 2];
        }
    }
}
