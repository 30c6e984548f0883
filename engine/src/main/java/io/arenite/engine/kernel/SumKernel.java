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

/// Adds float64 values into the 32 [Lanes].
public final class SumKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    /// The same for the methods other than `run`.
    static boolean useVectorRest = KernelWarmUp.isVectorAtOnce();

    private SumKernel() {}

    public static void run(MemorySegment values, long offset, int rows, int lane0, double[] lanes) {
        if (useVector) {
            Vector.run(values, offset, rows, lane0, lanes);
        } else {
            Cold.run(values, offset, rows, lane0, lanes);
        }
    }

    /// Only the rows of the mask.
    public static void runMasked(
            MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, double[] lanes) {
        if (useVectorRest) {
            Vector.runMasked(values, offset, rows, mask, maskOffset, lanes);
        } else {
            Scalar.runMasked(values, offset, rows, mask, maskOffset, lanes);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void run(MemorySegment values, long offset, int rows, int lane0, double[] lanes) {
            for (int i = 0; i < rows; i++) {
                lanes[lane0 + i & 31] += values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i);
            }
        }

        static void runMasked(
                MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, double[] lanes) {
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    lanes[i & 31] += values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i);
                }
            }
        }
    }

    /// Answers until the vector class is hot; see [ColdRows].
    static final class Cold {
        private Cold() {}

        static void run(MemorySegment values, long offset, int rows, int lane0, double[] lanes) {
            var chunk = new double[ColdRows.CHUNK];
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                int count = ColdRows.copy(values, offset, first, rows, chunk);
                add(chunk, count, lane0 + first, lanes);
            }
        }

        private static void add(double[] values, int count, int lane0, double[] lanes) {
            for (int i = 0; i < count; i++) {
                lanes[lane0 + i & 31] += values[i];
            }
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static void run(MemorySegment values, long offset, int rows, int lane0, double[] lanes) {
            int head = Math.min(rows, -lane0 & 31);
            int body = head + (rows - head & -32);
            Scalar.run(values, offset, head, lane0, lanes);
            for (int first = head; first < body; first += Shape.CHUNK_ROWS) {
                long at = offset + 8L * first;
                long end = offset + 8L * Math.min(body, first + Shape.CHUNK_ROWS);
                if (L == 4) {
                    addInOnePass(values, at, end, lanes);
                    continue;
                }
                for (int lane = 0; lane < 32; lane += 4 * L) {
                    add(values, at + 8L * lane, end, lanes, lane);
                }
            }
            Scalar.run(values, offset + 8L * body, rows - body, 0, lanes);
        }

        private static void add(MemorySegment values, long start, long end, double[] lanes, int lane) {
            DoubleVector a = DoubleVector.fromArray(F64, lanes, lane);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, lane + L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, lane + 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, lane + 3 * L);
            for (long at = start; at < end; at += 256) {
                Faults.areErrors();
                a = a.add(DoubleVector.fromMemorySegment(F64, values, at, ORDER));
                b = b.add(DoubleVector.fromMemorySegment(F64, values, at + V, ORDER));
                c = c.add(DoubleVector.fromMemorySegment(F64, values, at + 2 * V, ORDER));
                d = d.add(DoubleVector.fromMemorySegment(F64, values, at + 3 * V, ORDER));
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + L);
            c.intoArray(lanes, lane + 2 * L);
            d.intoArray(lanes, lane + 3 * L);
        }

        /// The 32 lanes of 256-bit vectors in eight accumulators: from memory twice as fast as two passes of four,
        /// each of which touches every other pair of cache lines.
        private static void addInOnePass(MemorySegment values, long start, long end, double[] lanes) {
            DoubleVector a = DoubleVector.fromArray(F64, lanes, 0);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, 3 * L);
            DoubleVector e = DoubleVector.fromArray(F64, lanes, 4 * L);
            DoubleVector f = DoubleVector.fromArray(F64, lanes, 5 * L);
            DoubleVector g = DoubleVector.fromArray(F64, lanes, 6 * L);
            DoubleVector h = DoubleVector.fromArray(F64, lanes, 7 * L);
            for (long at = start; at < end; at += 256) {
                Faults.areErrors();
                a = a.add(DoubleVector.fromMemorySegment(F64, values, at, ORDER));
                b = b.add(DoubleVector.fromMemorySegment(F64, values, at + V, ORDER));
                c = c.add(DoubleVector.fromMemorySegment(F64, values, at + 2 * V, ORDER));
                d = d.add(DoubleVector.fromMemorySegment(F64, values, at + 3 * V, ORDER));
                e = e.add(DoubleVector.fromMemorySegment(F64, values, at + 4 * V, ORDER));
                f = f.add(DoubleVector.fromMemorySegment(F64, values, at + 5 * V, ORDER));
                g = g.add(DoubleVector.fromMemorySegment(F64, values, at + 6 * V, ORDER));
                h = h.add(DoubleVector.fromMemorySegment(F64, values, at + 7 * V, ORDER));
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

        static void runMasked(
                MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, double[] lanes) {
            int body = rows & -32;
            for (int lane = 0; lane < 32; lane += 4 * L) {
                addMasked(values, offset, body, mask, maskOffset, lanes, lane);
            }
            Scalar.runMasked(values, offset + 8L * body, rows - body, mask, maskOffset + (body >>> 3), lanes);
        }

        private static void addMasked(
                MemorySegment values,
                long offset,
                int rows,
                MemorySegment mask,
                long maskOffset,
                double[] lanes,
                int lane) {
            DoubleVector a = DoubleVector.fromArray(F64, lanes, lane);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, lane + L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, lane + 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, lane + 3 * L);
            for (int first = 0; first < rows; first += 32) {
                Faults.areErrors();
                long at = offset + 8L * (first + lane);
                long bits = (mask.get(JAVA_INT_UNALIGNED, maskOffset + (first >>> 3)) & 0xffff_ffffL) >>> lane;
                a = a.add(DoubleVector.fromMemorySegment(F64, values, at, ORDER), VectorMask.fromLong(F64, bits));
                b = b.add(
                        DoubleVector.fromMemorySegment(F64, values, at + V, ORDER),
                        VectorMask.fromLong(F64, bits >>> L));
                c = c.add(
                        DoubleVector.fromMemorySegment(F64, values, at + 2 * V, ORDER),
                        VectorMask.fromLong(F64, bits >>> 2 * L));
                d = d.add(
                        DoubleVector.fromMemorySegment(F64, values, at + 3 * V, ORDER),
                        VectorMask.fromLong(F64, bits >>> 3 * L));
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + L);
            c.intoArray(lanes, lane + 2 * L);
            d.intoArray(lanes, lane + 3 * L);
        }
    }
}
