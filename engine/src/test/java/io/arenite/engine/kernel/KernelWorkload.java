package io.arenite.engine.kernel;

import io.arenite.engine.kernel.KernelCase.Mask;
import io.arenite.engine.kernel.KernelCase.Values;
import io.arenite.engine.kernel.KernelOperations.Operation;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The seeded workload that every implementation runs: it compares the dispatched kernels with their scalar
/// specification and digests the results, so that processes with other vectors can be compared with each other.
/// As a program it prints one line; KernelWidthTest starts it in JVMs with other flags.
final class KernelWorkload {
    private static final int[] SHORT_ROWS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 129};
    private static final int[] BATCH_ROWS = {257, 1_000, 2_047, 2_048, 2_049};

    private final List<Operation> operations = KernelOperations.all();
    private final SplittableRandom random;
    private long digest;
    private int comparisons;

    KernelWorkload(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public static void main(String[] args) {
        var workload = new KernelWorkload(Long.parseLong(args[0]));
        workload.runAll();
        System.out.printf(
                "digest=%016x bits=%d kernels=%s%n",
                workload.digest,
                Simd.vectorBits(),
                Simd.initializedVectorKernels().stream().sorted().toList());
    }

    /// Fails at the first difference between a kernel and its specification.
    void runAll() {
        for (Values values : Values.values()) {
            for (Mask mask : Mask.values()) {
                for (int rows : SHORT_ROWS) {
                    run(values, mask, rows, random.nextInt(34), random.nextInt(32));
                }
                for (int rows : BATCH_ROWS) {
                    run(values, mask, rows, random.nextInt(34), 0);
                }
            }
            run(values, Mask.RANDOM, 3_000, 1, 5);
            run(values, Mask.RANDOM, Batch.BLOCK_ROWS, 0, 0);
        }
        for (int shift = 0; shift < 34; shift++) {
            run(Values.PLAIN, Mask.RANDOM, 66 + shift, shift, shift % 32);
        }
    }

    int comparisons() {
        return comparisons;
    }

    long digest() {
        return digest;
    }

    private void run(Values values, Mask mask, int rows, int shift, int lane0) {
        try (Arena arena = Arena.ofConfined()) {
            var input = new KernelCase(arena, random, values, mask, rows, shift, lane0);
            for (Operation operation : operations) {
                run(operation, input);
            }
        }
    }

    private void run(Operation operation, KernelCase input) {
        try (Arena arena = Arena.ofConfined()) {
            var dispatched = new KernelResult(arena, input.rows);
            var scalar = new KernelResult(arena, input.rows);
            operation.dispatched().accept(input, dispatched);
            operation.scalar().accept(input, scalar);
            long[] found = dispatched.toLongs();
            int difference = Arrays.mismatch(found, scalar.toLongs());
            if (difference >= 0) {
                throw new AssertionError("kernel differs from its specification: operation=%s, at=%d, vectorBits=%d, %s"
                        .formatted(operation.name(), difference, Simd.vectorBits(), input.label));
            }
            digest = 31 * digest + Arrays.hashCode(found);
            comparisons++;
        }
    }
}
