package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// All that one kernel call produced: numbers, lanes and memory, as longs that can be compared and digested. The
/// output memory has a pattern before and after what the kernel may write, which is part of the result.
final class KernelResult {
    /// Room before and after the rows.
    private static final int MARGIN = 64;

    private final double[] lanes = new double[Lanes.COUNT];
    private final Int128Sum sum = new Int128Sum();
    private final MemorySegment memory;
    private long[] values = new long[0];

    KernelResult(Arena arena, int rows) {
        this.memory = arena.allocate(8L * rows + 8 + 2 * MARGIN, 64);
        memory.fill((byte) 0xa5);
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = i * 0.25;
        }
        sum.add(-3, 17);
    }

    double[] lanes() {
        return lanes;
    }

    Int128Sum sum() {
        return sum;
    }

    MemorySegment out() {
        return memory;
    }

    long outAt() {
        return MARGIN;
    }

    void add(double value) {
        add(Double.doubleToRawLongBits(value));
    }

    void add(long value) {
        values = Arrays.copyOf(values, values.length + 1);
        values[values.length - 1] = value;
    }

    /// Everything in a fixed order. A NaN in a lane has no defined payload, so lanes are made canonical.
    long[] toLongs() {
        long[] longs = Arrays.copyOf(values, values.length + Lanes.COUNT + 3 + (int) memory.byteSize());
        int at = values.length;
        for (double lane : lanes) {
            longs[at++] = Double.doubleToLongBits(lane);
        }
        longs[at++] = sum.hi();
        longs[at++] = sum.lo();
        longs[at++] = sum.hasOverflowed() ? 1 : 0;
        for (long i = 0; i < memory.byteSize(); i++) {
            longs[at++] = memory.get(JAVA_BYTE, i);
        }
        return longs;
    }
}
