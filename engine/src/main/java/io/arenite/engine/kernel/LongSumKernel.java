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

/// The exact sum of 64-bit integers, added to an [Int128Sum]. Methods named unsigned read uint64.
public final class LongSumKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    /// The same for the methods other than `run`.
    static boolean useVectorRest = KernelWarmUp.isVectorAtOnce();

    private LongSumKernel() {}

    public static void run(MemorySegment values, long offset, int rows, Int128Sum sum) {
        if (useVector) {
            Vector.run(values, offset, rows, sum);
        } else {
            Cold.run(values, offset, rows, sum);
        }
    }

    /// Only the rows of the mask.
    public static void runMasked(
            MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum) {
        if (useVectorRest) {
            Vector.runMasked(values, offset, rows, mask, maskOffset, sum);
        } else {
            Scalar.runMasked(values, offset, rows, mask, maskOffset, sum);
        }
    }

    public static void runUnsigned(MemorySegment values, long offset, int rows, Int128Sum sum) {
        if (useVectorRest) {
            Vector.runUnsigned(values, offset, rows, sum);
        } else {
            Scalar.runUnsigned(values, offset, rows, sum);
        }
    }

    /// Only the rows of the mask.
    public static void runUnsignedMasked(
            MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum) {
        if (useVectorRest) {
            Vector.runUnsignedMasked(values, offset, rows, mask, maskOffset, sum);
        } else {
            Scalar.runUnsignedMasked(values, offset, rows, mask, maskOffset, sum);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void run(MemorySegment values, long offset, int rows, Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                sum.add(values.get(JAVA_LONG_UNALIGNED, offset + 8L * i));
            }
        }

        static void runMasked(
                MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    sum.add(values.get(JAVA_LONG_UNALIGNED, offset + 8L * i));
                }
            }
        }

        static void runUnsigned(MemorySegment values, long offset, int rows, Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                sum.addUnsigned(values.get(JAVA_LONG_UNALIGNED, offset + 8L * i));
            }
        }

        static void runUnsignedMasked(
                MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    sum.addUnsigned(values.get(JAVA_LONG_UNALIGNED, offset + 8L * i));
                }
            }
        }
    }

    /// Answers until the vector class is hot; see [ColdRows].
    static final class Cold {
        private Cold() {}

        static void run(MemorySegment values, long offset, int rows, Int128Sum sum) {
            var chunk = new long[ColdRows.CHUNK];
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                add(chunk, ColdRows.copy(values, offset, first, rows, chunk), sum);
            }
        }

        /// The upper and the lower halves of so few values fit 64 bits each.
        private static void add(long[] values, int count, Int128Sum sum) {
            long upper = 0;
            long lower = 0;
            for (int i = 0; i < count; i++) {
                upper += values[i] >> 32;
                lower += values[i] & 0xffff_ffffL;
            }
            sum.add(upper >> 32, upper << 32);
            sum.add(lower);
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static void run(MemorySegment values, long offset, int rows, Int128Sum sum) {
            int body = rows & -32;
            add(Long.MIN_VALUE, values, offset, body, sum);
            Scalar.run(values, offset + 8L * body, rows - body, sum);
        }

        static void runMasked(
                MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum) {
            int body = rows & -32;
            addMasked(Long.MIN_VALUE, values, offset, body, mask, maskOffset, sum);
            Scalar.runMasked(values, offset + 8L * body, rows - body, mask, maskOffset + (body >>> 3), sum);
        }

        static void runUnsigned(MemorySegment values, long offset, int rows, Int128Sum sum) {
            int body = rows & -32;
            add(0, values, offset, body, sum);
            Scalar.runUnsigned(values, offset + 8L * body, rows - body, sum);
        }

        static void runUnsignedMasked(
                MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum) {
            int body = rows & -32;
            addMasked(0, values, offset, body, mask, maskOffset, sum);
            Scalar.runUnsignedMasked(values, offset + 8L * body, rows - body, mask, maskOffset + (body >>> 3), sum);
        }

        /// `wrapped` is the sum of unsigned values modulo 2^64, `high` the exact sum of their upper halves. The
        /// lower halves of fewer than 2^32 rows add up to less than 2^64: exactly the difference. Signed values
        /// came with the sign bit flipped, which is 2^63 too much for each of `flipped` rows.
        private static void join(long wrapped, long high, int flipped, Int128Sum sum) {
            sum.add(high >>> 32, high << 32);
            sum.addUnsigned(wrapped - (high << 32));
            long excessLow = (long) flipped << 63;
            long excessHigh = (long) flipped >>> 1;
            sum.add(~excessHigh + (excessLow == 0 ? 1 : 0), -excessLow);
        }

        private static void add(long flip, MemorySegment values, long offset, int rows, Int128Sum sum) {
            LongVector flips = LongVector.broadcast(I64, flip);
            LongVector a = LongVector.zero(I64);
            LongVector b = a;
            LongVector c = a;
            LongVector d = a;
            LongVector aHigh = a;
            LongVector bHigh = a;
            LongVector cHigh = a;
            LongVector dHigh = a;
            for (long done = 0; done < 8L * rows; done += 4 * V) {
                Faults.areErrors();
                long at = offset + done;
                LongVector p =
                        LongVector.fromMemorySegment(I64, values, at, ORDER).lanewise(VectorOperators.XOR, flips);
                LongVector q =
                        LongVector.fromMemorySegment(I64, values, at + V, ORDER).lanewise(VectorOperators.XOR, flips);
                LongVector r = LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER)
                        .lanewise(VectorOperators.XOR, flips);
                LongVector s = LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER)
                        .lanewise(VectorOperators.XOR, flips);
                a = a.add(p);
                aHigh = aHigh.add(p.lanewise(VectorOperators.LSHR, 32));
                b = b.add(q);
                bHigh = bHigh.add(q.lanewise(VectorOperators.LSHR, 32));
                c = c.add(r);
                cHigh = cHigh.add(r.lanewise(VectorOperators.LSHR, 32));
                d = d.add(s);
                dHigh = dHigh.add(s.lanewise(VectorOperators.LSHR, 32));
            }
            long wrapped = a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
            long high = aHigh.add(bHigh).add(cHigh.add(dHigh)).reduceLanes(VectorOperators.ADD);
            int count = flip == 0 ? 0 : rows;
            join(wrapped, high, count, sum);
        }

        private static void addMasked(
                long flip,
                MemorySegment values,
                long offset,
                int rows,
                MemorySegment mask,
                long maskOffset,
                Int128Sum sum) {
            LongVector flips = LongVector.broadcast(I64, flip);
            LongVector zero = LongVector.zero(I64);
            LongVector a = LongVector.zero(I64);
            LongVector b = a;
            LongVector c = a;
            LongVector d = a;
            LongVector aHigh = a;
            LongVector bHigh = a;
            LongVector cHigh = a;
            LongVector dHigh = a;
            for (long done = 0; done < 8L * rows; done += 256) {
                long word = mask.get(JAVA_INT_UNALIGNED, maskOffset + (done >>> 6)) & 0xffff_ffffL;
                for (int lane = 0; lane < 32; lane += 4 * L) {
                    Faults.areErrors();
                    long at = offset + done + 8L * lane;
                    long bits = word >>> lane;
                    LongVector p = zero.blend(
                            LongVector.fromMemorySegment(I64, values, at, ORDER).lanewise(VectorOperators.XOR, flips),
                            VectorMask.fromLong(I64, bits));
                    LongVector q = zero.blend(
                            LongVector.fromMemorySegment(I64, values, at + V, ORDER)
                                    .lanewise(VectorOperators.XOR, flips),
                            VectorMask.fromLong(I64, bits >>> L));
                    LongVector r = zero.blend(
                            LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER)
                                    .lanewise(VectorOperators.XOR, flips),
                            VectorMask.fromLong(I64, bits >>> 2 * L));
                    LongVector s = zero.blend(
                            LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER)
                                    .lanewise(VectorOperators.XOR, flips),
                            VectorMask.fromLong(I64, bits >>> 3 * L));
                    a = a.add(p);
                    aHigh = aHigh.add(p.lanewise(VectorOperators.LSHR, 32));
                    b = b.add(q);
                    bHigh = bHigh.add(q.lanewise(VectorOperators.LSHR, 32));
                    c = c.add(r);
                    cHigh = cHigh.add(r.lanewise(VectorOperators.LSHR, 32));
                    d = d.add(s);
                    dHigh = dHigh.add(s.lanewise(VectorOperators.LSHR, 32));
                }
            }
            long wrapped = a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
            long high = aHigh.add(bHigh).add(cHigh.add(dHigh)).reduceLanes(VectorOperators.ADD);
            int count = flip == 0 ? 0 : BitmapKernel.count(mask, maskOffset, rows);
            join(wrapped, high, count, sum);
        }
    }
}
