package io.arenite.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A program for a JVM of its own: says which class a kernel uses before and after the warm-up, and whether its
/// answers stayed the same to the bit.
final class WarmUpProgram {
    private static final int ROWS = 2_000;

    private WarmUpProgram() {}

    public static void main(String[] args) throws InterruptedException {
        MemorySegment values = Arena.global().allocate(8L * ROWS, 64);
        for (int i = 0; i < ROWS; i++) {
            values.setAtIndex(ValueLayout.JAVA_DOUBLE, i, 0.1 * i);
        }
        KernelWarmUp.start(null);
        System.out.println("before: " + used());
        double before = sum(values);
        KernelWarmUp.await();
        System.out.println("after: " + used());
        System.out.println("same: " + (Double.compare(before, sum(values)) == 0));
    }

    /// The kernel that the warm-up comes to last.
    private static String used() {
        return LongSignKernel.useVector && SumKernel.useVector ? "vector" : "scalar";
    }

    private static double sum(MemorySegment values) {
        double[] lanes = Lanes.create();
        SumKernel.run(values, 0, ROWS, 3, lanes);
        return Lanes.fold(lanes);
    }
}
