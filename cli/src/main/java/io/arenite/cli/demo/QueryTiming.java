package io.arenite.cli.demo;

import io.arenite.Result;
import io.arenite.cli.Figures;
import java.util.Arrays;

/// Runs a query and times it: the first call of the process as it comes, then until it is warm.
final class QueryTiming {

    private static final int WARM_UP_RUNS = 200;
    private static final long WARM_UP_NS = 1_500_000_000L;
    private static final int MEASURED_RUNS = 21;

    private final DemoQuery query;
    private final long coldNs;
    private final String answer;
    private long warmNs;
    private long appendedNs;

    private QueryTiming(DemoQuery query, long coldNs, String answer) {
        this.query = query;
        this.coldNs = coldNs;
        this.answer = answer;
    }

    /// Runs the query for the first time.
    static QueryTiming cold(DemoQuery query) {
        long started = System.nanoTime();
        try (Result result = query.query().collect()) {
            long coldNs = System.nanoTime() - started;
            String answer = result.rowCount() == 1 && result.columnCount() == 1
                    ? CellValues.text(result.column(0), 0)
                    : Figures.rows(result.rowCount()) + ", below";
            return new QueryTiming(query, coldNs, answer);
        }
    }

    /// The median of several calls, after enough of them for the compiler.
    void runWarm() {
        long started = System.nanoTime();
        for (int i = 0; i < WARM_UP_RUNS && System.nanoTime() - started < WARM_UP_NS; i++) {
            query.query().collect().close();
        }
        long[] times = new long[MEASURED_RUNS];
        for (int i = 0; i < times.length; i++) {
            times[i] = time();
        }
        Arrays.sort(times);
        warmNs = times[times.length / 2];
    }

    /// The first call after rows were appended.
    void runAppended() {
        appendedNs = time();
    }

    private long time() {
        long started = System.nanoTime();
        query.query().collect().close();
        return System.nanoTime() - started;
    }

    String text() {
        return query.text();
    }

    long coldNs() {
        return coldNs;
    }

    long warmNs() {
        return warmNs;
    }

    long appendedNs() {
        return appendedNs;
    }

    String answer() {
        return answer;
    }
}
