package io.arenite.engine.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The vector species of this process and the constants derived from them. Only `Vector` classes may use it.
///
/// `L` 64-bit lanes per vector; a pass keeps four accumulators, so it covers `4 * L` of the 32 logical lanes and
/// [#PASSES] passes cover them all: 1 at 512 bits, 2 at 256, 4 at 128.
final class Shape {
    static final VectorSpecies<Double> F64 = DoubleVector.SPECIES_PREFERRED;
    static final VectorSpecies<Long> I64 = LongVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> I32 = IntVector.SPECIES_PREFERRED;

    /// As many 32-bit lanes as the others have 64-bit lanes.
    static final VectorSpecies<Integer> I32_HALF =
            VectorSpecies.of(int.class, VectorShape.forBitSize(F64.vectorBitSize() / 2));
    static final VectorSpecies<Float> F32_HALF = I32_HALF.withLanes(float.class);

    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    static final int BITS = F64.vectorBitSize();

    /// 64-bit lanes per vector.
    static final int L = F64.length();

    /// Bytes per vector.
    static final long V = F64.vectorByteSize();

    /// Passes of four accumulators over the 32 logical lanes.
    static final int PASSES = Lanes.COUNT / (4 * L);

    /// Rows after which the next pass begins: few enough that the second pass finds them in the L2 cache.
    static final int CHUNK_ROWS = PASSES == 1 ? Batch.BLOCK_ROWS : 4 * Batch.ROWS;

    /// The same for a loop that reads one column only: two passes over many rows of it take every other pair of cache
    /// lines, which the hardware's prefetcher does not follow; this few it brings in whole.
    static final int ONE_COLUMN_CHUNK_ROWS = PASSES == 1 ? Batch.BLOCK_ROWS : 256;

    /// 1.5 * 2^52 as a long. Added to an int64 `x` with -2^51 <= x < 2^51 it gives the bits of the double
    /// 1.5 * 2^52 + x, from which subtracting the double 1.5 * 2^52 leaves x exactly. Only AVX-512 has an
    /// instruction for this conversion, and it is slower.
    static final long MAGIC = 0x4338_0000_0000_0000L;

    private Shape() {}

    /// Whether all values that went into `sums` (by OR of `(x + MAGIC) ^ MAGIC`) were in the range of [#MAGIC]: a sum
    /// in range has the exponent of MAGIC, so the upper 12 bits differ nowhere.
    static boolean isExact(LongVector sums) {
        return sums.reduceLanes(VectorOperators.OR) >>> 52 == 0;
    }
}
