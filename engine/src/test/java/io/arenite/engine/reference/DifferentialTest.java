package io.arenite.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.NumericException;
import io.arenite.engine.cache.CacheStats;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.TopPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random queries over random tables: the engine equals the row-by-row interpreter to the bit, with one thread and with
/// many, with pruning and without, with late rows and with the same rows folded, with a cache, a cramped one
/// and none while rows come and go. `-Darenite.seed=N` repeats one seed, `-Darenite.seeds=N` runs so many of
/// the large ones.
class DifferentialTest {
    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void smallTables() {
        run(60, 3_000, 24);
    }

    @Test
    void severalBlocks() {
        run(Integer.getInteger("arenite.seeds", 2), 300_000, 9);
    }

    @Test
    @Tag("slow")
    void manySmallTables() {
        run(300, 2_000, 24);
    }

    private static void run(int seeds, int rows, int queries) {
        Long given = Long.getLong("arenite.seed");
        long first = given != null ? given : System.nanoTime();
        List<CacheStats> caches = new ArrayList<>();
        for (int i = 0; i < (given != null ? 1 : seeds); i++) {
            long seed = first + i;
            try {
                var workload = new Workload(seed, DifferentialTest::check);
                workload.run(rows, queries);
                caches.addAll(workload.caches);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("arenite.seed=" + seed + "\n" + e, e);
            }
        }
        if (given == null) {
            assertThat(caches).anyMatch(cache -> cache.extended() > 0);
            assertThat(seeds < 60 || caches.stream().anyMatch(cache -> cache.evictions() > 0))
                    .isTrue();
        }
        System.out.println("differential test: first seed=" + first + ", seeds=" + seeds + ", rows=" + rows);
    }

    private static void check(String at, ReferenceTable reference, Object plan, List<List<Object>> answer) {
        var engine = new ReferenceEngine(reference);
        List<List<Object>> expected;
        try {
            expected = switch (plan) {
                case AggregatePlan aggregate -> engine.execute(aggregate);
                case ProjectPlan project -> engine.execute(project);
                case TopPlan top -> engine.execute(top);
                default -> throw new IllegalArgumentException("no plan: " + plan);
            };
        } catch (NumericException e) {
            expected = Workload.FAILED;
        }
        Workload.same(at, expected, answer);
    }
}
