package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Which int32 symbol codes are in a [SymbolSet], as a mask.
public final class SymbolSetKernel {
    private SymbolSetKernel() {}

    public static void run(
            MemorySegment codes, long offset, SymbolSet set, int rows, MemorySegment out, long outOffset) {
        Scalar.run(codes, offset, set, rows, out, outOffset);
    }

    static final class Scalar {
        private Scalar() {}

        static void run(MemorySegment codes, long offset, SymbolSet set, int rows, MemorySegment out, long outOffset) {
            for (int first = 0; first < rows; first += 64) {
                long bits = 0;
                for (int i = first; i < Math.min(rows, first + 64); i++) {
                    bits |= set.contains(codes.get(JAVA_INT_UNALIGNED, offset + 4L * i)) ? 1L << i : 0;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits);
            }
        }
    }
}
