package io.arenite.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// What a leak looks like.
class LeakCheckTest {

    private static final int PAGE = 4096;

    @Test
    void showsWhereLeakedLeasesAndArenasWereTaken() {
        MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
        Arena kept = allocateForgetfully(pool);
        kept.commit(0, PAGE);
        Lease lease = leaseForgetfully(kept);
        Lease shared = lease.share();
        lease.close();
        String ownFrame = "\n        at " + LeakCheckTest.class.getName() + ".";

        assertThatThrownBy(() -> LeakCheck.assertNoLeaks(pool))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("memory leaked: arenas=1, leases=1, committed=4096\n"
                        + "arena=trades/AAPL, account=trades, size=4096, committed=4096, held by creator=true, leases=1\n"
                        + "    allocated by thread " + Thread.currentThread().getName() + ownFrame
                        + "allocateForgetfully")
                .hasMessageContaining("\n    leased by thread "
                        + Thread.currentThread().getName() + ownFrame + "showsWhereLeakedLeasesAndArenasWereTaken");
        assertThatThrownBy(LeakCheck::assertNoLeaks).isInstanceOf(AssertionError.class);

        kept.release();
        Lease again = leaseForgetfully(kept);
        shared.close();
        assertThatThrownBy(() -> LeakCheck.assertNoLeaks(pool))
                .hasMessageContaining("held by creator=false, leases=1\n    leased by thread ")
                .hasMessageContaining("leaseForgetfully");
        again.close();
        LeakCheck.assertNoLeaks(pool);
        LeakCheck.assertNoLeaks();
        pool.close();
    }

    @Test
    void logsWhatIsLeftWhenAPoolIsClosed() {
        MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
        Arena arena = allocateForgetfully(pool);
        StringBuilder logged = new StringBuilder();
        Logger logger = Logger.getLogger(MemoryPool.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.append(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            pool.close();
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }
        arena.release();
        assertThat(logged)
                .startsWith("memory pool closed with live arenas:\narena=trades/AAPL,")
                .contains("allocateForgetfully");
    }

    @Test
    void knowsNoSitesWithoutAssertions() {
        ChildJvm.Outcome outcome = ChildJvm.run("true", List.of("-XX:+UseSerialGC"), WithoutAssertions.class);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).isEqualTo("""
                memory leaked: arenas=1, leases=1, committed=0
                arena=trades/AAPL, account=trades, size=4096, committed=0, held by creator=true, leases=1
                leaks are not traced: assertions=off
                """);
    }

    private static Arena allocateForgetfully(MemoryPool pool) {
        return pool.allocate("trades/AAPL", PAGE, pool.account("trades"));
    }

    private static Lease leaseForgetfully(Arena arena) {
        return arena.acquire();
    }

    /// Runs in the child.
    static final class WithoutAssertions {

        private WithoutAssertions() {}

        public static void main(String[] arguments) {
            MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
            Arena arena = allocateForgetfully(pool);
            Lease lease = leaseForgetfully(arena);
            try {
                LeakCheck.assertNoLeaks(pool);
            } catch (AssertionError e) {
                System.out.println(e.getMessage());
            }
            try {
                LeakCheck.assertNoLeaks();
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
            lease.close();
            arena.release();
            pool.close();
        }
    }
}
