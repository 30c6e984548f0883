package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the numbers mean, by example: the scalar specification itself is tested here, through the public methods.
class KernelSemanticsTest {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void lanesFoldInOneFixedTree() {
        double[] lanes = Lanes.create();
        lanes[0] = 1;
        lanes[1] = 0x1p-53;
        lanes[16] = 0x1p-53;
        // (1 + 2^-53) rounds to 1 at step 16, and again at step 1; left to right gives the same, 16 and 1 first do not.
        assertThat(Lanes.fold(lanes)).isEqualTo(1.0);
        lanes = Lanes.create();
        lanes[0] = 1;
        lanes[1] = 0x1p-53;
        lanes[17] = 0x1p-53;
        assertThat(Lanes.fold(lanes)).isEqualTo(1 + 0x1p-52);
    }

    @Test
    void aSumMayBeCutAnywhere() {
        var random = new SplittableRandom(7);
        int rows = 5_000;
        MemorySegment values = doubles(random.doubles(rows, -1e9, 1e9).toArray());
        double[] whole = Lanes.create();
        SumKernel.run(values, 0, rows, 0, whole);
        double[] pieces = Lanes.create();
        for (int first = 0, count; first < rows; first += count) {
            count = Math.min(rows - first, 1 + random.nextInt(700));
            SumKernel.run(values, 8L * first, count, first & 31, pieces);
        }
        assertThat(pieces).isEqualTo(whole);
    }

    @Test
    void aFilterEqualsItsMask() {
        var random = new SplittableRandom(8);
        int rows = Batch.ROWS;
        MemorySegment filter = doubles(random.doubles(rows).toArray());
        MemorySegment values = doubles(random.doubles(rows, -1e9, 1e9).toArray());
        MemorySegment mask = arena.allocate(Batch.MASK_BYTES, 8);
        RangeKernel.doubles(filter, 0, 0.25, 0.5, rows, mask, 0);
        double[] fused = Lanes.create();
        double[] masked = Lanes.create();
        FilterSumKernel.run(filter, 0, 0.25, 0.5, values, 0, rows, 0, fused);
        SumKernel.runMasked(values, 0, rows, mask, 0, masked);
        assertThat(fused).isEqualTo(masked);
        assertThat(FilterSumKernel.count(filter, 0, 0.25, 0.5, rows)).isEqualTo(BitmapKernel.count(mask, 0, rows));
    }

