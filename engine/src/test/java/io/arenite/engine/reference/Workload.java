package io.arenite.engine.reference;

import io.arenite.engine.Engine;
import io.arenite.engine.EngineOptions;
import io.arenite.engine.LoopTier;
import io.arenite.engine.NumericException;
import io.arenite.engine.QueryContext;
import io.arenite.engine.cache.CacheStats;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.TopPlan;
import io.arenite.engine.frame.Frame;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// A seeded run: a random table, rows appended and dropped between random queries; each query is answered by several
/// engines that must agree to the bit, and handed to a check.
final class Workload {
    /// Questions that are asked again after a small change.
    private static final int REPEATS = 6;

    private final long seed;
    private final Check check;

    /// What the caches of the runs did.
    final List<CacheStats> caches = new ArrayList<>();

    /// Sees the answer that all engines gave.
    interface Check {
        void answered(String at, ReferenceTable reference, Object plan, List<List<Object>> rows);
    }

    Workload(long seed, Check check) {
        this.seed = seed;
        this.check = check;
    }

    /// @param rows appended in all, in several commits
    void run(int rows, int queries) {
        var random = new SplittableRandom(seed);
        RandomTable data = RandomTable.create(random);
        try (var storage = Storage.inMemory();
                var folded = Storage.inMemory();
                var plain = new Engine(
                        storage.pool(),
                        EngineOptions.defaults()
                                .withThreads(1)
                                .withCacheBytes(0)
                                .withLoops(LoopTier.BATCH));
                var one = new Engine(storage.pool(), EngineOptions.defaults().withThreads(1));
                var generated = new Engine(
                        storage.pool(),
                        EngineOptions.defaults()
                                .withThreads(1)
                                .withCacheBytes(0)
                                .withLoops(LoopTier.GENERATED));
                var blind = new Engine(
                        storage.pool(),
                        EngineOptions.defaults()
                                .withThreads(4)
                                .withLoops(LoopTier.GENERATED)
                                .withParallelRows(0)
                                .withPruning(false));
                var many = new Engine(
                        storage.pool(), EngineOptions.defaults().withThreads(3).withParallelRows(1));
                var cramped = new Engine(
                        storage.pool(),
                        EngineOptions.defaults()
                                .withThreads(1)
                                .withCacheBytes(10_000)
                                .withLoops(LoopTier.GENERATED))) {
            TableStore table = data.createIn(storage, "t");
            List<Object> asked = new ArrayList<>();
            int steps = random.nextInt(1, 4);
            for (int step = 0; step < steps; step++) {
                change(random, data, table, rows / steps);
                folded.tableNames().forEach(folded::dropTable);
                TableStore sorted = data.createIn(folded, "sorted");
                data.appendSorted(sorted);
                for (int i = 0; i < queries / steps; i++) {
                    Object plan = plan(random, data);
                    String at = "seed=" + seed + ", step=" + step + ", query=" + i + ", plan=" + plan;
                    List<List<Object>> answer = answer(
                            at, table, plan, List.of(plain, one, blind, many, one, generated, cramped, one, cramped));
                    same(at + ", folded", answer, answer(at, sorted, plan, List.of(one, blind)));
                    check.answered(at, data.reference, plan, answer);
                    asked.add(plan);
                }
                for (int i = 0; i < REPEATS; i++) {
                    if (random.nextInt(4) > 0) {
                        change(random, data, table, random.nextInt(1, 200));
                    }
                    Object plan = asked.get(random.nextInt(asked.size()));
                    String at = "seed=" + seed + ", step=" + step + ", repeat=" + i + ", plan=" + plan;
                    List<List<Object>> answer =
                            answer(at, table, plan, List.of(plain, one, many, blind, cramped, cramped));
                    check.answered(at, data.reference, plan, answer);
                }
            }
            caches.add(one.cache().stats());
            caches.add(cramped.cache().stats());
        }
    }

