package io.arenite.cli.demo;

import io.arenite.LazyFrame;
import io.arenite.Result;
import java.util.Arrays;

/// Runs a query and times it: the first call of the process as it comes, then until it is warm.
final class QueryTiming {

    private static final int WARM_UP_RUNS = 200;
    private static final long WARM_UP_NS = 1_500_000_000L;
    private static final int MEASURED_RUNS = 21;

    private final LazyFrame query;
    private long coldNs;
    private long warmNs;
    private long appendedNs;
    private String answer;

    QueryTiming(LazyFrame query) {
        this.query = query;
    }

    /// The first call.
    void runCold() {
        long started = System.nanoTime();
        try (Result result = query.collect()) {
            coldNs = System.nanoTime() - started;
            answer = result.rowCount() == 1 && result.columnCount() == 1
                    ? CellValues.text(result.column(0), 0)
                    : result.rowCount() + " rows, below";
        }
    }

    /// The median of several calls, after enough of them for the compiler.
    void runWarm() {
        long started = System.nanoTime();
        for (int i = 0; i < WARM_UP_RUNS && System.nanoTime() - started < WARM_UP_NS; i++) {
            query.collect().close();
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
        query.collect().close();
        return System.nanoTime() - started;
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
