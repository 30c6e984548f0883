package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.F64;
import static io.arenite.engine.kernel.Shape.I64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static io.arenite.engine.kernel.Shape.V;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/// Filter and sum in one pass: adds the float64 values whose int64 filter lies in `[lo, hi]`, both ends included, into
/// the 32 [Lanes].
public final class LongFilterSumKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private LongFilterSumKernel() {}

    public static void run(
            MemorySegment filter,
            long filterOffset,
            long lo,
            long hi,
            MemorySegment values,
            long valuesOffset,
            int rows,
            int lane0,
            double[] lanes) {
        if (useVector) {
            Vector.run(filter, filterOffset, lo, hi, values, valuesOffset, rows, lane0, lanes);
        } else {
            Scalar.run(filter, filterOffset, lo, hi, values, valuesOffset, rows, lane0, lanes);
        }
    }

    /// How many rows lie in `[lo, hi]`.
    public static int count(MemorySegment filter, long offset, long lo, long hi, int rows) {
        return useVector ? Vector.count(filter, offset, lo, hi, rows) : Scalar.count(filter, offset, lo, hi, rows);
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                MemorySegment filter,
                long filterOffset,
                long lo,
                long hi,
                MemorySegment values,
                long valuesOffset,
                int rows,
                int lane0,
                double[] lanes) {
            for (int i = 0; i < rows; i++) {
                long x = filter.get(JAVA_LONG_UNALIGNED, filterOffset + 8L * i);
                if (x >= lo && x <= hi) {
                    lanes[lane0 + i & 31] += values.get(JAVA_DOUBLE_UNALIGNED, valuesOffset + 8L * i);
                }
            }
        }

        static int count(MemorySegment filter, long offset, long lo, long hi, int rows) {
            int count = 0;
            for (int i = 0; i < rows; i++) {
                long x = filter.get(JAVA_LONG_UNALIGNED, offset + 8L * i);
                count += x >= lo && x <= hi ? 1 : 0;
            }
            return count;
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static void run(
                MemorySegment filter,
                long filterOffset,
                long lo,
                long hi,
                MemorySegment values,
                long valuesOffset,
                int rows,
                int lane0,
                double[] lanes) {
            int head = Math.min(rows, -lane0 & 31);
            int body = head + (rows - head & -32);
            Scalar.run(filter, filterOffset, lo, hi, values, valuesOffset, head, lane0, lanes);
            for (int first = head; first < body; first += Shape.CHUNK_ROWS) {
                int count = Math.min(body - first, Shape.CHUNK_ROWS);
                for (int lane = 0; lane < 32; lane += 4 * L) {
                    long skip = 8L * (first + lane);
                    add(filter, filterOffset + skip, lo, hi, values, valuesOffset + skip, count, lanes, lane);
                }
            }
            long skip = 8L * body;
            Scalar.run(filter, filterOffset + skip, lo, hi, values, valuesOffset + skip, rows - body, 0, lanes);
        }

        // What lies outside is taken back: AVX2 compares int64 only for "greater", so the range itself would cost
        // two negations.

        private static void add(
                MemorySegment filter,
                long filterOffset,
                long lo,
                long hi,
                MemorySegment values,
                long valuesOffset,
                int rows,
                double[] lanes,
                int lane) {
            LongVector below = LongVector.broadcast(I64, lo);
            LongVector above = LongVector.broadcast(I64, hi);
            DoubleVector a = DoubleVector.fromArray(F64, lanes, lane);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, lane + L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, lane + 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, lane + 3 * L);
            for (long done = 0; done < 8L * rows; done += 256) {
                Faults.areErrors();
                long from = filterOffset + done;
                long at = valuesOffset + done;
                LongVector p = LongVector.fromMemorySegment(I64, filter, from, ORDER);
                LongVector q = LongVector.fromMemorySegment(I64, filter, from + V, ORDER);
                LongVector r = LongVector.fromMemorySegment(I64, filter, from + 2 * V, ORDER);
                LongVector s = LongVector.fromMemorySegment(I64, filter, from + 3 * V, ORDER);
                a = a.add(DoubleVector.fromMemorySegment(F64, values, at, ORDER))
                        .blend(
                                a,
                                p.lt(below)
                                        .or(p.compare(VectorOperators.GT, above))
                                        .cast(F64));
                b = b.add(DoubleVector.fromMemorySegment(F64, values, at + V, ORDER))
                        .blend(
                                b,
                                q.lt(below)
                                        .or(q.compare(VectorOperators.GT, above))
                                        .cast(F64));
                c = c.add(DoubleVector.fromMemorySegment(F64, values, at + 2 * V, ORDER))
                        .blend(
                                c,
                                r.lt(below)
                                        .or(r.compare(VectorOperators.GT, above))
                                        .cast(F64));
                d = d.add(DoubleVector.fromMemorySegment(F64, values, at + 3 * V, ORDER))
                        .blend(
                                d,
                                s.lt(below)
                                        .or(s.compare(VectorOperators.GT, above))
                                        .cast(F64));
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + L);
            c.intoArray(lanes, lane + 2 * L);
            d.intoArray(lanes, lane + 3 * L);
        }

        static int count(MemorySegment filter, long offset, long lo, long hi, int rows) {
            int body = rows & -32;
            LongVector below = LongVector.broadcast(I64, lo);
            LongVector above = LongVector.broadcast(I64, hi);
            LongVector one = LongVector.broadcast(I64, 1L);
            LongVector a = LongVector.zero(I64);
            LongVector b = a;
            LongVector c = a;
            LongVector d = a;
            for (long done = 0; done < 8L * body; done += 4 * V) {
                Faults.areErrors();
                long at = offset + done;
                LongVector p = LongVector.fromMemorySegment(I64, filter, at, ORDER);
                LongVector q = LongVector.fromMemorySegment(I64, filter, at + V, ORDER);
                LongVector r = LongVector.fromMemorySegment(I64, filter, at + 2 * V, ORDER);
                LongVector s = LongVector.fromMemorySegment(I64, filter, at + 3 * V, ORDER);
                a = a.add(one, p.lt(below).or(p.compare(VectorOperators.GT, above)));
                b = b.add(one, q.lt(below).or(q.compare(VectorOperators.GT, above)));
                c = c.add(one, r.lt(below).or(r.compare(VectorOperators.GT, above)));
                d = d.add(one, s.lt(below).or(s.compare(VectorOperators.GT, above)));
            }
            int count = body - (int) a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
            return count + Scalar.count(filter, offset + 8L * body, lo, hi, rows - body);
        }
    }
}
