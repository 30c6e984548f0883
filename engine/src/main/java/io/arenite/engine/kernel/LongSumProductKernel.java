package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.I64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static io.arenite.engine.kernel.Shape.V;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The exact sum of products of int64 values, added to an [Int128Sum], which remembers an overflow of 128 bits.
public final class LongSumProductKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private LongSumProductKernel() {}

    public static void run(
            MemorySegment left, long leftOffset, MemorySegment right, long rightOffset, int rows, Int128Sum sum) {
        if (useVector) {
            Vector.run(left, leftOffset, right, rightOffset, rows, sum);
        } else {
            Scalar.run(left, leftOffset, right, rightOffset, rows, sum);
        }
    }

    /// Only the rows of the mask.
    public static void runMasked(
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment mask,
            long maskOffset,
            Int128Sum sum) {
        if (useVector) {
            Vector.runMasked(left, leftOffset, right, rightOffset, rows, mask, maskOffset, sum);
        } else {
            Scalar.runMasked(left, leftOffset, right, rightOffset, rows, mask, maskOffset, sum);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                MemorySegment left, long leftOffset, MemorySegment right, long rightOffset, int rows, Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                long x = left.get(JAVA_LONG_UNALIGNED, leftOffset + 8L * i);
                long y = right.get(JAVA_LONG_UNALIGNED, rightOffset + 8L * i);
                sum.add(Math.multiplyHigh(x, y), x * y);
            }
        }

        static void runMasked(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment mask,
                long maskOffset,
                Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    long x = left.get(JAVA_LONG_UNALIGNED, leftOffset + 8L * i);
                    long y = right.get(JAVA_LONG_UNALIGNED, rightOffset + 8L * i);
                    sum.add(Math.multiplyHigh(x, y), x * y);
                }
            }
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        /// A batch has 2^11 rows: with |x| <= 2^a, |y| <= 2^b and a + b + 11 <= 62 its sum fits 64 bits.
        private static final int BATCH_BITS = 11;

        static void run(
                MemorySegment left, long leftOffset, MemorySegment right, long rightOffset, int rows, Int128Sum sum) {
            int body = rows & -32;
            for (int first = 0; first < body; first += Batch.ROWS) {
                int count = Math.min(Batch.ROWS, body - first);
                long skip = 8L * first;
                if (!add(left, leftOffset + skip, right, rightOffset + skip, count, sum)) {
                    Scalar.run(left, leftOffset + skip, right, rightOffset + skip, count, sum);
                }
            }
            long skip = 8L * body;
            Scalar.run(left, leftOffset + skip, right, rightOffset + skip, rows - body, sum);
        }

        private static boolean add(
                MemorySegment left, long leftOffset, MemorySegment right, long rightOffset, int rows, Int128Sum sum) {
            LongVector a = LongVector.zero(I64);
            LongVector b = a;
            LongVector leftBits = a;
            LongVector rightBits = a;
            for (long at = 0; at < 8L * rows; at += 2 * V) {
                Faults.areErrors();
                LongVector p = LongVector.fromMemorySegment(I64, left, leftOffset + at, ORDER);
                LongVector q = LongVector.fromMemorySegment(I64, left, leftOffset + at + V, ORDER);
                LongVector r = LongVector.fromMemorySegment(I64, right, rightOffset + at, ORDER);
                LongVector s = LongVector.fromMemorySegment(I64, right, rightOffset + at + V, ORDER);
                a = a.add(p.mul(r));
                b = b.add(q.mul(s));
                leftBits = leftBits.or(magnitude(p).or(magnitude(q)));
                rightBits = rightBits.or(magnitude(r).or(magnitude(s)));
            }
            boolean fits = bits(leftBits) + bits(rightBits) + BATCH_BITS <= 62;
            if (fits) {
                sum.add(a.add(b).reduceLanes(VectorOperators.ADD));
            }
            return fits;
        }

        static void runMasked(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment mask,
                long maskOffset,
                Int128Sum sum) {
            int body = rows & -32;
            for (int first = 0; first < body; first += Batch.ROWS) {
                int count = Math.min(Batch.ROWS, body - first);
                long skip = 8L * first;
                if (!addMasked(
                        left,
                        leftOffset + skip,
                        right,
                        rightOffset + skip,
                        count,
                        mask,
                        maskOffset + (first >>> 3),
                        sum)) {
                    Scalar.runMasked(
                            left,
                            leftOffset + skip,
                            right,
                            rightOffset + skip,
                            count,
                            mask,
                            maskOffset + (first >>> 3),
                            sum);
                }
            }
            long skip = 8L * body;
            Scalar.runMasked(
                    left,
                    leftOffset + skip,
                    right,
                    rightOffset + skip,
                    rows - body,
                    mask,
                    maskOffset + (body >>> 3),
                    sum);
        }

        private static boolean addMasked(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment mask,
                long maskOffset,
                Int128Sum sum) {
            LongVector a = LongVector.zero(I64);
            LongVector b = a;
            LongVector leftBits = a;
            LongVector rightBits = a;
            for (long at = 0; at < 8L * rows; at += 2 * V) {
                Faults.areErrors();
                LongVector p = LongVector.fromMemorySegment(I64, left, leftOffset + at, ORDER);
                LongVector q = LongVector.fromMemorySegment(I64, left, leftOffset + at + V, ORDER);
                LongVector r = LongVector.fromMemorySegment(I64, right, rightOffset + at, ORDER);
                LongVector s = LongVector.fromMemorySegment(I64, right, rightOffset + at + V, ORDER);
                long bits =
                        (mask.get(JAVA_INT_UNALIGNED, maskOffset + (at >>> 8 << 2)) & 0xffff_ffffL) >>> (at >>> 3 & 31);
                a = a.add(p.mul(r), VectorMask.fromLong(I64, bits));
                b = b.add(q.mul(s), VectorMask.fromLong(I64, bits >>> L));
                leftBits = leftBits.or(magnitude(p).or(magnitude(q)));
                rightBits = rightBits.or(magnitude(r).or(magnitude(s)));
            }
            boolean fits = bits(leftBits) + bits(rightBits) + BATCH_BITS <= 62;
            if (fits) {
                sum.add(a.add(b).reduceLanes(VectorOperators.ADD));
            }
            return fits;
        }

        private static LongVector magnitude(LongVector x) {
            return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.ASHR, 63));
        }

        private static int bits(LongVector magnitudes) {
            return 64 - Long.numberOfLeadingZeros(magnitudes.reduceLanes(VectorOperators.OR));
        }
    }
}
