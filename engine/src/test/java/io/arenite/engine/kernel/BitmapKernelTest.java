package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Masks against `BitSet`, with garbage after the rows of both operands.
class BitmapKernelTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 63, 64, 65, 127, 128, 2_047, 2_048})
    void logicEqualsBitSet(int rows) {
        var random = new SplittableRandom(rows);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = randomMask(arena, random, rows);
            MemorySegment b = randomMask(arena, random, rows);
            MemorySegment out = arena.allocate(Batch.maskBytes(rows) + 8, 8);
            BitSet left = bits(a, rows);
            BitSet right = bits(b, rows);

            BitmapKernel.and(a, 0, b, 0, rows, out, 0);
            assertThat(clean(out, rows)).isEqualTo(combine(left, right, BitSet::and));
            BitmapKernel.or(a, 0, b, 0, rows, out, 0);
            assertThat(clean(out, rows)).isEqualTo(combine(left, right, BitSet::or));
            BitmapKernel.andNot(a, 0, b, 0, rows, out, 0);
            assertThat(clean(out, rows)).isEqualTo(combine(left, right, BitSet::andNot));
            BitmapKernel.not(a, 0, rows, out, 0);
            assertThat(clean(out, rows)).isEqualTo(combine(left, right, (x, y) -> x.flip(0, rows)));
            BitmapKernel.copy(a, 0, rows, out, 0);
            assertThat(clean(out, rows)).isEqualTo(left);
            assertThat(BitmapKernel.count(a, 0, rows)).isEqualTo(left.cardinality());
            assertThat(BitmapKernel.firstSet(a, 0, rows)).isEqualTo(left.nextSetBit(0));
            assertThat(BitmapKernel.lastSet(a, 0, rows)).isEqualTo(left.previousSetBit(rows));
        }
    }

    @Test
    void rangesSelectExactlyTheirRows() {
        int rows = 200;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(Batch.maskBytes(rows) + 8, 8);
            for (int from = 0; from <= rows; from += 13) {
                for (int to = from; to <= rows; to += 11) {
                    BitmapKernel.range(from, to, rows, out, 0);
                    BitSet expected = new BitSet();
                    expected.set(from, to);
                    assertThat(clean(out, rows)).isEqualTo(expected);
                }
            }
        }
    }

    private interface Logic {
        void apply(BitSet left, BitSet right);
    }

    private static BitSet combine(BitSet left, BitSet right, Logic logic) {
        BitSet result = (BitSet) left.clone();
        logic.apply(result, right);
        return result;
    }

    private static MemorySegment randomMask(Arena arena, SplittableRandom random, int rows) {
        MemorySegment mask = arena.allocate(Batch.maskBytes(rows) + 8, 8);
        for (long at = 0; at < mask.byteSize(); at += 8) {
            mask.set(JAVA_LONG, at, random.nextLong());
        }
        return mask;
    }

    /// The whole words of the mask, so that a bit left after the rows shows.
    private static BitSet clean(MemorySegment mask, int rows) {
        return BitSet.valueOf(mask.asSlice(0, Batch.maskBytes(rows)).toArray(JAVA_LONG));
    }

    private static BitSet bits(MemorySegment mask, int rows) {
        return clean(mask, rows).get(0, rows);
    }
}