    @Test
    void minAndMaxSkipNanAndOrderZeros() {
        MemorySegment zeros = doubles(alternating(100, 0.0, -0.0, Double.NaN));
        assertThat(MinMaxKernel.min(zeros, 0, 100)).isEqualTo(-0.0);
        assertThat(MinMaxKernel.max(zeros, 0, 100)).isEqualTo(0.0);
        MemorySegment nothing = doubles(alternating(100, Double.NaN));
        assertThat(MinMaxKernel.min(nothing, 0, 100)).isNaN();
        assertThat(MinMaxKernel.max(nothing, 0, 100)).isNaN();
        MemorySegment infinite = doubles(alternating(100, Double.NaN, Double.POSITIVE_INFINITY));
        assertThat(MinMaxKernel.min(infinite, 0, 100)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(MinMaxKernel.max(infinite, 0, 100)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(MinMaxKernel.smaller(Double.NaN, 3)).isEqualTo(3);
        assertThat(MinMaxKernel.larger(3, Double.NaN)).isEqualTo(3);
    }

    @Test
    void integersSumExactly() {
        var random = new SplittableRandom(9);
        long[] values = random.longs(10_000).toArray();
        BigInteger signed = BigInteger.ZERO;
        BigInteger unsigned = BigInteger.ZERO;
        for (long value : values) {
            signed = signed.add(BigInteger.valueOf(value));
            unsigned = unsigned.add(BigInteger.valueOf(value).mod(TWO_TO_64));
        }
        var sum = new Int128Sum();
        LongSumKernel.run(longs(values), 0, values.length, sum);
        assertThat(sum.toBigInteger()).isEqualTo(signed);
        sum.clear();
        LongSumKernel.runUnsigned(longs(values), 0, values.length, sum);
        assertThat(sum.toBigInteger()).isEqualTo(unsigned);
    }

    @Test
    void productsSumExactlyUntil128BitsOverflow() {
        var random = new SplittableRandom(10);
        for (long bound : new long[] {1_000, 1L << 26, 1L << 40, Long.MAX_VALUE / 64}) {
            long[] left = random.longs(5_000, -bound, bound).toArray();
            long[] right = random.longs(5_000, -bound, bound).toArray();
            BigInteger expected = BigInteger.ZERO;
            for (int i = 0; i < left.length; i++) {
                expected = expected.add(BigInteger.valueOf(left[i]).multiply(BigInteger.valueOf(right[i])));
            }
            var sum = new Int128Sum();
            LongSumProductKernel.run(longs(left), 0, longs(right), 0, left.length, sum);
            assertThat(sum.toBigInteger()).isEqualTo(expected);
            assertThat(sum.hasOverflowed()).isFalse();
        }
        long[] extreme = {Long.MIN_VALUE, Long.MIN_VALUE};
        var sum = new Int128Sum();
        LongSumProductKernel.run(longs(extreme), 0, longs(extreme), 0, 2, sum);
        assertThat(sum.hasOverflowed()).isTrue();
        assertThat(sum.fitsInt64()).isFalse();
    }

    @Test
    void a128BitSumKnowsWhatItFits() {
        var sum = new Int128Sum();
        sum.add(Long.MAX_VALUE);
        assertThat(sum.fitsInt64()).isTrue();
        sum.add(1);
        assertThat(sum.fitsInt64()).isFalse();
        assertThat(sum.fitsUint64()).isTrue();
        sum.addUnsigned(-1);
        assertThat(sum.fitsUint64()).isFalse();
        assertThat(sum).hasToString("27670116110564327423");
        var negative = new Int128Sum();
        negative.add(Long.MIN_VALUE);
        assertThat(negative.fitsInt64()).isTrue();
        assertThat(negative.fitsUint64()).isFalse();
    }

    @Test
    void overflowNamesItsFirstSelectedRow() {
        long[] left = new long[200];
        left[70] = Long.MAX_VALUE;
        left[130] = Long.MAX_VALUE;
        MemorySegment values = longs(left);
        MemorySegment out = arena.allocate(8L * 200, 8);
        MemorySegment mask = arena.allocate(Batch.maskBytes(200), 8);
        assertThat(LongArithmeticKernel.run(ArithmeticOp.ADD, values, 0, 1L, 200, out, 0))
                .isEqualTo(70);
        BitmapKernel.range(71, 200, 200, mask, 0);
        assertThat(LongArithmeticKernel.runMasked(ArithmeticOp.ADD, values, 0, 1L, 200, out, 0, mask, 0))
                .isEqualTo(130);
        BitmapKernel.range(131, 200, 200, mask, 0);
        assertThat(LongArithmeticKernel.runMasked(ArithmeticOp.MULTIPLY, values, 0, 2L, 200, out, 0, mask, 0))
                .isEqualTo(LongArithmeticKernel.NONE);
        assertThatThrownBy(() -> LongArithmeticKernel.run(ArithmeticOp.DIVIDE, values, 0, 2L, 200, out, 0))
                .hasMessage("a quotient of integers is a float64: op=DIVIDE");
    }

    @Test
    void aResultMayReplaceItsOperand() {
        MemorySegment x = longs(3, -4, 5, Long.MAX_VALUE);
        assertThat(LongArithmeticKernel.run(ArithmeticOp.MULTIPLY, x, 0, x, 0, 4, x, 0))
                .isEqualTo(3);
        assertThat(x.toArray(JAVA_LONG)).containsExactly(9, 16, 25, 1);
        MemorySegment y = longs(1, (1L << 60) + 1, -1, 0);
        ConvertKernel.int64ToDoubles(y, 0, 4, y, 0);
        assertThat(y.toArray(JAVA_DOUBLE)).containsExactly(1, 0x1p60, -1, 0);
    }

    @Test
    void doublesTruncateToLongsOrNameTheRow() {
        MemorySegment fits = doubles(1.9, -1.9, -0x1p63, Math.nextDown(0x1p63));
        MemorySegment out = arena.allocate(8L * 4, 8);
        assertThat(ConvertKernel.float64ToLongs(fits, 0, 4, out, 0)).isEqualTo(ConvertKernel.NONE);
        assertThat(out.toArray(JAVA_LONG)).containsExactly(1, -1, Long.MIN_VALUE, 0x7ffffffffffffc00L);
        assertThat(ConvertKernel.float64ToLongs(doubles(1, Double.NaN), 0, 2, out, 0))
                .isEqualTo(1);
        assertThat(ConvertKernel.float64ToLongs(doubles(1, 2, 0x1p63), 0, 3, out, 0))
                .isEqualTo(2);
    }

    @Test
    void unsignedConvertsWithOneRounding() {
        MemorySegment out = arena.allocate(8L * 3, 8);
        ConvertKernel.uint64ToDoubles(longs(-1, Long.MIN_VALUE, Long.MIN_VALUE + 1025), 0, 3, out, 0);
        assertThat(out.toArray(JAVA_DOUBLE)).containsExactly(0x1p64, 0x1p63, 0x1p63 + 2048);
    }

    @Test
    void everyNanIsTheCanonicalOne() {
        double negativeNan = Double.longBitsToDouble(0xfff8_0000_0000_0042L);
        MemorySegment x = doubles(alternating(70, negativeNan, Double.POSITIVE_INFINITY));
        MemorySegment out = arena.allocate(8L * 70, 8);
        DoubleArithmeticKernel.run(ArithmeticOp.MULTIPLY, x, 0, 0.0, 70, out, 0);
        assertThat(out.toArray(JAVA_LONG)).containsOnly(0x7ff8_0000_0000_0000L);
        DoubleArithmeticKernel.negate(x, 0, 70, out, 0);
        assertThat(out.get(JAVA_LONG, 0)).isEqualTo(0x7ff8_0000_0000_0000L);
        double[] lanes = Lanes.create();
        SumKernel.run(x, 0, 70, 0, lanes);
        assertThat(Double.doubleToRawLongBits(Lanes.fold(lanes))).isEqualTo(0x7ff8_0000_0000_0000L);
    }

    @Test
    void unknownSymbolsAreInNoSet() {
        SymbolSet set = SymbolSet.of(70, -1, 3, 3);
        assertThat(set.size()).isEqualTo(2);
        assertThat(set.contains(3)).isTrue();
        assertThat(set.contains(70)).isTrue();
        assertThat(set.contains(-1)).isFalse();
        assertThat(set.contains(1_000_000)).isFalse();
        assertThat(SymbolSet.of(-1).size()).isZero();
    }

    private MemorySegment doubles(double... values) {
        return arena.allocateFrom(JAVA_DOUBLE, values);
    }

    private MemorySegment longs(long... values) {
        return arena.allocateFrom(JAVA_LONG, values);
    }

    private static double[] alternating(int rows, double... values) {
        double[] filled = new double[rows];
        for (int i = 0; i < rows; i++) {
            filled[i] = values[i % values.length];
        }
        return filled;
    }
}
