package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.I64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/// Negation and absolute value of int64 registers. Only `Long.MIN_VALUE` overflows, to itself; as in
/// [LongArithmeticKernel] the first such row is returned, or -1, and the masked forms look only at the mask's rows.
public final class LongSignKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private LongSignKernel() {}

    public static int negate(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        return useVector
                ? Vector.negate(values, offset, rows, out, outOffset, null, 0)
                : Scalar.negate(values, offset, rows, out, outOffset, null, 0);
    }

    public static int negateMasked(
            MemorySegment values,
            long offset,
            int rows,
            MemorySegment out,
            long outOffset,
            MemorySegment mask,
            long maskOffset) {
        return useVector
                ? Vector.negate(values, offset, rows, out, outOffset, mask, maskOffset)
                : Scalar.negate(values, offset, rows, out, outOffset, mask, maskOffset);
    }

    public static int abs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        return useVector
                ? Vector.abs(values, offset, rows, out, outOffset, null, 0)
                : Scalar.abs(values, offset, rows, out, outOffset, null, 0);
    }

    public static int absMasked(
            MemorySegment values,
            long offset,
            int rows,
            MemorySegment out,
            long outOffset,
            MemorySegment mask,
            long maskOffset) {
        return useVector
                ? Vector.abs(values, offset, rows, out, outOffset, mask, maskOffset)
                : Scalar.abs(values, offset, rows, out, outOffset, mask, maskOffset);
    }

    /// A null mask selects all rows.
    static final class Scalar {
        private Scalar() {}

        static int negate(
                MemorySegment values,
                long offset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int first = LongArithmeticKernel.NONE;
            for (int i = 0; i < rows; i++) {
                long x = values.get(JAVA_LONG_UNALIGNED, offset + 8L * i);
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, -x);
                boolean fails = first == LongArithmeticKernel.NONE && x == Long.MIN_VALUE;
                first = fails && BitmapKernel.isSelected(mask, maskOffset, i) ? i : first;
            }
            return first;
        }

        static int abs(
                MemorySegment values,
                long offset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int first = LongArithmeticKernel.NONE;
            for (int i = 0; i < rows; i++) {
                long x = values.get(JAVA_LONG_UNALIGNED, offset + 8L * i);
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, Math.abs(x));
                boolean fails = first == LongArithmeticKernel.NONE && x == Long.MIN_VALUE;
                first = fails && BitmapKernel.isSelected(mask, maskOffset, i) ? i : first;
            }
            return first;
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static int negate(
                MemorySegment values,
                long offset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int body = rows & -64;
            int first = LongArithmeticKernel.NONE;
            for (int i = 0; i < body; i += 64) {
                long fails = negate(values, offset + 8L * i, out, outOffset + 8L * i);
                boolean isFirst = fails != 0 && first == LongArithmeticKernel.NONE;
                first = isFirst ? BitmapKernel.firstOf(fails, i, mask, maskOffset) : first;
            }
            long skip = 8L * body;
            long from = maskOffset + (body >>> 3);
            int tail = Scalar.negate(values, offset + skip, rows - body, out, outOffset + skip, mask, from);
            return first != LongArithmeticKernel.NONE || tail == LongArithmeticKernel.NONE ? first : body + tail;
        }

        /// 64 rows; the bits of those that overflowed.
        private static long negate(MemorySegment values, long at, MemorySegment out, long outAt) {
            long bits = 0;
            for (int k = 0; k < 64; k += L) {
                Faults.areErrors();
                LongVector x = LongVector.fromMemorySegment(I64, values, at + 8L * k, ORDER);
                x.neg().intoMemorySegment(out, outAt + 8L * k, ORDER);
                bits |= x.compare(VectorOperators.EQ, Long.MIN_VALUE).toLong() << k;
            }
            return bits;
        }

        static int abs(
                MemorySegment values,
                long offset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int body = rows & -64;
            int first = LongArithmeticKernel.NONE;
            for (int i = 0; i < body; i += 64) {
                long fails = abs(values, offset + 8L * i, out, outOffset + 8L * i);
                boolean isFirst = fails != 0 && first == LongArithmeticKernel.NONE;
                first = isFirst ? BitmapKernel.firstOf(fails, i, mask, maskOffset) : first;
            }
            long skip = 8L * body;
            long from = maskOffset + (body >>> 3);
            int tail = Scalar.abs(values, offset + skip, rows - body, out, outOffset + skip, mask, from);
            return first != LongArithmeticKernel.NONE || tail == LongArithmeticKernel.NONE ? first : body + tail;
        }

        /// 64 rows; the bits of those that overflowed.
        private static long abs(MemorySegment values, long at, MemorySegment out, long outAt) {
            long bits = 0;
            for (int k = 0; k < 64; k += L) {
                Faults.areErrors();
                LongVector x = LongVector.fromMemorySegment(I64, values, at + 8L * k, ORDER);
                x.abs().intoMemorySegment(out, outAt + 8L * k, ORDER);
                bits |= x.compare(VectorOperators.EQ, Long.MIN_VALUE).toLong() << k;
            }
            return bits;
        }
    }
}
