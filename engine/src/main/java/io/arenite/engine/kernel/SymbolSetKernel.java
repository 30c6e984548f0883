package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.I32;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static io.arenite.engine.kernel.Shape.V;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/// Which int32 symbol codes are in a [SymbolSet], as a mask.
public final class SymbolSetKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private SymbolSetKernel() {}

    public static void run(
            MemorySegment codes, long offset, SymbolSet set, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.run(codes, offset, set, rows, out, outOffset);
        } else {
            Scalar.run(codes, offset, set, rows, out, outOffset);
        }
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

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        /// Above this many codes the scalar table look-up is as fast as comparing with each code.
        private static final int MAX_CODES = 16;

        static void run(MemorySegment codes, long offset, SymbolSet set, int rows, MemorySegment out, long outOffset) {
            int body = set.size() == 0 || set.size() > MAX_CODES ? 0 : rows & -64;
            for (int first = 0; body > 0 && first < set.size(); first += 4) {
                anyOfFour(codes, offset, set, first, body, out, outOffset);
            }
            Scalar.run(codes, offset + 4L * body, set, rows - body, out, outOffset + (body >>> 3));
        }

        /// The first four codes write the mask, the next ones add to it.
        private static void anyOfFour(
                MemorySegment codes,
                long offset,
                SymbolSet set,
                int first,
                int rows,
                MemorySegment out,
                long outOffset) {
            int last = set.size() - 1;
            IntVector c0 = IntVector.broadcast(I32, set.code(first));
            IntVector c1 = IntVector.broadcast(I32, set.code(Math.min(first + 1, last)));
            IntVector c2 = IntVector.broadcast(I32, set.code(Math.min(first + 2, last)));
            IntVector c3 = IntVector.broadcast(I32, set.code(Math.min(first + 3, last)));
            for (int i = 0; i < rows; i += 64) {
                long to = outOffset + (i >>> 3);
                long bits = first == 0 ? 0 : out.get(JAVA_LONG_UNALIGNED, to);
                for (int k = 0; k < 64; k += 8 * L) {
                    Faults.areErrors();
                    long at = offset + 4L * (i + k);
                    IntVector w = IntVector.fromMemorySegment(I32, codes, at, ORDER);
                    IntVector x = IntVector.fromMemorySegment(I32, codes, at + V, ORDER);
                    IntVector y = IntVector.fromMemorySegment(I32, codes, at + 2 * V, ORDER);
                    IntVector z = IntVector.fromMemorySegment(I32, codes, at + 3 * V, ORDER);
                    VectorMask<Integer> p = w.eq(c0).or(w.eq(c1)).or(w.eq(c2).or(w.eq(c3)));
                    VectorMask<Integer> q = x.eq(c0).or(x.eq(c1)).or(x.eq(c2).or(x.eq(c3)));
                    VectorMask<Integer> r = y.eq(c0).or(y.eq(c1)).or(y.eq(c2).or(y.eq(c3)));
                    VectorMask<Integer> s = z.eq(c0).or(z.eq(c1)).or(z.eq(c2).or(z.eq(c3)));
                    bits |= (p.toLong() | q.toLong() << 2 * L | r.toLong() << 4 * L | s.toLong() << 6 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, to, bits);
            }
        }
    }
}
