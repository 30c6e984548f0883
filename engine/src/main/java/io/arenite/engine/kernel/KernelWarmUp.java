package io.arenite.engine.kernel;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Makes the first queries of a process fast: a daemon thread, started by the process's first engine, runs a few
/// queries on a table of its own, for the classes that they load, and gets the kernels compiled.
///
/// Until the JIT has compiled it, a vector method allocates every vector and takes a hundred times as long; so each
/// kernel answers with its `Cold` or `Scalar` class, which gives the same bits, until its vector methods are hot. A
/// method is hot when its calls allocate nothing: that is what the optimizing compiler changes, on any machine and at
/// any load.
///
/// The thread holds no lock that a query could want, other than those of classes that it initializes, and steps aside
/// for a moment when a query begins ([WarmUpPause]). `-Darenite.warmup=off` leaves it all out: the vector classes
/// answer at once, cold or not.
public final class KernelWarmUp {
    private static final boolean ALLOWED = !"off".equals(System.getProperty("arenite.warmup"));

    /// Of this thread, for the vector kernels. What is not hot then becomes so by use.
    private static final long LIMIT_CPU_NS = TimeUnit.SECONDS.toNanos(5);

    /// Calls after which the compiler has been asked for a method, one method after the other: the first is compiled
    /// while the next ones ask.
    private static final int CALLS_TO_ASK = 640;

    /// Calls in one turn.
    private static final int CALLS = 16;

    /// Calls in one turn of a method that has asked, to see whether it is done.
    private static final int CALLS_TO_LOOK = 4;

    /// Methods that have asked and are not done.
    private static final int MOST_ASKED = 3;

    /// For a method that allocates even when compiled.
    private static final int MAX_CALLS = 10_000;

    private static final long MAX_BYTES_PER_CALL = 32;

    private static final AtomicBoolean STARTED = new AtomicBoolean();
    private static final CountDownLatch ENDED = new CountDownLatch(1);
    private static final WarmUpPause PAUSE = new WarmUpPause(Duration.ofMillis(20));

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final WarmUpRows rows;
    private final Deque<Operation> waiting = new ArrayDeque<>();
    private final List<Operation> asked = new ArrayList<>();
    private Operation asking;
    private int nextGroup;
    private boolean isAnyHot;

    private KernelWarmUp(WarmUpRows rows) {
        this.rows = rows;
    }

    /// Queries that the same thread runs, in this order.
    public interface Queries extends AutoCloseable {
        /// On a table without rows, which needs no memory: at first, while the process's database still opens.
        void onNoRows();

        /// On a few rows, when the kernels are compiled that answer until the vector kernels are hot.
        void onFewRows();

        /// On more than a block of rows, when the vector kernels are hot.
        void onManyRows();

        /// Gives back the memory.
        @Override
        void close();
    }

    /// Whether a kernel that is used for the first time now begins with its vector class.
    static boolean isVectorAtOnce() {
        return Simd.ENABLED && !STARTED.get();
    }

    /// Starts the thread if it is the process's first call and it is not switched off.
    ///
    /// @param queries null: kernels only
    public static void start(Queries queries) {
        if (ALLOWED && STARTED.compareAndSet(false, true)) {
            PAUSE.begin();
            Thread.ofPlatform()
                    .daemon()
                    .name("arenite-warm-up")
                    .priority(Thread.MIN_PRIORITY)
                    .start(() -> run(queries));
        }
    }

    /// Waits until a warm-up that was started has ended: for benchmarks and tests.
    public static void await() throws InterruptedException {
        if (STARTED.get()) {
            ENDED.await();
        }
    }

    /// Tells that a query begins.
    ///
    /// @return whether [#queryEnds] is to be called when it has ended
    public static boolean queryBegins() {
        return PAUSE.queryBegins();
    }

    public static void queryEnds() {
        PAUSE.queryEnds();
    }

    private static void run(Queries queries) {
        try (queries) {
            attempt(queries == null ? null : queries::onNoRows);
            PAUSE.stepAside();
            var rows = new WarmUpRows();
            ColdWarmUp.sums(rows);
            PAUSE.stepAside();
            attempt(queries == null ? null : queries::onFewRows);
            PAUSE.stepAside();
            ColdWarmUp.rest(rows);
            if (Simd.ENABLED) {
                new KernelWarmUp(rows).run();
            }
            attempt(queries == null ? null : queries::onManyRows);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            PAUSE.end();
            ENDED.countDown();
        }
    }

    /// The kernels are warmed also where the queries find no memory.
    private static void attempt(Runnable queries) {
        if (queries == null) {
            return;
        }
        try {
            queries.run();
        } catch (RuntimeException | OutOfMemoryError e) {
            System.getLogger("io.arenite.engine")
                    .log(System.Logger.Level.WARNING, "queries could not be warmed up: " + e.getMessage());
        }
    }

    private void run() throws InterruptedException {
        try {
            long deadline = threads.getCurrentThreadCpuTime() + LIMIT_CPU_NS;
            while (threads.getCurrentThreadCpuTime() < deadline && isAnyLeft()) {
                asked.removeIf(operation -> isDoneAfterCalls(operation, CALLS_TO_LOOK));
                if (asking != null && isDoneAfterCalls(asking, CALLS)) {
                    asking = null;
                } else if (asking != null && asking.calls >= CALLS_TO_ASK) {
                    asked.add(asking);
                    asking = null;
                } else if (asking == null) {
                    Thread.sleep(1);
                }
            }
        } finally {
            // A JVM that compiled none has no optimizing compiler: there the cold kernels stay the faster ones.
            if (isAnyHot) {
                WarmUpStages.all(rows).forEach(stage -> stage.dispatch().useVector(true));
            }
        }
    }

    /// Takes the next method if there is one to take and not too many have asked already.
    private boolean isAnyLeft() {
        if (asking == null && asked.size() < MOST_ASKED) {
            if (waiting.isEmpty() && nextGroup < WarmUpStages.GROUPS) {
                for (WarmUpStage stage : WarmUpStages.group(nextGroup++, rows)) {
                    var kernel = new Kernel(stage);
                    stage.operations().forEach(work -> waiting.add(new Operation(work, kernel)));
                }
            }
            asking = waiting.poll();
        }
        return asking != null || !asked.isEmpty();
    }

    private boolean isDoneAfterCalls(Operation operation, int calls) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            PAUSE.stepAside();
            operation.work.run();
        }
        boolean isHot = threads.getCurrentThreadAllocatedBytes() - before <= calls * MAX_BYTES_PER_CALL;
        isAnyHot |= isHot;
        operation.calls += calls;
        boolean isDone = isHot || operation.calls >= MAX_CALLS;
        if (isDone) {
            operation.kernel.countDown();
        }
        return isDone;
    }

    private static final class Operation {
        private final Runnable work;
        private final Kernel kernel;
        private int calls;

        private Operation(Runnable work, Kernel kernel) {
            this.work = work;
            this.kernel = kernel;
        }
    }

    /// How many methods are not yet hot.
    private static final class Kernel {
        private final WarmUpStage.Dispatch dispatch;
        private int left;

        private Kernel(WarmUpStage stage) {
            dispatch = stage.dispatch();
            left = stage.operations().size();
        }

        private void countDown() {
            if (--left == 0) {
                dispatch.useVector(true);
            }
        }
    }
}
