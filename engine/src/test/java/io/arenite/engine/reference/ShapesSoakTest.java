package io.arenite.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.engine.Engine;
import io.arenite.engine.EngineOptions;
import io.arenite.engine.LoopTier;
import io.arenite.engine.NumericException;
import io.arenite.engine.QueryContext;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStore;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Ever-new shapes and constants leave nothing behind: classes, metaspace, code cache and heap stay flat. Takes some
/// seconds, with `bin/test --soak` an hour (`-Darenite.soak.seconds=N`).
class ShapesSoakTest {
    private static final long SECONDS = Long.getLong("arenite.soak.seconds", 12);
    private static final int ROWS = 3_000;
    private static final long MEBI = 1L << 20;

    /// What is held after a collection.
    private record Held(long classes, long metaspaceBytes, long codeBytes, long heapBytes) {
        static Held now() throws InterruptedException {
            long heap = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(50);
                heap = Math.min(
                        heap,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            return new Held(
                    ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                    pools("Metaspace"),
                    pools("Code"),
                    heap);
        }

        private static long pools(String name) {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().contains(name))
                    .map(MemoryPoolMXBean::getUsage)
                    .mapToLong(usage -> usage.getUsed())
                    .sum();
        }
    }

    @Test
    @Tag("soak")
    void everNewShapesLeaveNothingBehind() throws InterruptedException {
        long seed = Long.getLong("arenite.seed", System.nanoTime());
        System.out.println("shapes soak: seed=" + seed + ", seconds=" + SECONDS);
        var random = new SplittableRandom(seed);
        RandomTable data = RandomTable.create(random);
        EngineOptions options = EngineOptions.defaults().withThreads(1).withCacheBytes(MEBI);
        try (var storage = Storage.inMemory();
                var generated = new Engine(storage.pool(), options.withLoops(LoopTier.GENERATED));
                var auto = new Engine(storage.pool(), options.withCacheBytes(0))) {
            TableStore table = data.createIn(storage, "t");
            long end = RandomTable.START_NS + RandomTable.HOURS * RandomTable.HOUR_NS;
            data.append(random, table, ROWS, RandomTable.START_NS, end, 0);
            long start = System.nanoTime();
            long first = run(random, data, table, List.of(generated, auto), start, SECONDS / 2);
            Held before = Held.now();
            long second = run(random, data, table, List.of(generated, auto), start, SECONDS);
            Held after = Held.now();
            System.out.println("shapes soak: queries=" + (first + second) + ", before=" + before + ", after=" + after);
            assertThat(second).as("queries").isGreaterThan(50);
            assertThat(after.classes).as("classes").isLessThan(before.classes + 500);
            assertThat(after.metaspaceBytes).as("metaspace").isLessThan(before.metaspaceBytes + 8 * MEBI);
            assertThat(after.codeBytes).as("code cache").isLessThan(before.codeBytes + 24 * MEBI);
            assertThat(after.heapBytes).as("heap").isLessThan(before.heapBytes + 24 * MEBI);
        }
    }

    /// @return how many queries ran
    private static long run(
            SplittableRandom random,
            RandomTable data,
            TableStore table,
            List<Engine> engines,
            long start,
            long seconds) {
        long count = 0;
        try (TableSnapshot snapshot = table.snapshot()) {
            while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
                AggregatePlan plan = new RandomPlans(random.split(), data.schema).aggregatePlan();
                for (Engine engine : engines) {
                    ask(engine, snapshot, plan);
                    count++;
                }
            }
        }
        return count;
    }

    /// A number that does not fit is an answer as well.
    private static void ask(Engine engine, TableSnapshot snapshot, AggregatePlan plan) {
        try {
            engine.execute(snapshot, plan, QueryContext.unlimited(), null).close();
        } catch (NumericException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
