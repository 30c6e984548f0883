package io.arenite.bench.peer;

import io.arenite.Arenite;
import io.arenite.bench.page.BenchmarkPage;
import io.arenite.bench.page.Machine;
import io.arenite.bench.page.Markdown;
import io.arenite.bench.page.Section;
import io.arenite.bench.peer.Comparison.Timing;
import io.arenite.bench.peer.PeerRounds.Effort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// How our costs grow with the rows: linear where every row is read, flat where metadata or the cache answers.
public final class GrowthBench {
    private static final List<Long> ROWS = List.of(1_000_000L, 10_000_000L, 50_000_000L);

    private GrowthBench() {}

    /// What is asked at every size.
    ///
    /// @param isFlat whether the cost must not depend on the rows
    private record Question(String title, Way way, Operation operation, boolean isFlat) {}

    private enum Way {
        COMPUTED,
        CACHED,
        ROW_COUNT
    }

    private static final List<Question> QUESTIONS = List.of(
            new Question("table.count()", Way.ROW_COUNT, Operation.COUNT, true),
            new Question("count, held query, cache off", Way.COMPUTED, Operation.COUNT, true),
            new Question("count, held query, cached", Way.CACHED, Operation.COUNT, true),
            new Question("latest price by symbol, cache off", Way.COMPUTED, Operation.LATEST, true),
            new Question("VWAP of all, cached", Way.CACHED, Operation.VWAP, true),
            new Question("VWAP by symbol, cached", Way.CACHED, Operation.VWAP_BY_SYMBOL, true),
            new Question("VWAP of all, cache off", Way.COMPUTED, Operation.VWAP, false),
            new Question("sum(price) where size > p95, cache off", Way.COMPUTED, Operation.SCATTERED_SUM, false),
            new Question("VWAP by symbol, cache off", Way.COMPUTED, Operation.VWAP_BY_SYMBOL, false),
            new Question("top 10 by notional, cache off", Way.COMPUTED, Operation.TOP, false));

    /// Measures, hands each line on as text or JSON, and writes the section of the page.
    public static void run(boolean json, Consumer<String> out, BenchmarkPage page) {
        String moment = Machine.moment();
        List<Growth> growths = measure(ROWS, Effort.FULL, growth -> out.accept(json ? growth.json() : growth.text()));
        page.put(Section.GROWTH, markdown(moment, growths));
    }

    static List<Growth> measure(List<Long> sizes, Effort effort, Consumer<Growth> out) {
        var databases = new ArrayList<Arenite>();
        try {
            var ways = new ArrayList<List<OurTurn>>();
            for (long rows : sizes) {
                Arenite computed = Arenite.inMemory(PeerBench.options(false));
                databases.add(computed);
                Arenite cached = Arenite.inMemory(PeerBench.options(true));
                databases.add(cached);
                WorkSet work = WorkSet.generate(rows, List.of(computed, cached), null);
                ways.add(ways(computed, cached, work));
                check(ways.getLast(), rows);
            }
            new PeerRounds(List.copyOf(ways.getFirst()), effort).compile();
            var growths = new ArrayList<Growth>();
            for (Question question : QUESTIONS) {
                List<Contender> contenders = ways.stream()
                        .map(ofSize -> (Contender) ofSize.get(question.way().ordinal()))
                        .toList();
                var comparison = new PeerRounds(contenders, effort).compareUnlike(question.operation());
                growths.add(new Growth(question.title(), question.isFlat(), sizes, comparison.timings()));
                out.accept(growths.getLast());
            }
            return growths;
        } finally {
            databases.forEach(Arenite::close);
        }
    }

    /// One for each [Way], in its order.
    private static List<OurTurn> ways(Arenite computed, Arenite cached, WorkSet work) {
        String name = "%,d rows".formatted(work.rows());
        return List.of(
                OurTurn.held(name, computed.table("trades"), computed.table("small"), work),
                OurTurn.held(name, cached.table("trades"), cached.table("small"), work),
                OurTurn.rowCount(name, computed.table("trades")));
    }

    /// Fails unless the count is right and what is cached equals what is computed.
    private static void check(List<OurTurn> ways, long rows) {
        for (Question question : QUESTIONS) {
            Answer computed = answer(ways.get(Way.COMPUTED.ordinal()), question.operation());
            Answer asked = answer(ways.get(question.way().ordinal()), question.operation());
            Optional<String> difference = computed.difference(asked);
            if (question.operation() == Operation.COUNT && difference.isEmpty()) {
                difference = Answer.of(rows).difference(asked);
            }
            if (difference.isPresent()) {
                throw new PeerException("answers disagree: question=%s, rows=%d, %s"
                        .formatted(question.title(), rows, difference.get()));
            }
        }
    }

    private static Answer answer(OurTurn way, Operation operation) {
        return way.run(operation, 1).answer();
    }

    /// @param sizes rows, one for each timing
    record Growth(String title, boolean isFlat, List<Long> sizes, List<Timing> timings) {
        /// How many times the cost of one size is that of the size before it.
        double factor(int size) {
            return timings.get(size).medianUs() / timings.get(size - 1).medianUs();
        }

        double expectedFactor(int size) {
            return isFlat ? 1 : (double) sizes.get(size) / sizes.get(size - 1);
        }

        String text() {
            var line = new StringBuilder(String.format(Locale.ROOT, "%-42s", title));
            for (int i = 0; i < sizes.size(); i++) {
                line.append(String.format(
                        Locale.ROOT,
                        "  %,d rows %s",
                        sizes.get(i),
                        Markdown.time(timings.get(i).medianUs())));
                if (i > 0) {
                    line.append(String.format(Locale.ROOT, " (x%.2f, due x%.0f)", factor(i), expectedFactor(i)));
                }
            }
            return line.append(System.lineSeparator()).toString();
        }

        String json() {
            var lines = new StringBuilder();
            for (int i = 0; i < sizes.size(); i++) {
                lines.append(String.format(
                        Locale.ROOT,
                        "{\"growth\":\"%s\",\"rows\":%d,\"median_us\":%.4f,\"spread_us\":%.4f,\"flat\":%b}%n",
                        title,
                        sizes.get(i),
                        timings.get(i).medianUs(),
                        timings.get(i).spreadUs(),
                        isFlat));
            }
            return lines.toString();
        }
    }

    private static String markdown(String moment, List<Growth> growths) {
        List<Long> sizes = growths.getFirst().sizes();
        var heading = new ArrayList<>(List.of("median (spread)", "due"));
        for (int i = 0; i < sizes.size(); i++) {
            heading.add("%,d rows".formatted(sizes.get(i)));
            if (i > 0) {
                heading.add("times");
            }
        }
        var rows = new ArrayList<List<String>>();
        for (Growth growth : growths) {
            var row = new ArrayList<>(List.of(growth.title(), growth.isFlat() ? "flat" : "linear"));
            for (int i = 0; i < sizes.size(); i++) {
                Timing timing = growth.timings().get(i);
                row.add(Markdown.time(timing.medianUs()) + " (" + Markdown.time(timing.spreadUs()) + ")");
                if (i > 0) {
                    row.add(Markdown.number(growth.factor(i)));
                }
            }
            rows.add(row);
        }
        return """
                Measured %s.

                The same trades as above, of 500 symbols at every size, two threads. *times* is the cost of a size over that of
                the size before it: 1 where the cost is due to be flat, as much as the rows where it is due to be linear - more
                from 1 to 10 million, because the columns of the smallest table fit into the cache of the processor.

                %s""".formatted(moment, Markdown.table(heading, rows));
    }
}
