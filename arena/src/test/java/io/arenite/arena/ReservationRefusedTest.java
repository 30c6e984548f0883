package io.arenite.arena;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Address space under `ulimit -v`.
class ReservationRefusedTest {

    private static final long LIMIT_KIB = 4L << 20;
    private static final List<String> SMALL_JVM =
            List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:ReservedCodeCacheSize=64m", "-XX:CompressedClassSpaceSize=64m");

    @Test
    void makesDoWithLessThenFailsNamingTheLimit() {
        ChildJvm.Outcome outcome = ChildJvm.run("ulimit -v " + LIMIT_KIB, SMALL_JVM, UnderTheLimit.class);
        assertThat(outcome.output())
                .contains("works: true")
                .contains("refused block: memory reservation refused: "
                        + "requested=17592186044416, smallest tried=1099511627776, errno=12, "
                        + "ulimit -v=4294967296, vm.overcommit_memory=")
                .contains("refused pool: memory reservation refused: "
                        + "requested=17592186044416, smallest tried=67108864, errno=12, "
                        + "ulimit -v=4294967296, vm.overcommit_memory=")
                .contains("still works: true");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    /// Runs in the child.
    static final class UnderTheLimit {

        private UnderTheLimit() {}

        public static void main(String[] arguments) throws InterruptedException {
            List<MemoryPool> pools = new ArrayList<>();
            pools.add(MemoryPool.create(MemoryOptions.defaults()));
            System.out.println("works: " + works(pools.getFirst()));
            try {
                pools.getFirst().allocate("large", 1L << 40, pools.getFirst().account("trades"));
            } catch (ReservationRefusedException e) {
                System.out.println("refused block: " + e.getMessage());
            }
            try {
                while (true) {
                    pools.add(MemoryPool.create(MemoryOptions.defaults()));
                }
            } catch (ReservationRefusedException e) {
                System.out.println("refused pool: " + e.getMessage());
            }
            Thread thread = new Thread(() -> System.out.println("still works: " + works(pools.getFirst())));
            thread.start();
            thread.join();
            pools.forEach(MemoryPool::close);
        }

        private static boolean works(MemoryPool pool) {
            Arena arena = pool.allocate("trades/AAPL", 1 << 20, pool.account("trades"));
            arena.commit(0, 1 << 20);
            arena.segment().set(JAVA_LONG, (1 << 20) - 8, 42);
            boolean works = arena.segment().get(JAVA_LONG, (1 << 20) - 8) == 42;
            arena.release();
            return works;
        }
    }
}
