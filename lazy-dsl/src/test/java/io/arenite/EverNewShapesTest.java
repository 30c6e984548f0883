package io.arenite;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.RandomExprs.Typed;
import io.arenite.engine.LoopTier;
import io.arenite.engine.NumericException;
import io.arenite.engine.generate.GeneratedLoops;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A process that is asked ever new questions must not grow: each shape gets a class of its own, and compiled code,
/// plan
/// caches and answers are kept of each, all within bounds. `bin/test --soak` asks for an hour, the suite for some
/// seconds.
@Tag("slow")
@Tag("soak")
@ExtendWith(NoLeaks.class)
class EverNewShapesTest {
    private static final long SECONDS = Long.getLong("arenite.soak.seconds", 40);

    /// Of the time; until then caches fill up and the JVM compiles what all queries share.
    private static final double WARM = 0.5;

    private static final int SAMPLES = 20;
    private static final long CACHE_BYTES = 4L << 20;

    /// What the process holds at one moment, after a garbage collection.
    private record Sample(long classes, long metaspace, long code, long heap) {
        static Sample now() {
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            return new Sample(
                    ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                    used("Metaspace"),
                    used("Code"),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }

        private static long used(String pools) {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().startsWith(pools))
                    .map(MemoryPoolMXBean::getUsage)
                    .mapToLong(java.lang.management.MemoryUsage::getUsed)
                    .sum();
        }
    }

    @Test
    void shapesAndConstantsThatNeverComeBackLeaveNothingBehind() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var options = AreniteOptions.defaults().withThreads(2).withCacheBytes(CACHE_BYTES);
        long shapes = 0;
        long answers = 0;
        List<Sample> samples = new ArrayList<>();
        try (Arenite forced = Arenite.inMemory(options.withGeneratedLoops(LoopTier.GENERATED));
                Arenite automatic = Arenite.inMemory(options)) {
            Table small = fill(random, forced, 300);
            Table large = fill(random, automatic, 40_000);
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(SECONDS);
            long firstSample = start + (long) (WARM * (end - start));
            for (long now = start; now < end; now = System.nanoTime()) {
                // every class is used at once, every sixteenth shape also gets compiled in the background
                Table table = shapes % 16 == 0 ? large : small;
                long shape = random.nextLong();
                for (int constants = 0; constants < 4; constants++) {
                    answers += ask(table, shape, random) ? 1 : 0;
                }
                shapes++;
                if (now >= firstSample + samples.size() * (end - firstSample) / SAMPLES) {
                    samples.add(Sample.now());
                }
            }
        }
        System.out.printf(
                "ever new shapes: seed=%d, seconds=%d, shapes=%d, answers=%d, first=%s, last=%s%n",
                seed, SECONDS, shapes, answers, samples.getFirst(), samples.getLast());
        assertThat(answers).as("seed=%d", seed).isGreaterThan(shapes);
        assertThat(GeneratedLoops.size()).as("bound of the loops").isLessThanOrEqualTo(256);
        assertFlat("classes", samples.stream().map(Sample::classes).toList(), 400);
        assertFlat("metaspace", samples.stream().map(Sample::metaspace).toList(), 4L << 20);
        assertFlat("code cache", samples.stream().map(Sample::code).toList(), 6L << 20);
        assertFlat("heap", samples.stream().map(Sample::heap).toList(), 8L << 20);
    }

    /// The second half of the samples is no higher than the first, but for what comes and goes.
    private static void assertFlat(String what, List<Long> values, long slack) {
        int half = values.size() / 2;
        long before = median(values.subList(0, half));
        long after = median(values.subList(half, values.size()));
        assertThat(after - before).as("%s grew: samples=%s", what, values).isLessThan(slack);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /// The same tree for the same shape, with other constants each time.
    ///
    /// @return false where the query failed for its numbers, as some must
    private static boolean ask(Table table, long shape, Random constants) {
        var exprs = new RandomExprs(new Random(shape));
        List<Typed> columns = RandomTicks.columns();
        LazyFrame frame = table.lazy()
                .filter(exprs.predicate(columns, 3))
                .filter(Functions.col("price").lt(constants.nextDouble() * 40));
        List<Expr> aggregates = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            aggregates.add(exprs.aggregate(columns).as("agg" + i).expr());
        }
        try (Result result = frame.select(aggregates.toArray(Expr[]::new)).collect()) {
            assertThat(result.rowCount()).isEqualTo(1);
            return true;
        } catch (NumericException e) {
            return false;
        }
    }

    private static Table fill(Random random, Arenite db, long rows) {
        var ticks = new RandomTicks(random, db);
        while (ticks.table().count() < rows) {
            ticks.append();
        }
        return ticks.table();
    }
}
