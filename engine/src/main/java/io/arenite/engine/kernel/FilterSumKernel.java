package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.F64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static io.arenite.engine.kernel.Shape.V;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/// Filter and sum in one pass: adds the float64 values whose filter lies in `[lo, hi]` into the 32 [Lanes]. Both ends
/// belong to the range; NaN is in no range; -0.0 equals 0.0.
public final class FilterSumKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private FilterSumKernel() {}

    public static void run(
            MemorySegment filter,
            long filterOffset,
            double lo,
            double hi,
            MemorySegment values,
            long valuesOffset,
            int rows,
            int lane0,
            double[] lanes) {
        if (useVector) {
            Vector.run(filter, filterOffset, lo, hi, values, valuesOffset, rows, lane0, lanes);
        } else {
            Cold.run(filter, filterOffset, lo, hi, values, valuesOffset, rows, lane0, lanes);
        }
    }

    /// The filter's column is also the one that is summed.
    public static void run(
            MemorySegment values, long offset, double lo, double hi, int rows, int lane0, double[] lanes) {
        if (useVector) {
            Vector.run(values, offset, lo, hi, rows, lane0, lanes);
        } else {
            Cold.run(values, offset, lo, hi, rows, lane0, lanes);
        }
    }

    /// How many rows lie in `[lo, hi]`.
    public static int count(MemorySegment filter, long offset, double lo, double hi, int rows) {
        return useVector ? Vector.count(filter, offset, lo, hi, rows) : Cold.count(filter, offset, lo, hi, rows);
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                MemorySegment filter,
                long filterOffset,
                double lo,
                double hi,
                MemorySegment values,
                long valuesOffset,
                int rows,
                int lane0,
                double[] lanes) {
            for (int i = 0; i < rows; i++) {
                double x = filter.get(JAVA_DOUBLE_UNALIGNED, filterOffset + 8L * i);
                if (x >= lo && x <= hi) {
                    lanes[lane0 + i & 31] += values.get(JAVA_DOUBLE_UNALIGNED, valuesOffset + 8L * i);
                }
            }
        }

        static void run(MemorySegment values, long offset, double lo, double hi, int rows, int lane0, double[] lanes) {
            run(values, offset, lo, hi, values, offset, rows, lane0, lanes);
        }

        static int count(MemorySegment filter, long offset, double lo, double hi, int rows) {
            int count = 0;
            for (int i = 0; i < rows; i++) {
                double x = filter.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i);
                count += x >= lo && x <= hi ? 1 : 0;
            }
            return count;
        }
    }

    /// Answers until the vector class is hot; see [ColdRows].
    static final class Cold {
        private Cold() {}

        static void run(
                MemorySegment filter,
                long filterOffset,
                double lo,
                double hi,
                MemorySegment values,
                long valuesOffset,
                int rows,
                int lane0,
                double[] lanes) {
            var x = new double[ColdRows.CHUNK];
            var y = new double[ColdRows.CHUNK];
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                ColdRows.copy(filter, filterOffset, first, rows, x);
                int count = ColdRows.copy(values, valuesOffset, first, rows, y);
                add(x, lo, hi, y, count, lane0 + first, lanes);
            }
        }

        static void run(MemorySegment values, long offset, double lo, double hi, int rows, int lane0, double[] lanes) {
            var chunk = new double[ColdRows.CHUNK];
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                int count = ColdRows.copy(values, offset, first, rows, chunk);
                add(chunk, lo, hi, chunk, count, lane0 + first, lanes);
            }
        }

        static int count(MemorySegment filter, long offset, double lo, double hi, int rows) {
            var chunk = new double[ColdRows.CHUNK];
            int count = 0;
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                count += count(chunk, lo, hi, ColdRows.copy(filter, offset, first, rows, chunk));
            }
            return count;
        }

        private static void add(
                double[] filter, double lo, double hi, double[] values, int count, int lane0, double[] lanes) {
            for (int i = 0; i < count; i++) {
                if (filter[i] >= lo && filter[i] <= hi) {
                    lanes[lane0 + i & 31] += values[i];
                }
            }
        }

        private static int count(double[] filter, double lo, double hi, int rows) {
            int count = 0;
            for (int i = 0; i < rows; i++) {
                count += filter[i] >= lo && filter[i] <= hi ? 1 : 0;
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
                double lo,
                double hi,
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

        private static void add(
                MemorySegment filter,
                long filterOffset,
                double lo,
                double hi,
                MemorySegment values,
                long valuesOffset,
                int rows,
                double[] lanes,
                int lane) {
            DoubleVector below = DoubleVector.broadcast(F64, lo);
            DoubleVector above = DoubleVector.broadcast(F64, hi);
            DoubleVector a = DoubleVector.fromArray(F64, lanes, lane);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, lane + L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, lane + 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, lane + 3 * L);
            for (long done = 0; done < 8L * rows; done += 256) {
                Faults.areErrors();
                long from = filterOffset + done;
                long at = valuesOffset + done;
                DoubleVector p = DoubleVector.fromMemorySegment(F64, filter, from, ORDER);
                DoubleVector q = DoubleVector.fromMemorySegment(F64, filter, from + V, ORDER);
                DoubleVector r = DoubleVector.fromMemorySegment(F64, filter, from + 2 * V, ORDER);
                DoubleVector s = DoubleVector.fromMemorySegment(F64, filter, from + 3 * V, ORDER);
                a = a.add(
                        DoubleVector.fromMemorySegment(F64, values, at, ORDER),
                        p.compare(VectorOperators.LE, above, p.compare(VectorOperators.GE, below)));
                b = b.add(
                        DoubleVector.fromMemorySegment(F64, values, at + V, ORDER),
                        q.compare(VectorOperators.LE, above, q.compare(VectorOperators.GE, below)));
                c = c.add(
                        DoubleVector.fromMemorySegment(F64, values, at + 2 * V, ORDER),
                        r.compare(VectorOperators.LE, above, r.compare(VectorOperators.GE, below)));
                d = d.add(
                        DoubleVector.fromMemorySegment(F64, values, at + 3 * V, ORDER),
                        s.compare(VectorOperators.LE, above, s.compare(VectorOperators.GE, below)));
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + L);
            c.intoArray(lanes, lane + 2 * L);
            d.intoArray(lanes, lane + 3 * L);
        }

        static void run(MemorySegment values, long offset, double lo, double hi, int rows, int lane0, double[] lanes) {
            int head = Math.min(rows, -lane0 & 31);
            int body = head + (rows - head & -32);
            Scalar.run(values, offset, lo, hi, head, lane0, lanes);
            for (int first = head; first < body; first += Shape.ONE_COLUMN_CHUNK_ROWS) {
                int count = Math.min(body - first, Shape.ONE_COLUMN_CHUNK_ROWS);
                for (int lane = 0; lane < 32; lane += 4 * L) {
                    add(values, offset + 8L * (first + lane), lo, hi, count, lanes, lane);
                }
            }
            Scalar.run(values, offset + 8L * body, lo, hi, rows - body, 0, lanes);
        }

        private static void add(
                MemorySegment values, long offset, double lo, double hi, int rows, double[] lanes, int lane) {
            DoubleVector below = DoubleVector.broadcast(F64, lo);
            DoubleVector above = DoubleVector.broadcast(F64, hi);
            DoubleVector a = DoubleVector.fromArray(F64, lanes, lane);
            DoubleVector b = DoubleVector.fromArray(F64, lanes, lane + L);
            DoubleVector c = DoubleVector.fromArray(F64, lanes, lane + 2 * L);
            DoubleVector d = DoubleVector.fromArray(F64, lanes, lane + 3 * L);
            for (long done = 0; done < 8L * rows; done += 256) {
                Faults.areErrors();
                long at = offset + done;
                DoubleVector p = DoubleVector.fromMemorySegment(F64, values, at, ORDER);
                DoubleVector q = DoubleVector.fromMemorySegment(F64, values, at + V, ORDER);
                DoubleVector r = DoubleVector.fromMemorySegment(F64, values, at + 2 * V, ORDER);
                DoubleVector s = DoubleVector.fromMemorySegment(F64, values, at + 3 * V, ORDER);
                a = a.add(p, p.compare(VectorOperators.LE, above, p.compare(VectorOperators.GE, below)));
                b = b.add(q, q.compare(VectorOperators.LE, above, q.compare(VectorOperators.GE, below)));
                c = c.add(r, r.compare(VectorOperators.LE, above, r.compare(VectorOperators.GE, below)));
                d = d.add(s, s.compare(VectorOperators.LE, above, s.compare(VectorOperators.GE, below)));
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + L);
            c.intoArray(lanes, lane + 2 * L);
            d.intoArray(lanes, lane + 3 * L);
        }

        static int count(MemorySegment filter, long offset, double lo, double hi, int rows) {
            int body = rows & -32;
            DoubleVector below = DoubleVector.broadcast(F64, lo);
            DoubleVector above = DoubleVector.broadcast(F64, hi);
            DoubleVector one = DoubleVector.broadcast(F64, 1.0);
            DoubleVector a = DoubleVector.zero(F64);
            DoubleVector b = a;
            DoubleVector c = a;
            DoubleVector d = a;
            for (long done = 0; done < 8L * body; done += 4 * V) {
                Faults.areErrors();
                long at = offset + done;
                DoubleVector p = DoubleVector.fromMemorySegment(F64, filter, at, ORDER);
                DoubleVector q = DoubleVector.fromMemorySegment(F64, filter, at + V, ORDER);
                DoubleVector r = DoubleVector.fromMemorySegment(F64, filter, at + 2 * V, ORDER);
                DoubleVector s = DoubleVector.fromMemorySegment(F64, filter, at + 3 * V, ORDER);
                a = a.add(one, p.compare(VectorOperators.LE, above, p.compare(VectorOperators.GE, below)));
                b = b.add(one, q.compare(VectorOperators.LE, above, q.compare(VectorOperators.GE, below)));
                c = c.add(one, r.compare(VectorOperators.LE, above, r.compare(VectorOperators.GE, below)));
                d = d.add(one, s.compare(VectorOperators.LE, above, s.compare(VectorOperators.GE, below)));
            }
            int count = (int) a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
            return count + Scalar.count(filter, offset + 8L * body, lo, hi, rows - body);
        }
    }
}
