package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.F64;
import static io.arenite.engine.kernel.Shape.I64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static io.arenite.engine.kernel.Shape.V;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Smallest and largest float64: NaN is skipped, -0.0 < 0.0. The result is NaN when there is no number among the rows,
/// so partial results are joined by [#smaller] and [#larger], and a caller that knows that there was a row at all
/// tells NaN from null.
public final class MinMaxKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private MinMaxKernel() {}

    public static double min(MemorySegment values, long offset, int rows) {
        return useVector ? Vector.min(values, offset, rows) : Cold.min(values, offset, rows);
    }

    public static double max(MemorySegment values, long offset, int rows) {
        return useVector ? Vector.max(values, offset, rows) : Cold.max(values, offset, rows);
    }

    public static double minMasked(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
        return useVector
                ? Vector.minMasked(values, offset, rows, mask, maskOffset)
                : Scalar.minMasked(values, offset, rows, mask, maskOffset);
    }

    public static double maxMasked(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
        return useVector
                ? Vector.maxMasked(values, offset, rows, mask, maskOffset)
                : Scalar.maxMasked(values, offset, rows, mask, maskOffset);
    }

    /// The smaller of two partial results, NaN standing for none.
    public static double smaller(double a, double b) {
        return Double.isNaN(a) ? Lanes.canonical(b) : Double.isNaN(b) ? a : Math.min(a, b);
    }

    /// The larger of two partial results, NaN standing for none.
    public static double larger(double a, double b) {
        return Double.isNaN(a) ? Lanes.canonical(b) : Double.isNaN(b) ? a : Math.max(a, b);
    }

    static final class Scalar {
        private Scalar() {}

        static double min(MemorySegment values, long offset, int rows) {
            double min = Double.NaN;
            for (int i = 0; i < rows; i++) {
                min = smaller(min, values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i));
            }
            return min;
        }

        static double max(MemorySegment values, long offset, int rows) {
            double max = Double.NaN;
            for (int i = 0; i < rows; i++) {
                max = larger(max, values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i));
            }
            return max;
        }

        static double minMasked(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            double min = Double.NaN;
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    min = smaller(min, values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i));
                }
            }
            return min;
        }

        static double maxMasked(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            double max = Double.NaN;
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    max = larger(max, values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i));
                }
            }
            return max;
        }
    }

    /// Answers until the vector class is hot; see [ColdRows].
    static final class Cold {
        private Cold() {}

        static double min(MemorySegment values, long offset, int rows) {
            var chunk = new double[ColdRows.CHUNK];
            double min = Double.NaN;
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                min = min(chunk, ColdRows.copy(values, offset, first, rows, chunk), min);
            }
            return min;
        }

        static double max(MemorySegment values, long offset, int rows) {
            var chunk = new double[ColdRows.CHUNK];
            double max = Double.NaN;
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                max = max(chunk, ColdRows.copy(values, offset, first, rows, chunk), max);
            }
            return max;
        }

        /// Zeros have a sign to look at, and NaN compares with nothing.
        private static double min(double[] values, int count, double before) {
            double min = before;
            for (int i = 0; i < count; i++) {
                if (!(values[i] >= min) || values[i] == 0) {
                    min = smaller(min, values[i]);
                }
            }
            return min;
        }

        private static double max(double[] values, int count, double before) {
            double max = before;
            for (int i = 0; i < count; i++) {
                if (!(values[i] <= max) || values[i] == 0) {
                    max = larger(max, values[i]);
                }
            }
            return max;
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static double min(MemorySegment values, long offset, int rows) {
            int body = rows & -4 * L;
            DoubleVector a = DoubleVector.broadcast(F64, Double.POSITIVE_INFINITY);
            DoubleVector b = a;
            DoubleVector c = a;
            DoubleVector d = a;
            for (long done = 0; done < 8L * body; done += 4 * V) {
                Faults.areErrors();
                long at = offset + done;
                DoubleVector p = DoubleVector.fromMemorySegment(F64, values, at, ORDER);
                DoubleVector q = DoubleVector.fromMemorySegment(F64, values, at + V, ORDER);
                DoubleVector r = DoubleVector.fromMemorySegment(F64, values, at + 2 * V, ORDER);
                DoubleVector s = DoubleVector.fromMemorySegment(F64, values, at + 3 * V, ORDER);
                a = a.blend(p, p.compare(VectorOperators.LT, a));
                b = b.blend(q, q.compare(VectorOperators.LT, b));
                c = c.blend(r, r.compare(VectorOperators.LT, c));
                d = d.blend(s, s.compare(VectorOperators.LT, d));
            }
            double min = a.min(b).min(c.min(d)).reduceLanes(VectorOperators.MIN);
            min = resolveMin(min, values, offset, body);
            return smaller(min, Scalar.min(values, offset + 8L * body, rows - body));
        }

        static double minMasked(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            int body = rows & -32;
            DoubleVector a = DoubleVector.broadcast(F64, Double.POSITIVE_INFINITY);
            DoubleVector b = a;
            for (long done = 0; done < 8L * body; done += 2 * V) {
                Faults.areErrors();
                long at = offset + done;
                long bits = (long) mask.get(JAVA_BYTE, maskOffset + (done >>> 6)) >>> (done >>> 3 & 7);
                bits = L == 8 ? mask.get(JAVA_SHORT_UNALIGNED, maskOffset + (done >>> 6)) : bits;
                DoubleVector p = DoubleVector.fromMemorySegment(F64, values, at, ORDER);
                DoubleVector q = DoubleVector.fromMemorySegment(F64, values, at + V, ORDER);
                a = a.blend(p, p.compare(VectorOperators.LT, a).and(VectorMask.fromLong(F64, bits)));
                b = b.blend(q, q.compare(VectorOperators.LT, b).and(VectorMask.fromLong(F64, bits >>> L)));
            }
            double min = a.min(b).reduceLanes(VectorOperators.MIN);
            long from = maskOffset + (body >>> 3);
            double tail = Scalar.minMasked(values, offset + 8L * body, rows - body, mask, from);
            boolean ambiguous = min == 0 || min == Double.POSITIVE_INFINITY;
            return ambiguous ? Scalar.minMasked(values, offset, rows, mask, maskOffset) : smaller(min, tail);
        }

        /// The loop cannot tell -0.0 from 0.0, nor an infinity from nothing: another look, rarely needed.
        private static double resolveMin(double min, MemorySegment values, long offset, int rows) {
            if (min == 0) {
                return contains(-0.0, values, offset, rows) ? -0.0 : 0.0;
            }
            boolean isNothing =
                    min == Double.POSITIVE_INFINITY && !contains(Double.POSITIVE_INFINITY, values, offset, rows);
            return isNothing ? Double.NaN : min;
        }

        static double max(MemorySegment values, long offset, int rows) {
            int body = rows & -4 * L;
            DoubleVector a = DoubleVector.broadcast(F64, Double.NEGATIVE_INFINITY);
            DoubleVector b = a;
            DoubleVector c = a;
            DoubleVector d = a;
            for (long done = 0; done < 8L * body; done += 4 * V) {
                Faults.areErrors();
                long at = offset + done;
                DoubleVector p = DoubleVector.fromMemorySegment(F64, values, at, ORDER);
                DoubleVector q = DoubleVector.fromMemorySegment(F64, values, at + V, ORDER);
                DoubleVector r = DoubleVector.fromMemorySegment(F64, values, at + 2 * V, ORDER);
                DoubleVector s = DoubleVector.fromMemorySegment(F64, values, at + 3 * V, ORDER);
                a = a.blend(p, p.compare(VectorOperators.GT, a));
                b = b.blend(q, q.compare(VectorOperators.GT, b));
                c = c.blend(r, r.compare(VectorOperators.GT, c));
                d = d.blend(s, s.compare(VectorOperators.GT, d));
            }
            double max = a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
            max = resolveMax(max, values, offset, body);
            return larger(max, Scalar.max(values, offset + 8L * body, rows - body));
        }

        static double maxMasked(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            int body = rows & -32;
            DoubleVector a = DoubleVector.broadcast(F64, Double.NEGATIVE_INFINITY);
            DoubleVector b = a;
            for (long done = 0; done < 8L * body; done += 2 * V) {
                Faults.areErrors();
                long at = offset + done;
                long bits = (long) mask.get(JAVA_BYTE, maskOffset + (done >>> 6)) >>> (done >>> 3 & 7);
                bits = L == 8 ? mask.get(JAVA_SHORT_UNALIGNED, maskOffset + (done >>> 6)) : bits;
                DoubleVector p = DoubleVector.fromMemorySegment(F64, values, at, ORDER);
                DoubleVector q = DoubleVector.fromMemorySegment(F64, values, at + V, ORDER);
                a = a.blend(p, p.compare(VectorOperators.GT, a).and(VectorMask.fromLong(F64, bits)));
                b = b.blend(q, q.compare(VectorOperators.GT, b).and(VectorMask.fromLong(F64, bits >>> L)));
            }
            double max = a.max(b).reduceLanes(VectorOperators.MAX);
            long from = maskOffset + (body >>> 3);
            double tail = Scalar.maxMasked(values, offset + 8L * body, rows - body, mask, from);
            boolean ambiguous = max == 0 || max == Double.NEGATIVE_INFINITY;
            return ambiguous ? Scalar.maxMasked(values, offset, rows, mask, maskOffset) : larger(max, tail);
        }

        /// The loop cannot tell -0.0 from 0.0, nor an infinity from nothing: another look, rarely needed.
        private static double resolveMax(double max, MemorySegment values, long offset, int rows) {
            if (max == 0) {
                return contains(0.0, values, offset, rows) ? 0.0 : -0.0;
            }
            boolean isNothing =
                    max == Double.NEGATIVE_INFINITY && !contains(Double.NEGATIVE_INFINITY, values, offset, rows);
            return isNothing ? Double.NaN : max;
        }

        /// Whether these very bits occur; `rows` is a multiple of `4 * L`.
        private static boolean contains(double wanted, MemorySegment values, long offset, int rows) {
            LongVector bits = LongVector.broadcast(I64, Double.doubleToRawLongBits(wanted));
            for (long done = 0; done < 8L * rows; done += 4 * V) {
                Faults.areErrors();
                long at = offset + done;
                VectorMask<Long> p =
                        LongVector.fromMemorySegment(I64, values, at, ORDER).eq(bits);
                VectorMask<Long> q =
                        LongVector.fromMemorySegment(I64, values, at + V, ORDER).eq(bits);
                VectorMask<Long> r = LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER)
                        .eq(bits);
                VectorMask<Long> s = LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER)
                        .eq(bits);
                if (p.or(q).or(r.or(s)).anyTrue()) {
                    return true;
                }
            }
            return false;
        }
    }
}
