package io.arenite.arena;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// The protocol of leases under jcstress; [LeaseStressTest] runs it.
///
/// In each result the first numbers are what the actors saw, the last is the number of arenas left: always none.
public final class LeaseStress {

    private static final MemoryPool POOL =
            MemoryPool.create(MemoryOptions.defaults().withLimitBytes(Long.MAX_VALUE));
    private static final int PAGE = 4096;
    private static final long MARK = 42;
    private static final int REFUSED = -1;

    private LeaseStress() {}

    /// An arena with one marked page. Memory that was given back under a lease reads as zero instead.
    static class Marked {
        final MemoryAccount account = POOL.account("stress");
        final Arena arena = POOL.allocate("stress", PAGE, account);

        Marked() {
            arena.commit(0, PAGE);
            arena.segment().set(JAVA_LONG, 0, MARK);
        }

        static int readAndClose(Lease lease) {
            if (lease == null) {
                return REFUSED;
            }
            int seen = (int) lease.segment().get(JAVA_LONG, 0);
            lease.close();
            return seen;
        }

        int left() {
            MemoryStats.Account stats = account.stats();
            return (int) (stats.arenas() + stats.leases() + stats.committedBytes() + stats.reservedBytes());
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "42, 0", expect = ACCEPTABLE, desc = "leased in time")
    @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "refused")
    public static class AcquireVersusLastRelease extends Marked {

        @Actor
        public void reader(II_Result result) {
            result.r1 = readAndClose(arena.tryAcquire());
        }

        @Actor
        public void creator() {
            arena.release();
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = left();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "42, 0", expect = ACCEPTABLE, desc = "leased in time")
    @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "refused")
    public static class AcquireVersusLastClose extends Marked {
        private final Lease lease = arena.acquire();

        public AcquireVersusLastClose() {
            arena.release();
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = readAndClose(arena.tryAcquire());
        }

        @Actor
        public void holder() {
            lease.close();
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = left();
        }
    }

    /// An acquire that counts first and then checks lets the other one in.
    @JCStressTest
    @State
    @Outcome(id = "-1, -1, 0", expect = ACCEPTABLE, desc = "both refused")
    public static class AcquireVersusAcquireOfTheDead extends Marked {

        public AcquireVersusAcquireOfTheDead() {
            arena.release();
        }

        @Actor
        public void one(III_Result result) {
            result.r1 = readAndClose(arena.tryAcquire());
        }

        @Actor
        public void other(III_Result result) {
            result.r2 = readAndClose(arena.tryAcquire());
        }

        @Arbiter
        public void after(III_Result result) {
            result.r3 = left();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "42, 42, 0", expect = ACCEPTABLE, desc = "the reader kept it alive for both")
    @Outcome(id = "42, -1, 0", expect = ACCEPTABLE, desc = "the reader came and went before")
    @Outcome(id = "-1, -1, 0", expect = ACCEPTABLE, desc = "the holder closed it before")
    public static class AcquireVersusCloseAndAcquire extends Marked {
        private final Lease lease = arena.acquire();

        public AcquireVersusCloseAndAcquire() {
            arena.release();
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = readAndClose(arena.tryAcquire());
        }

        @Actor
        public void holder(III_Result result) {
            lease.close();
            result.r2 = readAndClose(arena.tryAcquire());
        }

        @Arbiter
        public void after(III_Result result) {
            result.r3 = left();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "42, 0", expect = ACCEPTABLE, desc = "shared in time")
    @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "refused")
    public static class ShareVersusClose extends Marked {
        private final Lease lease = arena.acquire();

        public ShareVersusClose() {
            arena.release();
        }

        @Actor
        public void sharer(II_Result result) {
            try {
                result.r1 = readAndClose(lease.share());
            } catch (ArenaClosedException e) {
                result.r1 = REFUSED;
            }
        }

        @Actor
        public void closer() {
            lease.close();
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = left();
        }
    }

    @JCStressTest
    @State
    @Outcome(
            id = {"1, 0, 0", "0, 1, 0"},
            expect = ACCEPTABLE,
            desc = "one of the two closed it")
    public static class CloseVersusClose extends Marked {
        private final Lease lease = arena.acquire();

        public CloseVersusClose() {
            arena.release();
        }

        @Actor
        public void one(III_Result result) {
            result.r1 = close();
        }

        @Actor
        public void other(III_Result result) {
            result.r2 = close();
        }

        @Arbiter
        public void after(III_Result result) {
            result.r3 = left();
        }

        private int close() {
            try {
                lease.close();
                return 1;
            } catch (ArenaClosedException e) {
                return 0;
            }
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "42, 42, 0", expect = ACCEPTABLE, desc = "both read, and the last one freed it")
    public static class CloseVersusRelease extends Marked {
        private final Lease lease = arena.acquire();

        @Actor
        public void holder(III_Result result) {
            result.r1 = readAndClose(lease);
        }

        @Actor
        public void creator(III_Result result) {
            result.r2 = (int) arena.segment().get(JAVA_LONG, 0);
            arena.release();
        }

        @Arbiter
        public void after(III_Result result) {
            result.r3 = left();
        }
    }
}
