package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.I64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/// Chooses per row between 64-bit values, which may be longs or the bits of doubles: `fill_null` and the like.
public final class SelectKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private SelectKernel() {}

    /// `out = mask ? ifSet : ifClear`.
    public static void run(
            MemorySegment mask,
            long maskOffset,
            MemorySegment ifSet,
            long ifSetOffset,
            MemorySegment ifClear,
            long ifClearOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        if (useVector) {
            Vector.run(mask, maskOffset, ifSet, ifSetOffset, ifClear, ifClearOffset, rows, out, outOffset);
        } else {
            Scalar.run(mask, maskOffset, ifSet, ifSetOffset, ifClear, ifClearOffset, rows, out, outOffset);
        }
    }

    /// `out = mask ? ifSet : literal`; for doubles the literal is `Double.doubleToRawLongBits`.
    public static void run(
            MemorySegment mask,
            long maskOffset,
            MemorySegment ifSet,
            long ifSetOffset,
            long literalBits,
            int rows,
            MemorySegment out,
            long outOffset) {
        if (useVector) {
            Vector.run(mask, maskOffset, ifSet, ifSetOffset, literalBits, rows, out, outOffset);
        } else {
            Scalar.run(mask, maskOffset, ifSet, ifSetOffset, literalBits, rows, out, outOffset);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                MemorySegment mask,
                long maskOffset,
                MemorySegment ifSet,
                long ifSetOffset,
                MemorySegment ifClear,
                long ifClearOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (int i = 0; i < rows; i++) {
                long x = ifSet.get(JAVA_LONG_UNALIGNED, ifSetOffset + 8L * i);
                long y = ifClear.get(JAVA_LONG_UNALIGNED, ifClearOffset + 8L * i);
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, BitmapKernel.isSet(mask, maskOffset, i) ? x : y);
            }
        }

        static void run(
                MemorySegment mask,
                long maskOffset,
                MemorySegment ifSet,
                long ifSetOffset,
                long literalBits,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (int i = 0; i < rows; i++) {
                long x = ifSet.get(JAVA_LONG_UNALIGNED, ifSetOffset + 8L * i);
                long chosen = BitmapKernel.isSet(mask, maskOffset, i) ? x : literalBits;
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, chosen);
            }
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static void run(
                MemorySegment mask,
                long maskOffset,
                MemorySegment ifSet,
                long ifSetOffset,
                MemorySegment ifClear,
                long ifClearOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            int body = rows & -64;
            for (int i = 0; i < body; i += 64) {
                long bits = BitmapKernel.word(mask, maskOffset, i);
                for (int k = 0; k < 64; k += L) {
                    Faults.areErrors();
                    long at = 8L * (i + k);
                    LongVector x = LongVector.fromMemorySegment(I64, ifSet, ifSetOffset + at, ORDER);
                    LongVector y = LongVector.fromMemorySegment(I64, ifClear, ifClearOffset + at, ORDER);
                    y.blend(x, VectorMask.fromLong(I64, bits >>> k)).intoMemorySegment(out, outOffset + at, ORDER);
                }
            }
            long skip = 8L * body;
            long from = maskOffset + (body >>> 3);
            Scalar.run(
                    mask,
                    from,
                    ifSet,
                    ifSetOffset + skip,
                    ifClear,
                    ifClearOffset + skip,
                    rows - body,
                    out,
                    outOffset + skip);
        }

        static void run(
                MemorySegment mask,
                long maskOffset,
                MemorySegment ifSet,
                long ifSetOffset,
                long literalBits,
                int rows,
                MemorySegment out,
                long outOffset) {
            int body = rows & -64;
            LongVector literal = LongVector.broadcast(I64, literalBits);
            for (int i = 0; i < body; i += 64) {
                long bits = BitmapKernel.word(mask, maskOffset, i);
                for (int k = 0; k < 64; k += L) {
                    Faults.areErrors();
                    long at = 8L * (i + k);
                    LongVector x = LongVector.fromMemorySegment(I64, ifSet, ifSetOffset + at, ORDER);
                    LongVector y = literal;
                    y.blend(x, VectorMask.fromLong(I64, bits >>> k)).intoMemorySegment(out, outOffset + at, ORDER);
                }
            }
            long skip = 8L * body;
            long from = maskOffset + (body >>> 3);
            Scalar.run(mask, from, ifSet, ifSetOffset + skip, literalBits, rows - body, out, outOffset + skip);
        }
    }
}