    private static Object plan(SplittableRandom random, RandomTable data) {
        var plans = new RandomPlans(random.split(), data.schema);
        return switch (random.nextInt(7)) {
            case 0 -> plans.projectPlan();
            case 1 -> plans.simplePlan();
            case 2 -> plans.endsPlan();
            case 3 -> plans.topPlan();
            default -> plans.aggregatePlan();
        };
    }

    private static void change(SplittableRandom random, RandomTable data, TableStore table, int rows) {
        long end = RandomTable.START_NS + RandomTable.HOURS * RandomTable.HOUR_NS;
        int commits = random.nextInt(1, 4);
        for (int commit = 0; commit < commits; commit++) {
            boolean orderly = random.nextInt(3) == 0;
            long jitter = orderly ? 0 : random.nextLong(RandomTable.HOUR_NS);
            // a few rows at the end are appended, not late
            long from = orderly && rows < 200 ? end - 1 : RandomTable.START_NS;
            data.append(random, table, rows / commits, from, end, jitter);
        }
        if (random.nextInt(4) == 0) {
            long before = RandomTable.START_NS + RandomTable.HOUR_NS;
            table.dropPartitionsBefore(before);
            data.reference.dropBefore(before);
        }
    }

    private static List<List<Object>> answer(String at, TableStore table, Object plan, List<Engine> engines) {
        List<List<Object>> first = null;
        try (TableSnapshot snapshot = table.snapshot()) {
            for (Engine engine : engines) {
                List<List<Object>> rows = run(() -> switch (plan) {
                    case AggregatePlan aggregate -> engine.execute(snapshot, aggregate, QueryContext.unlimited(), null);
                    case ProjectPlan project -> engine.execute(snapshot, project, QueryContext.unlimited(), null);
                    case TopPlan top -> engine.execute(snapshot, top, QueryContext.unlimited(), null);
                    default -> throw new IllegalArgumentException("no plan: " + plan);
                });
                if (first == null) {
                    first = rows;
                } else {
                    same(at + ", engine=" + engine.options(), first, rows);
                }
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(at + ": " + e, e);
        }
        return first;
    }

    private interface Query {
        Frame run();
    }

    /// The rows of the answer, or one that says that a number did not fit.
    private static List<List<Object>> run(Query query) {
        try (Frame frame = query.run()) {
            return rows(frame, Workload::raw);
        } catch (NumericException e) {
            return FAILED;
        }
    }

    static final List<List<Object>> FAILED = List.of(List.of("a number did not fit"));

    static List<List<Object>> rows(Frame frame, Function<Cell, Object> value) {
        List<List<Object>> rows = new ArrayList<>();
        for (long row = 0; row < frame.rowCount(); row++) {
            List<Object> cells = new ArrayList<>();
            for (FrameColumn column : frame.columns()) {
                cells.add(column.isNull(row) ? null : value.apply(new Cell(column, row)));
            }
            rows.add(cells);
        }
        return rows;
    }

    record Cell(FrameColumn column, long row) {}

    /// As the reference has it: Boolean, Long, Double or String.
    static Object raw(Cell cell) {
        ColumnType type = cell.column().type();
        return switch (type.kind()) {
            case BOOL -> cell.column().getBoolean(cell.row());
            case FLOAT32, FLOAT64 -> cell.column().getDouble(cell.row());
            case UTF8 -> cell.column().getString(cell.row());
            default -> cell.column().getLong(cell.row());
        };
    }

    /// Doubles by their bits: `List.equals` compares boxed doubles so, and there is one NaN.
    static void same(String what, List<List<Object>> expected, List<List<Object>> actual) {
        if (expected.equals(actual)) {
            return;
        }
        int rows = Math.min(expected.size(), actual.size());
        int row = 0;
        while (row < rows && expected.get(row).equals(actual.get(row))) {
            row++;
        }
        throw new AssertionError(what + "\nrows: expected=" + expected.size() + ", actual=" + actual.size()
                + "\nfirst difference in row " + row + "\nexpected: "
                + (row < expected.size() ? expected.get(row) : "none") + "\nactual:   "
                + (row < actual.size() ? actual.get(row) : "none"));
    }
}
