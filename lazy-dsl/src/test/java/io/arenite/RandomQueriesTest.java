package io.arenite;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.RandomExprs.Kind;
import io.arenite.RandomExprs.Typed;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.naive.NaiveFrame;
import io.arenite.naive.NaivePlan;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random queries of every step over random ticks, with appends and drops in between: what comes out is what a row by
/// row interpreter of the typed-in plan gives. The seed is in the test's name; `-Darenite.seed=N` starts elsewhere.
@ExtendWith(NoLeaks.class)
final class RandomQueriesTest {
    private static final double TOLERANCE = 1e-9;
    private static final int SEEDS = Integer.getInteger("arenite.seeds", 60);
    private static final int ROUNDS = 4;
    private static final int QUERIES = 12;
    private static final long[] CACHE_BYTES = {0, 30_000, 64 << 20};

    static List<Long> seeds() {
        long first = Long.getLong("arenite.seed", 1L);
        return java.util.stream.LongStream.range(first, first + SEEDS).boxed().toList();
    }

    /// A frame under construction and what is known of its columns.
    private record Step(LazyFrame frame, List<Typed> columns) {}

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void equalsTheInterpreter(long seed) {
        var random = new Random(seed);
        var options = AreniteOptions.defaults()
                .withThreads(1 + random.nextInt(3))
                .withCacheBytes(CACHE_BYTES[random.nextInt(CACHE_BYTES.length)]);
        try (var db = Arenite.inMemory(options)) {
            var ticks = new RandomTicks(random, db);
            var exprs = new RandomExprs(random);
            List<LazyFrame> kept = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                ticks.append();
                if (random.nextInt(3) == 0) {
                    ticks.drop();
                }
                var naive = new NaivePlan(ticks.frame(), ticks.symbols());
                // held frames answer again, over the rows of now
                kept.forEach(frame -> compare(frame, naive));
                for (int query = 0; query < QUERIES; query++) {
                    LazyFrame frame = randomQuery(exprs, random, ticks.table().lazy());
                    compare(frame, naive);
                    if (query < 3) {
                        kept.add(frame);
                        compare(frame, naive);
                    }
                }
            }
        }
    }

    private static LazyFrame randomQuery(RandomExprs exprs, Random random, LazyFrame table) {
        var step = new Step(table, RandomTicks.columns());
        for (int i = random.nextInt(3); i > 0; i--) {
            step = beforeGrouping(exprs, random, step);
        }
        int kind = random.nextInt(8);
        if (kind > 2) {
            step = grouped(exprs, random, step);
        } else if (kind == 2) {
            step = latest(exprs, random, step);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            step = random.nextInt(2) == 0 ? beforeGrouping(exprs, random, step) : ordered(exprs, random, step);
        }
        return step.frame();
    }

    private static Step beforeGrouping(RandomExprs exprs, Random random, Step step) {
        return switch (random.nextInt(3)) {
            case 0 -> new Step(step.frame().filter(exprs.predicate(step.columns(), 2)), step.columns());
            case 1 -> {
                String name = random.nextInt(3) == 0 ? nameOf(exprs.pick(step.columns())) : "new" + random.nextInt(100);
                Typed added = added(exprs, random, step.columns());
                List<Typed> columns = new ArrayList<>(step.columns());
                columns.removeIf(column -> nameOf(column).equals(name));
                columns.add(added.reference(name));
                yield new Step(step.frame().withColumns(added.as(name).expr()), columns);
            }
            default -> {
                List<Typed> kept = new ArrayList<>(step.columns().stream()
                        .filter(_ -> random.nextInt(4) > 0)
                        .toList());
                Typed added = added(exprs, random, step.columns());
                String name = "s" + random.nextInt(1_000);
                List<Expr> selected =
                        new ArrayList<>(kept.stream().map(Typed::expr).toList());
                selected.add(added.as(name).expr());
                kept.removeIf(column -> nameOf(column).equals(name));
                selected.removeIf(expr -> expr.toString().equals(name));
                kept.add(added.reference(name));
                yield new Step(step.frame().select(selected.toArray(Expr[]::new)), kept);
            }
        };
    }

    private static Typed added(RandomExprs exprs, Random random, List<Typed> columns) {
        return random.nextInt(3) == 0
                ? new Typed(exprs.predicate(columns, 1), Kind.BOOL, 0, 0, true, true)
                : exprs.number(columns, 2);
    }

    private static Step grouped(RandomExprs exprs, Random random, Step step) {
        List<Expr> aggregates = new ArrayList<>();
        List<Typed> columns = new ArrayList<>();
        List<Expr> keys = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Typed key = exprs.key(step.columns());
            if (columns.stream().noneMatch(column -> nameOf(column).equals(nameOf(key)))) {
                keys.add(key.expr());
                columns.add(key.reference(nameOf(key)));
            }
        }
        for (int i = 0; i <= random.nextInt(4); i++) {
            Typed aggregate = exprs.aggregate(step.columns());
            aggregates.add(aggregate.as("agg" + i).expr());
            columns.add(aggregate.reference("agg" + i));
        }
        Expr[] agg = aggregates.toArray(Expr[]::new);
        LazyFrame frame = keys.isEmpty()
                ? step.frame().select(agg)
                : step.frame().groupBy(keys.toArray(Expr[]::new)).agg(agg);
        return new Step(frame, columns);
    }

    private static Step latest(RandomExprs exprs, Random random, Step step) {
        List<Typed> columns = step.columns().stream()
                .filter(column -> column.kind() != Kind.TEXT)
                .toList();
        if (columns.isEmpty()) {
            return step;
        }
        LazyFrame frame = columns.size() == step.columns().size()
                ? step.frame()
                : step.frame().select(columns.stream().map(Typed::expr).toArray(Expr[]::new));
        List<Expr> keys = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            keys.add(exprs.key(columns).expr());
        }
        return new Step(frame.latest(keys.toArray(Expr[]::new)), columns);
    }

    private static Step ordered(RandomExprs exprs, Random random, Step step) {
        List<Expr> keys = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            Typed key = exprs.column(step.columns(), Typed::stable);
            Expr expr = key == null || random.nextInt(4) == 0
                    ? exprs.number(step.columns(), 1).expr()
                    : key.expr();
            keys.add(expr);
        }
        Expr[] by = keys.toArray(Expr[]::new);
        LazyFrame frame = switch (random.nextInt(3)) {
            case 0 -> step.frame().limit(random.nextInt(20));
            case 1 -> step.frame().topK(random.nextInt(20), by);
            default -> {
                by[0] = random.nextBoolean() ? by[0] : by[0].desc();
                yield step.frame().sort(by);
            }
        };
        return new Step(frame, step.columns());
    }

    /// The alias, or the name of a plain column.
    private static String nameOf(Typed column) {
        String text = column.expr().toString();
        return text.substring(text.lastIndexOf(" as ") < 0 ? 0 : text.lastIndexOf(" as ") + 4);
    }

    private static void compare(LazyFrame frame, NaivePlan naive) {
        NaiveFrame expected = naive.run(frame.plan());
        try (Result result = frame.collect()) {
            assertThat(result.columnNames()).as(frame::explain).isEqualTo(expected.names());
            assertThat(result.rowCount())
                    .as(frame::explain)
                    .isEqualTo(expected.rows().size());
            for (int row = 0; row < expected.rows().size(); row++) {
                for (int column = 0; column < result.columnCount(); column++) {
                    Object actual = value(result.column(column), row);
                    Object wanted = expected.rows().get(row).get(column);
                    if (!same(actual, wanted)) {
                        String name = result.columnNames().get(column);
                        assertThat(actual)
                                .as("row=%d, column=%s\n%s", row, name, frame.explain())
                                .isEqualTo(wanted);
                    }
                }
            }
        }
    }

    private static Object value(FrameColumn column, int row) {
        Object value = column.get(row);
        return value instanceof Long ns && column.type().kind() == ColumnType.Kind.TIMESTAMP
                ? RandomExprs.epoch(ns)
                : value;
    }

    private static boolean same(Object actual, Object wanted) {
        if (!(actual instanceof Number a) || !(wanted instanceof Number w)) {
            return java.util.Objects.equals(actual, wanted);
        }
        if (a instanceof Double || w instanceof Double) {
            double difference = Math.abs(a.doubleValue() - w.doubleValue());
            return Double.compare(a.doubleValue(), w.doubleValue()) == 0
                    || a.doubleValue() == w.doubleValue()
                    || difference <= TOLERANCE * Math.max(1, Math.abs(w.doubleValue()));
        }
        return new BigDecimal(a.toString()).compareTo(new BigDecimal(w.toString())) == 0;
    }
}
