package io.arenite.engine.generate;

import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// What generated code reads as constants. Initialized only where the incubator module is there.
final class LoopSpecies {
    static final VectorSpecies<Double> F64 = DoubleVector.SPECIES_PREFERRED;
    static final VectorSpecies<Long> I64 = LongVector.SPECIES_PREFERRED;

    /// As many 32-bit lanes as the others have 64-bit lanes.
    static final VectorSpecies<Integer> I32 =
            VectorSpecies.of(int.class, VectorShape.forBitSize(F64.vectorBitSize() / 2));

    static final VectorSpecies<Float> F32 = VectorSpecies.of(float.class, I32.vectorShape());

    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /// 64-bit lanes per vector.
    static final int LANES = F64.length();

    private LoopSpecies() {}
}
