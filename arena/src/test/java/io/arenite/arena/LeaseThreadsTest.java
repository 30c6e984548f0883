package io.arenite.arena;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Leases under a thousand threads.
class LeaseThreadsTest {

    private static final int THREADS = 1000;
    private static final int PAGE = 4096;
    private static final long MARK = 0x5eed_5eed_5eed_5eedL;

    private MemoryPool pool;

    @BeforeEach
    void open() {
        pool = MemoryPool.create(MemoryOptions.defaults());
    }

    @AfterEach
    void close() {
        LeakCheck.assertNoLeaks(pool);
        pool.close();
    }

    /// Readers lease, share and close while the creator releases: whoever gets a lease sees the mark, the others are
    /// refused, and the memory goes exactly once.
    @Test
    void readersNeverSeeMemoryThatIsGone() throws Exception {
        Arena arena = marked();
        AtomicInteger torn = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch halfway = new CountDownLatch(THREADS / 2);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            readers.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 20; round++) {
                    Lease lease = arena.tryAcquire();
                    if (lease == null) {
                        refused.incrementAndGet();
                        continue;
                    }
                    Lease shared = lease.share();
                    lease.close();
                    if (shared.segment().get(JAVA_LONG, 0) != MARK) {
                        torn.incrementAndGet();
                    }
                    shared.close();
                }
                halfway.countDown();
            }));
        }
        halfway.await();
        arena.release();
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(torn).hasValue(0);
        assertThat(refused.get()).isLessThan(THREADS * 20);
        assertThat(arena.tryAcquire()).isNull();
        assertThat(pool.stats().arenas()).isZero();
    }

    /// A thousand threads close one lease, and a thousand release one arena: one of each succeeds.
    @Test
    void onlyOneCloseAndOneReleaseSucceed() throws Exception {
        Arena arena = marked();
        Lease lease = arena.acquire();
        assertThat(successes(lease::close)).isEqualTo(1);
        Lease last = arena.acquire();
        assertThat(successes(arena::release)).isEqualTo(1);
        assertThat(last.segment().get(JAVA_LONG, 0)).isEqualTo(MARK);
        last.close();
    }

    private static int successes(Runnable action) throws Exception {
        AtomicInteger successes = new AtomicInteger();
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(() -> {
                    try {
                        action.run();
                        successes.incrementAndGet();
                    } catch (ArenaClosedException e) {
                        assertThat(e).hasMessageContaining("arena=trades/AAPL");
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        return successes.get();
    }

    private Arena marked() {
        Arena arena = pool.allocate("trades/AAPL", PAGE, pool.account("trades"));
        arena.commit(0, PAGE);
        arena.segment().set(JAVA_LONG, 0, MARK);
        return arena;
    }
}
