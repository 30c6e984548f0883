package io.arenite.engine.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/// The vector species of this process and the constants derived from them. Only `Vector` classes may use it.
///
/// `L` 64-bit lanes per vector; a pass keeps four accumulators, so it covers `4 * L` of the 32 logical lanes and
/// [#PASSES] passes cover them all: 1 at 512 bits, 2 at 256, 4 at 128.
final class Shape {
    static final VectorSpecies<Double> F64 = DoubleVector.SPECIES_PREFERRED;
    static final VectorSpecies<Long> I64 = LongVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> I32 = IntVector.SPECIES_PREFERRED;
    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    static final int BITS = F64.vectorBitSize();

    /// 64-bit lanes per vector.
    static final int L = F64.length();

    /// Bytes per vector.
    static final int V = F64.vectorByteSize();

    /// Passes of four accumulators over the 32 logical lanes.
    static final int PASSES = Lanes.COUNT / (4 * L);

    private Shape() {}
}
