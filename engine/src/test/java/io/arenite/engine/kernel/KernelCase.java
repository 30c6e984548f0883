package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/// One input for every kernel: columns of each type that are full of values before the first row and after the last
/// one too, so that a kernel that reads a row too many gives itself away.
final class KernelCase {
    /// What the columns hold.
    enum Values {
        /// Sums that round, small integers, no special value.
        PLAIN,
        /// NaN with payloads, infinities, both zeros, subnormals, integers around every limit.
        SPECIAL,
        /// Numbers around the limit of the exponent trick: 2^51.
        LARGE,
        /// Nothing but NaN, with a rare -0.0; any long.
        NAN,
        /// Extremes that a comparing loop cannot tell apart: on the left zeros with a rare -0.0 below positive
        /// numbers, on the right infinities among NaN. Longs just below one power of two on each side, so that
        /// products and their sums lie around 2^51 to 2^64, and values alone anywhere up to there.
        EDGE
    }

    /// Which rows the mask selects.
    enum Mask {
        ALL,
        NONE,
        ALTERNATING,
        RANDOM
    }

    private static final double[] SPECIAL_DOUBLES = {
        0.0,
        -0.0,
        1.0,
        -1.0,
        Double.NaN,
        Double.longBitsToDouble(0xfff8_0000_0000_1234L),
        Double.longBitsToDouble(0x7ff8_dead_beef_0001L),
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        0x1p63,
        -0x1p63,
        Math.nextDown(0x1p63),
        0.5,
        -0.5
    };
    private static final long[] SPECIAL_LONGS = {
        0,
        1,
        -1,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE + 1,
        Long.MAX_VALUE - 1,
        1L << 31,
        -(1L << 31),
        (1L << 32) - 1,
        (1L << 51) - 1,
        -(1L << 51),
        1L << 51,
        1L << 53,
        (1L << 53) + 1,
        3037000500L,
        -3037000500L
    };

    private final int leftBits;
    private final int rightBits;

    final String label;
    final int rows;
    /// Rows by which the columns start behind a 64-byte boundary.
    final int shift;

    final int lane0;
    final MemorySegment left;
    final MemorySegment right;
    final MemorySegment longLeft;
    final MemorySegment longRight;
    final MemorySegment ints;
    final MemorySegment floats;
    final MemorySegment mask;
    final double lo;
    final double hi;
    final long longLo;
    final long longHi;

    KernelCase(Arena arena, SplittableRandom random, Values values, Mask mask, int rows, int shift, int lane0) {
        this.label = "values=%s, mask=%s, rows=%d, shift=%d, lane0=%d".formatted(values, mask, rows, shift, lane0);
        this.rows = rows;
        this.shift = shift;
        this.lane0 = lane0;
        this.leftBits = random.nextInt(20, 62);
        this.rightBits = Math.clamp(62 - leftBits + random.nextInt(-14, 4), 1, 62);
        int capacity = rows + shift + 40;
        this.left = arena.allocate(8L * capacity, 64);
        this.right = arena.allocate(8L * capacity, 64);
        this.longLeft = arena.allocate(8L * capacity, 64);
        this.longRight = arena.allocate(8L * capacity, 64);
        this.ints = arena.allocate(4L * capacity, 64);
        this.floats = arena.allocate(4L * capacity, 64);
        this.mask = arena.allocate(Batch.maskBytes(rows) + 8, 64);
        for (int i = 0; i < capacity; i++) {
            left.set(JAVA_DOUBLE_UNALIGNED, 8L * i, nextDouble(values, random, true));
            right.set(JAVA_DOUBLE_UNALIGNED, 8L * i, nextDouble(values, random, false));
            longLeft.set(JAVA_LONG_UNALIGNED, 8L * i, nextLong(values, random, leftBits));
            longRight.set(JAVA_LONG_UNALIGNED, 8L * i, nextLong(values, random, rightBits));
            ints.set(JAVA_INT_UNALIGNED, 4L * i, nextInt(values, random));
            floats.set(JAVA_FLOAT_UNALIGNED, 4L * i, (float) nextDouble(values, random, true));
        }
        fill(this.mask, mask, random);
        this.lo = values == Values.PLAIN ? 25 : -1;
        this.hi = values == Values.PLAIN ? 75 : Double.MAX_VALUE;
        this.longLo = values == Values.PLAIN ? 250 : -(1L << 51);
        this.longHi = values == Values.PLAIN ? 750 : Long.MAX_VALUE - 1;
    }

    /// Byte offset of the first row of a column of 64-bit values.
    long at() {
        return 8L * shift;
    }

    /// Byte offset of the first row of a column of 32-bit values.
    long at32() {
        return 4L * shift;
    }

    private static double nextDouble(Values values, SplittableRandom random, boolean isLeft) {
        return switch (values) {
            case PLAIN -> random.nextDouble() * 100;
            case SPECIAL ->
                random.nextInt(4) == 0
                        ? random.nextDouble(-1e3, 1e3)
                        : SPECIAL_DOUBLES[random.nextInt(SPECIAL_DOUBLES.length)];
            case LARGE -> random.nextDouble(-0x1p64, 0x1p64);
            case NAN -> random.nextInt(50) == 0 ? -0.0 : Double.NaN;
            case EDGE -> {
                int choice = random.nextInt(200);
                double zero = choice == 0 ? -0.0 : choice < 100 ? 0.0 : 5.0;
                yield isLeft ? zero : choice < 100 ? Double.NaN : Double.POSITIVE_INFINITY;
            }
        };
    }

    private static long nextLong(Values values, SplittableRandom random, int bits) {
        return switch (values) {
            case PLAIN -> random.nextLong(-50, 1_000);
            case SPECIAL -> SPECIAL_LONGS[random.nextInt(SPECIAL_LONGS.length)];
            case LARGE -> random.nextLong(-(1L << 51), 1L << 51);
            case NAN -> random.nextLong();
            case EDGE -> (1L << bits) - random.nextInt(1, 3);
        };
    }

    private static int nextInt(Values values, SplittableRandom random) {
        return switch (values) {
            case PLAIN -> random.nextInt(40);
            case SPECIAL -> (int) SPECIAL_LONGS[random.nextInt(SPECIAL_LONGS.length)];
            case LARGE, NAN, EDGE -> random.nextInt();
        };
    }

    private static void fill(MemorySegment bitmap, Mask mask, SplittableRandom random) {
        for (long i = 0; i < bitmap.byteSize(); i++) {
            byte bits = switch (mask) {
                case ALL -> -1;
                case NONE -> 0;
                case ALTERNATING -> 0x55;
                case RANDOM -> (byte) random.nextInt();
            };
            bitmap.set(JAVA_BYTE, i, bits);
        }
    }
}
