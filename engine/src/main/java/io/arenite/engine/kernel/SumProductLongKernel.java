package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.F64;
import static io.arenite.engine.kernel.Shape.I64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static io.arenite.engine.kernel.Shape.V;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Adds products of float64 and int64 values into the 32 [Lanes]: `lane = fma(left, (double) right, lane)`, where the
/// conversion rounds to nearest. Any int64 is allowed.
public final class SumProductLongKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    /// The same for the methods other than `run`.
    static boolean useVectorRest = KernelWarmUp.isVectorAtOnce();

    private SumProductLongKernel() {}

    public static void run(
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            int lane0,
            double[] lanes) {
        if (useVector) {
            Vector.run(left, leftOffset, right, rightOffset, rows, lane0, lanes);
        } else {
            Cold.run(left, leftOffset, right, rightOffset, rows, lane0, lanes);
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
            double[] lanes) {
        if (useVectorRest) {
            Vector.runMasked(left, leftOffset, right, rightOffset, rows, mask, maskOffset, lanes);
        } else {
            Scalar.runMasked(left, leftOffset, right, rightOffset, rows, mask, maskOffset, lanes);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                int lane0,
                double[] lanes) {
            for (int i = 0; i < rows; i++) {
                double x = left.get(JAVA_DOUBLE_UNALIGNED, leftOffset + 8L * i);
                double y = (double) right.get(JAVA_LONG_UNALIGNED, rightOffset + 8L * i);
                lanes[lane0 + i & 31] = Math.fma(x, y, lanes[lane0 + i & 31]);
            }
        }

        /// The lanes from `lane` (inclusive) to `lane + laneCount` (exclusive) only; the first row is in lane 0.
        static void runLanes(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                int lane,
                int laneCount,
                double[] lanes) {
            for (int first = lane; first < rows; first += 32) {
                int count = Math.min(laneCount, rows - first);
                run(left, leftOffset + 8L * first, right, rightOffset + 8L * first, count, lane, lanes);
            }
        }

        static void runLanesMasked(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                int lane,
                int laneCount,
                MemorySegment mask,
                long maskOffset,
                double[] lanes) {
            for (int i = lane; i < rows; i++) {
                if ((i & 31) >= lane && (i & 31) < lane + laneCount && BitmapKernel.isSet(mask, maskOffset, i)) {
                    run(left, leftOffset + 8L * i, right, rightOffset + 8L * i, 1, i & 31, lanes);
                }
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
                double[] lanes) {
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    double x = left.get(JAVA_DOUBLE_UNALIGNED, leftOffset + 8L * i);
                    double y = (double) right.get(JAVA_LONG_UNALIGNED, rightOffset + 8L * i);
                    lanes[i & 31] = Math.fma(x, y, lanes[i & 31]);
                }
            }
        }
    }

    /// Answers until the vector class is hot; see [ColdRows].
    static final class Cold {
        private Cold() {}

        static void run(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                int lane0,
                double[] lanes) {
            var x = new double[ColdRows.CHUNK];
            var y = new long[ColdRows.CHUNK];
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                ColdRows.copy(left, leftOffset, first, rows, x);
                int count = ColdRows.copy(right, rightOffset, first, rows, y);
                add(x, y, count, lane0 + first, lanes);
            }
        }

        private static void add(double[] x, long[] y, int count, int lane0, double[] lanes) {
            for (int i = 0; i < count; i++) {
                lanes[lane0 + i & 31] = Math.fma(x[i], (double) y[i], lanes[lane0 + i & 31]);
            }
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static void run(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                int lane0,
                double[] lanes) {
            int head = Math.min(rows, -lane0 & 31);
            int body = head + (rows - head & -32);
            Scalar.run(left, leftOffset, right, rightOffset, head, lane0, lanes);
            for (int first = head; first < body; first += Shape.CHUNK_ROWS) {
                int count = Math.min(body - first, Shape.CHUNK_ROWS);
                long skip = 8L * first;
                for (int lane = 0; lane < 32; lane += 4 * L) {
                    if (!add(left, leftOffset + skip, right, rightOffset + skip, count, lanes, lane)) {
                        Scalar.runLanes(left, leftOffset + skip, right, rightOffset + skip, count, lane, 4 * L, lanes);
                    }
                }
            }
            long skip = 8L * body;
            Scalar.run(left, leftOffset + skip, right, rightOffset + skip, rows - body, 0, lanes);
        }

        /// False, with the lanes as they were, if a value is outside the range of the exponent trick.
        private static boolean add(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                double[] lanes,
                int lane) {
            LongVector magic = LongVector.broadcast(I64, Shape.MAGIC);
            DoubleVector magicDouble = magic.reinterpretAsDoubles();
            LongVector outside = LongVector.zero(I64);
            DoubleVector a = DoubleVector.fromArray(F64, lanes, lane);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, lane + L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, lane + 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, lane + 3 * L);
            for (long done = 8L * lane; done < 8L * rows; done += 256) {
                Faults.areErrors();
                long from = leftOffset + done;
                long to = rightOffset + done;
                LongVector p =
                        LongVector.fromMemorySegment(I64, right, to, ORDER).add(magic);
                LongVector q =
                        LongVector.fromMemorySegment(I64, right, to + V, ORDER).add(magic);
                LongVector r = LongVector.fromMemorySegment(I64, right, to + 2 * V, ORDER)
                        .add(magic);
                LongVector s = LongVector.fromMemorySegment(I64, right, to + 3 * V, ORDER)
                        .add(magic);
                a = DoubleVector.fromMemorySegment(F64, left, from, ORDER)
                        .fma(p.reinterpretAsDoubles().sub(magicDouble), a);
                b = DoubleVector.fromMemorySegment(F64, left, from + V, ORDER)
                        .fma(q.reinterpretAsDoubles().sub(magicDouble), b);
                c = DoubleVector.fromMemorySegment(F64, left, from + 2 * V, ORDER)
                        .fma(r.reinterpretAsDoubles().sub(magicDouble), c);
                d = DoubleVector.fromMemorySegment(F64, left, from + 3 * V, ORDER)
                        .fma(s.reinterpretAsDoubles().sub(magicDouble), d);
                outside = outside.or(p.lanewise(VectorOperators.XOR, magic).or(q.lanewise(VectorOperators.XOR, magic)));
                outside = outside.or(r.lanewise(VectorOperators.XOR, magic).or(s.lanewise(VectorOperators.XOR, magic)));
            }
            if (!Shape.isExact(outside)) {
                return false;
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + L);
            c.intoArray(lanes, lane + 2 * L);
            d.intoArray(lanes, lane + 3 * L);
            return true;
        }

        static void runMasked(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment mask,
                long maskOffset,
                double[] lanes) {
            int body = rows & -32;
            for (int lane = 0; lane < 32; lane += 4 * L) {
                if (!addMasked(left, leftOffset, right, rightOffset, body, mask, maskOffset, lanes, lane)) {
                    Scalar.runLanesMasked(
                            left, leftOffset, right, rightOffset, body, lane, 4 * L, mask, maskOffset, lanes);
                }
            }
            long skip = 8L * body;
            long from = maskOffset + (body >>> 3);
            Scalar.runMasked(left, leftOffset + skip, right, rightOffset + skip, rows - body, mask, from, lanes);
        }

        /// False, with the lanes as they were, if a value is outside the range of the exponent trick.
        private static boolean addMasked(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment mask,
                long maskOffset,
                double[] lanes,
                int lane) {
            LongVector magic = LongVector.broadcast(I64, Shape.MAGIC);
            DoubleVector magicDouble = magic.reinterpretAsDoubles();
            LongVector outside = LongVector.zero(I64);
            DoubleVector a = DoubleVector.fromArray(F64, lanes, lane);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, lane + L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, lane + 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, lane + 3 * L);
            for (long done = 8L * lane; done < 8L * rows; done += 256) {
                Faults.areErrors();
                long from = leftOffset + done;
                long to = rightOffset + done;
                long bits = (mask.get(JAVA_INT_UNALIGNED, maskOffset + (done >>> 8 << 2)) & 0xffff_ffffL) >>> lane;
                LongVector p =
                        LongVector.fromMemorySegment(I64, right, to, ORDER).add(magic);
                LongVector q =
                        LongVector.fromMemorySegment(I64, right, to + V, ORDER).add(magic);
                LongVector r = LongVector.fromMemorySegment(I64, right, to + 2 * V, ORDER)
                        .add(magic);
                LongVector s = LongVector.fromMemorySegment(I64, right, to + 3 * V, ORDER)
                        .add(magic);
                a = a.blend(
                        DoubleVector.fromMemorySegment(F64, left, from, ORDER)
                                .fma(p.reinterpretAsDoubles().sub(magicDouble), a),
                        VectorMask.fromLong(F64, bits));
                b = b.blend(
                        DoubleVector.fromMemorySegment(F64, left, from + V, ORDER)
                                .fma(q.reinterpretAsDoubles().sub(magicDouble), b),
                        VectorMask.fromLong(F64, bits >>> L));
                c = c.blend(
                        DoubleVector.fromMemorySegment(F64, left, from + 2 * V, ORDER)
                                .fma(r.reinterpretAsDoubles().sub(magicDouble), c),
                        VectorMask.fromLong(F64, bits >>> 2 * L));
                d = d.blend(
                        DoubleVector.fromMemorySegment(F64, left, from + 3 * V, ORDER)
                                .fma(s.reinterpretAsDoubles().sub(magicDouble), d),
                        VectorMask.fromLong(F64, bits >>> 3 * L));
                outside = outside.or(p.lanewise(VectorOperators.XOR, magic).or(q.lanewise(VectorOperators.XOR, magic)));
                outside = outside.or(r.lanewise(VectorOperators.XOR, magic).or(s.lanewise(VectorOperators.XOR, magic)));
            }
            if (!Shape.isExact(outside)) {
                return false;
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + L);
            c.intoArray(lanes, lane + 2 * L);
            d.intoArray(lanes, lane + 3 * L);
            return true;
        }
    }
}
