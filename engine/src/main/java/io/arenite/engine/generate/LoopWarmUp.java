package io.arenite.engine.generate;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// Calls a loop over synthetic rows until its calls allocate nothing: uncompiled Vector-API code allocates every
/// vector, so that tells compiled from not compiled at any load.
final class LoopWarmUp {
    private static final int ROWS = 512;
    private static final int CALLS = 16;

    /// An edge has one iteration, so the compiler wants to see it more often.
    private static final int EDGES = 4;

    /// After so many calls the compiler knows, and it is only looked whether it is done.
    private static final int CALLS_UNTIL_COMPILE = 2_000;

    private static final int CALLS_TO_LOOK = 4;

    private static final long MAX_BYTES_PER_CALL = 32;

    /// The compiler leaves a vector or two on the heap in some edges, which have one iteration: no harm. Uncompiled
    /// ones allocate thousands of bytes.
    private static final long MAX_BYTES_PER_EDGE = 1_024;

    /// Of the thread, for one loop.
    private static final long LIMIT_CPU_NS = TimeUnit.SECONDS.toNanos(10);

    /// For the compiler, which may be busy with other methods.
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

    /// The sign, exponent and mantissa of a small number, as an integer and as a double in the range of flags.
    private static final long SMALL = 1L << 40;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final GeneratedLoop loop;
    private final MemorySegment rows;
    private final long[] offsets;
    private final long[] parameters;
    private final double[] reals;
    private final long[] wholes;

    private LoopWarmUp(GeneratedLoop loop, LoopShape shape) {
        this.loop = loop;
        this.rows = Arena.ofAuto().allocate(8L * ROWS + 64, 64);
        for (int i = 0; i < ROWS; i++) {
            rows.setAtIndex(JAVA_LONG, i, SMALL + i % 37);
        }
        this.offsets = new long[shape.columns() + 1];
        this.parameters = new long[shape.parameters()];
        Arrays.fill(parameters, SMALL + 18);
        this.reals = new double[GeneratedLoop.realsLength(shape)];
        this.wholes = new long[GeneratedLoop.wholesLength(shape)];
    }

    /// Whether the loop got compiled.
    static boolean isHotAfter(GeneratedLoop loop, LoopShape shape) {
        var warmUp = new LoopWarmUp(loop, shape);
        try {
            return warmUp.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean run() throws InterruptedException {
        long cpuEnd = THREADS.getCurrentThreadCpuTime() + LIMIT_CPU_NS;
        long end = System.nanoTime() + LIMIT_NS;
        int calls = 0;
        while (THREADS.getCurrentThreadCpuTime() < cpuEnd && System.nanoTime() < end) {
            int turn = calls < CALLS_UNTIL_COMPILE ? CALLS : CALLS_TO_LOOK;
            boolean isHot = areRowsHot(turn);
            isHot &= areEdgesHot(turn * EDGES);
            if (isHot) {
                return true;
            }
            calls += turn;
            if (calls > CALLS_UNTIL_COMPILE) {
                Thread.sleep(1);
            }
        }
        return false;
    }

    private boolean areRowsHot(int calls) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            loop.rows(rows, rows, offsets, ROWS, parameters, reals, wholes);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before <= calls * MAX_BYTES_PER_CALL;
    }

    private boolean areEdgesHot(int calls) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            loop.edge(rows, offsets, parameters, reals, wholes);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before <= calls * MAX_BYTES_PER_EDGE;
    }
}
