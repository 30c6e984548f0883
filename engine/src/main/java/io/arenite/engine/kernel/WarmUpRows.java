package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// Synthetic columns for the warm-up's calls, and where the results go. The memory lives as long as this object does
/// and belongs to no thread, like the columns of tables.
final class WarmUpRows {
    static final int CAPACITY = 1_024;
    private static final long BYTES = 8L * CAPACITY;

    final MemorySegment f64;
    final MemorySegment i64;
    final MemorySegment i32;
    final MemorySegment f32;
    final MemorySegment mask;
    final MemorySegment out;
    final double[] lanes = Lanes.create();
    final Int128Sum sum = new Int128Sum();

    /// Read by nobody; results that go there are not optimized away.
    double sink;

    WarmUpRows() {
        this(Arena.ofAuto());
    }

    /// @param memory where the columns lie; the results do not
    WarmUpRows(SegmentAllocator memory) {
        f64 = memory.allocate(BYTES, 64);
        i64 = memory.allocate(BYTES, 64);
        i32 = memory.allocate(BYTES, 64);
        f32 = memory.allocate(BYTES, 64);
        mask = memory.allocate(BYTES, 64);
        out = Arena.ofAuto().allocate(BYTES, 64);
        for (int i = 0; i < CAPACITY; i++) {
            f64.set(JAVA_DOUBLE_UNALIGNED, 8L * i, 100 + i % 37);
            i64.set(JAVA_LONG_UNALIGNED, 8L * i, 1 + i % 91);
            i32.set(JAVA_INT_UNALIGNED, 4L * i, i % 7);
            f32.set(JAVA_FLOAT_UNALIGNED, 4L * i, i % 7);
            mask.set(JAVA_LONG_UNALIGNED, 8L * i, 0x9249_2492_4924_9249L);
        }
    }
}
