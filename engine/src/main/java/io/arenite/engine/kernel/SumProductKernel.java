package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.F64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static io.arenite.engine.kernel.Shape.V;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/// Adds products of float64 values into the 32 [Lanes], each with one rounding: `lane = fma(left, right, lane)`.
public final class SumProductKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    /// The same for the methods other than `run`.
    static boolean useVectorRest = KernelWarmUp.isVectorAtOnce();

    private SumProductKernel() {}

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
                double y = right.get(JAVA_DOUBLE_UNALIGNED, rightOffset + 8L * i);
                lanes[lane0 + i & 31] = Math.fma(x, y, lanes[lane0 + i & 31]);
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
                    double y = right.get(JAVA_DOUBLE_UNALIGNED, rightOffset + 8L * i);
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
            var y = new double[ColdRows.CHUNK];
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                ColdRows.copy(left, leftOffset, first, rows, x);
                int count = ColdRows.copy(right, rightOffset, first, rows, y);
                add(x, y, count, lane0 + first, lanes);
            }
        }

        private static void add(double[] x, double[] y, int count, int lane0, double[] lanes) {
            for (int i = 0; i < count; i++) {
                lanes[lane0 + i & 31] = Math.fma(x[i], y[i], lanes[lane0 + i & 31]);
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
                if (L == 4) {
                    addInOnePass(left, leftOffset + skip, right, rightOffset + skip, count, lanes);
                    continue;
                }
                for (int lane = 0; lane < 32; lane += 4 * L) {
                    add(left, leftOffset + skip, right, rightOffset + skip, count, lanes, lane);
                }
            }
            long skip = 8L * body;
            Scalar.run(left, leftOffset + skip, right, rightOffset + skip, rows - body, 0, lanes);
        }

        private static void add(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                double[] lanes,
                int lane) {
            DoubleVector a = DoubleVector.fromArray(F64, lanes, lane);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, lane + L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, lane + 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, lane + 3 * L);
            for (long done = 8L * lane; done < 8L * rows; done += 256) {
                Faults.areErrors();
                long from = leftOffset + done;
                long to = rightOffset + done;
                a = DoubleVector.fromMemorySegment(F64, left, from, ORDER)
                        .fma(DoubleVector.fromMemorySegment(F64, right, to, ORDER), a);
                b = DoubleVector.fromMemorySegment(F64, left, from + V, ORDER)
                        .fma(DoubleVector.fromMemorySegment(F64, right, to + V, ORDER), b);
                c = DoubleVector.fromMemorySegment(F64, left, from + 2 * V, ORDER)
                        .fma(DoubleVector.fromMemorySegment(F64, right, to + 2 * V, ORDER), c);
                d = DoubleVector.fromMemorySegment(F64, left, from + 3 * V, ORDER)
                        .fma(DoubleVector.fromMemorySegment(F64, right, to + 3 * V, ORDER), d);
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + L);
            c.intoArray(lanes, lane + 2 * L);
            d.intoArray(lanes, lane + 3 * L);
        }

        /// The 32 lanes of 256-bit vectors in eight accumulators: from memory twice as fast as two passes of four,
        /// each of which touches every other pair of cache lines.
        private static void addInOnePass(
                MemorySegment left, long leftOffset, MemorySegment right, long rightOffset, int rows, double[] lanes) {
            DoubleVector a = DoubleVector.fromArray(F64, lanes, 0);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, 3 * L);
            DoubleVector e = DoubleVector.fromArray(F64, lanes, 4 * L);
            DoubleVector f = DoubleVector.fromArray(F64, lanes, 5 * L);
            DoubleVector g = DoubleVector.fromArray(F64, lanes, 6 * L);
            DoubleVector h = DoubleVector.fromArray(F64, lanes, 7 * L);
            for (long done = 0; done < 8L * rows; done += 256) {
                long from = leftOffset + done;
                long to = rightOffset + done;
                a = load(left, from).fma(load(right, to), a);
                b = load(left, from + V).fma(load(right, to + V), b);
                c = load(left, from + 2 * V).fma(load(right, to + 2 * V), c);
                d = load(left, from + 3 * V).fma(load(right, to + 3 * V), d);
                e = load(left, from + 4 * V).fma(load(right, to + 4 * V), e);
                f = load(left, from + 5 * V).fma(load(right, to + 5 * V), f);
                g = load(left, from + 6 * V).fma(load(right, to + 6 * V), g);
                h = load(left, from + 7 * V).fma(load(right, to + 7 * V), h);
            }
            a.intoArray(lanes, 0);
            b.intoArray(lanes, L);
            c.intoArray(lanes, 2 * L);
            d.intoArray(lanes, 3 * L);
            e.intoArray(lanes, 4 * L);
            f.intoArray(lanes, 5 * L);
            g.intoArray(lanes, 6 * L);
            h.intoArray(lanes, 7 * L);
        }

        private static DoubleVector load(MemorySegment values, long at) {
            Faults.areErrors();
            return DoubleVector.fromMemorySegment(F64, values, at, ORDER);
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
                addMasked(left, leftOffset, right, rightOffset, body, mask, maskOffset, lanes, lane);
            }
            long skip = 8L * body;
            long from = maskOffset + (body >>> 3);
            Scalar.runMasked(left, leftOffset + skip, right, rightOffset + skip, rows - body, mask, from, lanes);
        }

        private static void addMasked(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment mask,
                long maskOffset,
                double[] lanes,
                int lane) {
            DoubleVector a = DoubleVector.fromArray(F64, lanes, lane);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, lane + L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, lane + 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, lane + 3 * L);
            for (long done = 8L * lane; done < 8L * rows; done += 256) {
                Faults.areErrors();
                long from = leftOffset + done;
                long to = rightOffset + done;
                long bits = (mask.get(JAVA_INT_UNALIGNED, maskOffset + (done >>> 8 << 2)) & 0xffff_ffffL) >>> lane;
                a = a.blend(
                        DoubleVector.fromMemorySegment(F64, left, from, ORDER)
                                .fma(DoubleVector.fromMemorySegment(F64, right, to, ORDER), a),
                        VectorMask.fromLong(F64, bits));
                b = b.blend(
                        DoubleVector.fromMemorySegment(F64, left, from + V, ORDER)
                                .fma(DoubleVector.fromMemorySegment(F64, right, to + V, ORDER), b),
                        VectorMask.fromLong(F64, bits >>> L));
                c = c.blend(
                        DoubleVector.fromMemorySegment(F64, left, from + 2 * V, ORDER)
                                .fma(DoubleVector.fromMemorySegment(F64, right, to + 2 * V, ORDER), c),
                        VectorMask.fromLong(F64, bits >>> 2 * L));
                d = d.blend(
                        DoubleVector.fromMemorySegment(F64, left, from + 3 * V, ORDER)
                                .fma(DoubleVector.fromMemorySegment(F64, right, to + 3 * V, ORDER), d),
                        VectorMask.fromLong(F64, bits >>> 3 * L));
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + L);
            c.intoArray(lanes, lane + 2 * L);
            d.intoArray(lanes, lane + 3 * L);
        }
    }
}
