package io.arenite.bench.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/// Columns of ticks for the kernel benchmarks, always the same: prices around 100 in cents and whole sizes from 1 to
/// 1,000, so that sums of sizes are exact and a filter on the price keeps about half of the rows.
public final class KernelData implements AutoCloseable {
    /// The price range that keeps about half of the rows.
    public static final double LO = 100.0;

    public static final double HI = 110.0;

    final int rows;
    final Arena arena = Arena.ofShared();
    final MemorySegment price;
    final MemorySegment size;
    final MemorySegment sizeLong;
    final MemorySegment out;

    public KernelData(int rows) {
        this.rows = rows;
        this.price = arena.allocate(8L * rows, 64);
        this.size = arena.allocate(8L * rows, 64);
        this.sizeLong = arena.allocate(8L * rows, 64);
        this.out = arena.allocate(8L * rows, 64);
        var random = new SplittableRandom(42);
        for (int i = 0; i < rows; i++) {
            long shares = 1L + random.nextInt(1_000);
            price.setAtIndex(JAVA_DOUBLE, i, (9_000 + random.nextInt(2_000)) / 100.0);
            size.setAtIndex(JAVA_DOUBLE, i, shares);
            sizeLong.setAtIndex(JAVA_LONG, i, shares);
        }
    }

    /// One column, for reading at the limit.
    public MemorySegment price() {
        return price;
    }

    @Override
    public void close() {
        arena.close();
    }
}
