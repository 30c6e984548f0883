package io.arenite.engine.kernel;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Gets the vector kernels compiled in the background, from the first engine of the process on. Until the JIT has
/// compiled it, a vector method allocates every vector and takes a hundred times as long; so each kernel answers with
/// its scalar class, which compiles much faster and gives the same bits, until its vector methods are hot.
///
/// A method is hot when its calls allocate nothing: that is what the optimizing compiler changes, on any machine and
/// at any load. `-Darenite.warmup=off` leaves it all out: the vector classes answer at once, cold or not.
public final class KernelWarmUp {
    private static final boolean ALLOWED = Simd.ENABLED && !"off".equals(System.getProperty("arenite.warmup"));

    /// Of this thread. What is not hot then becomes so by use.
    private static final long LIMIT_CPU_NS = TimeUnit.SECONDS.toNanos(5);

    /// Methods called in turn: one is being compiled while the next ones ask for it.
    private static final int TURNS = 3;

    /// Calls in one turn.
    private static final int CALLS = 16;

    /// After so many calls the compiler knows: now a few calls in each turn only look whether it is done.
    private static final int CALLS_UNTIL_COMPILE = 2_000;

    private static final int CALLS_TO_LOOK = 4;

    /// For a method that allocates even when compiled.
    private static final int MAX_CALLS = 10_000;

    private static final long MAX_BYTES_PER_CALL = 32;

    private static final System.Logger LOG = System.getLogger("io.arenite.engine");
    private static final AtomicBoolean STARTED = new AtomicBoolean();
    private static final CountDownLatch ENDED = new CountDownLatch(1);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Deque<Operation> waiting = new ArrayDeque<>();
    private final List<Operation> turns = new ArrayList<>();
    private boolean isAnyHot;

    private KernelWarmUp(List<WarmUpStage> stages) {
        for (WarmUpStage stage : stages) {
            var kernel = new Kernel(stage);
            stage.operations().forEach(work -> waiting.add(new Operation(work, kernel)));
        }
    }

    /// Starts the daemon thread if it is the process's first call, there are vector kernels, and it is not switched
    /// off. The thread runs `before` first.
    public static void start(Runnable before) {
        if (ALLOWED && STARTED.compareAndSet(false, true)) {
            List<WarmUpStage> stages = WarmUpStages.all();
            stages.forEach(stage -> stage.dispatch().useVector(false));
            Thread.ofPlatform()
                    .daemon()
                    .name("arenite-warm-up")
                    .priority(Thread.MIN_PRIORITY)
                    .start(() -> run(before, stages));
        }
    }

    /// Waits until a warm-up that was started has ended: for benchmarks and tests.
    public static void await() throws InterruptedException {
        if (STARTED.get()) {
            ENDED.await();
        }
    }

    private static void run(Runnable before, List<WarmUpStage> stages) {
        var warmUp = new KernelWarmUp(stages);
        try {
            runQueries(before);
            warmUp.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // A JVM that compiled none has no optimizing compiler: there the scalar kernels stay the faster ones.
            stages.forEach(stage -> stage.dispatch().useVector(warmUp.isAnyHot));
            ENDED.countDown();
        }
    }

    /// The kernels are warmed also where the queries before them find no memory.
    private static void runQueries(Runnable before) {
        try {
            before.run();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.WARNING, "queries could not be warmed up: " + e.getMessage());
        }
    }

    private void run() throws InterruptedException {
        long deadline = threads.getCurrentThreadCpuTime() + LIMIT_CPU_NS;
        while ((!waiting.isEmpty() || !turns.isEmpty()) && threads.getCurrentThreadCpuTime() < deadline) {
            while (turns.size() < TURNS && !waiting.isEmpty()) {
                turns.add(waiting.remove());
            }
            if (!turns.removeIf(this::isDoneAfterCalls)
                    && turns.stream().allMatch(operation -> operation.calls >= CALLS_UNTIL_COMPILE)) {
                Thread.sleep(1);
            }
        }
    }

    private boolean isDoneAfterCalls(Operation operation) {
        int calls = operation.calls < CALLS_UNTIL_COMPILE ? CALLS : CALLS_TO_LOOK;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
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
