package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.F64;
import static io.arenite.engine.kernel.Shape.I32;
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
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Which rows lie in `[lo, hi]`, both ends included, as a mask. NaN is in no range, -0.0 equals 0.0. Comparisons with
/// a literal are ranges: `x > c` is `[Math.nextUp(c), infinity]`; nothing is `lo > hi`.
public final class RangeKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private RangeKernel() {}

    public static void doubles(
            MemorySegment values, long offset, double lo, double hi, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.doubles(values, offset, lo, hi, rows, out, outOffset);
        } else {
            Scalar.doubles(values, offset, lo, hi, rows, out, outOffset);
        }
    }

    public static void longs(
            MemorySegment values, long offset, long lo, long hi, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.longs(values, offset, lo, hi, rows, out, outOffset);
        } else {
            Scalar.longs(values, offset, lo, hi, rows, out, outOffset);
        }
    }

    /// uint64: `lo`, `hi` and the values are unsigned.
    public static void unsignedLongs(
            MemorySegment values, long offset, long lo, long hi, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.unsignedLongs(values, offset, lo, hi, rows, out, outOffset);
        } else {
            Scalar.unsignedLongs(values, offset, lo, hi, rows, out, outOffset);
        }
    }

    public static void ints(
            MemorySegment values, long offset, int lo, int hi, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.ints(values, offset, lo, hi, rows, out, outOffset);
        } else {
            Scalar.ints(values, offset, lo, hi, rows, out, outOffset);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void doubles(
                MemorySegment values, long offset, double lo, double hi, int rows, MemorySegment out, long outOffset) {
            for (int first = 0; first < rows; first += 64) {
                long bits = 0;
                for (int i = first; i < Math.min(rows, first + 64); i++) {
                    double x = values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i);
                    bits |= x >= lo && x <= hi ? 1L << i : 0;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits);
            }
        }

        static void longs(
                MemorySegment values, long offset, long lo, long hi, int rows, MemorySegment out, long outOffset) {
            for (int first = 0; first < rows; first += 64) {
                long bits = 0;
                for (int i = first; i < Math.min(rows, first + 64); i++) {
                    long x = values.get(JAVA_LONG_UNALIGNED, offset + 8L * i);
                    bits |= x >= lo && x <= hi ? 1L << i : 0;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits);
            }
        }

        static void unsignedLongs(
                MemorySegment values, long offset, long lo, long hi, int rows, MemorySegment out, long outOffset) {
            for (int first = 0; first < rows; first += 64) {
                long bits = 0;
                for (int i = first; i < Math.min(rows, first + 64); i++) {
                    long x = values.get(JAVA_LONG_UNALIGNED, offset + 8L * i);
                    bits |= Long.compareUnsigned(x, lo) >= 0 && Long.compareUnsigned(x, hi) <= 0 ? 1L << i : 0;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits);
            }
        }

        static void ints(
                MemorySegment values, long offset, int lo, int hi, int rows, MemorySegment out, long outOffset) {
            for (int first = 0; first < rows; first += 64) {
                long bits = 0;
                for (int i = first; i < Math.min(rows, first + 64); i++) {
                    int x = values.get(JAVA_INT_UNALIGNED, offset + 4L * i);
                    bits |= x >= lo && x <= hi ? 1L << i : 0;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits);
            }
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static void doubles(
                MemorySegment values, long offset, double lo, double hi, int rows, MemorySegment out, long outOffset) {
            int body = rows & -64;
            DoubleVector below = DoubleVector.broadcast(F64, lo);
            DoubleVector above = DoubleVector.broadcast(F64, hi);
            for (long done = 0; done < 8L * body; done += 512) {
                long bits = 0;
                for (int k = 0; k < 64; k += 4 * L) {
                    Faults.areErrors();
                    long at = offset + done + 8L * k;
                    DoubleVector w = DoubleVector.fromMemorySegment(F64, values, at, ORDER);
                    DoubleVector x = DoubleVector.fromMemorySegment(F64, values, at + V, ORDER);
                    DoubleVector y = DoubleVector.fromMemorySegment(F64, values, at + 2 * V, ORDER);
                    DoubleVector z = DoubleVector.fromMemorySegment(F64, values, at + 3 * V, ORDER);
                    VectorMask<Double> p = w.compare(VectorOperators.LE, above, w.compare(VectorOperators.GE, below));
                    VectorMask<Double> q = x.compare(VectorOperators.LE, above, x.compare(VectorOperators.GE, below));
                    VectorMask<Double> r = y.compare(VectorOperators.LE, above, y.compare(VectorOperators.GE, below));
                    VectorMask<Double> s = z.compare(VectorOperators.LE, above, z.compare(VectorOperators.GE, below));
                    bits |= (p.toLong() | q.toLong() << L | r.toLong() << 2 * L | s.toLong() << 3 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (done >>> 6), bits);
            }
            Scalar.doubles(values, offset + 8L * body, lo, hi, rows - body, out, outOffset + (body >>> 3));
        }

        // Integers: the rows outside, negated as a whole word, as AVX2 compares them only for "greater".

        static void longs(
                MemorySegment values, long offset, long lo, long hi, int rows, MemorySegment out, long outOffset) {
            int body = rows & -64;
            LongVector below = LongVector.broadcast(I64, lo);
            LongVector above = LongVector.broadcast(I64, hi);
            for (long done = 0; done < 8L * body; done += 512) {
                long bits = 0;
                for (int k = 0; k < 64; k += 4 * L) {
                    Faults.areErrors();
                    long at = offset + done + 8L * k;
                    LongVector w = LongVector.fromMemorySegment(I64, values, at, ORDER);
                    LongVector x = LongVector.fromMemorySegment(I64, values, at + V, ORDER);
                    LongVector y = LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER);
                    LongVector z = LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER);
                    VectorMask<Long> p = w.lt(below).or(w.compare(VectorOperators.GT, above));
                    VectorMask<Long> q = x.lt(below).or(x.compare(VectorOperators.GT, above));
                    VectorMask<Long> r = y.lt(below).or(y.compare(VectorOperators.GT, above));
                    VectorMask<Long> s = z.lt(below).or(z.compare(VectorOperators.GT, above));
                    bits |= (p.toLong() | q.toLong() << L | r.toLong() << 2 * L | s.toLong() << 3 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (done >>> 6), ~bits);
            }
            Scalar.longs(values, offset + 8L * body, lo, hi, rows - body, out, outOffset + (body >>> 3));
        }

        static void unsignedLongs(
                MemorySegment values, long offset, long lo, long hi, int rows, MemorySegment out, long outOffset) {
            int body = rows & -64;
            LongVector flip = LongVector.broadcast(I64, Long.MIN_VALUE);
            LongVector below = LongVector.broadcast(I64, lo ^ Long.MIN_VALUE);
            LongVector above = LongVector.broadcast(I64, hi ^ Long.MIN_VALUE);
            for (long done = 0; done < 8L * body; done += 512) {
                long bits = 0;
                for (int k = 0; k < 64; k += 4 * L) {
                    Faults.areErrors();
                    long at = offset + done + 8L * k;
                    LongVector w =
                            LongVector.fromMemorySegment(I64, values, at, ORDER).lanewise(VectorOperators.XOR, flip);
                    LongVector x = LongVector.fromMemorySegment(I64, values, at + V, ORDER)
                            .lanewise(VectorOperators.XOR, flip);
                    LongVector y = LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER)
                            .lanewise(VectorOperators.XOR, flip);
                    LongVector z = LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER)
                            .lanewise(VectorOperators.XOR, flip);
                    VectorMask<Long> p = w.lt(below).or(w.compare(VectorOperators.GT, above));
                    VectorMask<Long> q = x.lt(below).or(x.compare(VectorOperators.GT, above));
                    VectorMask<Long> r = y.lt(below).or(y.compare(VectorOperators.GT, above));
                    VectorMask<Long> s = z.lt(below).or(z.compare(VectorOperators.GT, above));
                    bits |= (p.toLong() | q.toLong() << L | r.toLong() << 2 * L | s.toLong() << 3 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (done >>> 6), ~bits);
            }
            Scalar.unsignedLongs(values, offset + 8L * body, lo, hi, rows - body, out, outOffset + (body >>> 3));
        }

        static void ints(
                MemorySegment values, long offset, int lo, int hi, int rows, MemorySegment out, long outOffset) {
            int body = rows & -64;
            IntVector below = IntVector.broadcast(I32, lo);
            IntVector above = IntVector.broadcast(I32, hi);
            for (int i = 0; i < body; i += 64) {
                long bits = 0;
                for (int k = 0; k < 64; k += 8 * L) {
                    Faults.areErrors();
                    long at = offset + 4L * (i + k);
                    IntVector w = IntVector.fromMemorySegment(I32, values, at, ORDER);
                    IntVector x = IntVector.fromMemorySegment(I32, values, at + V, ORDER);
                    IntVector y = IntVector.fromMemorySegment(I32, values, at + 2 * V, ORDER);
                    IntVector z = IntVector.fromMemorySegment(I32, values, at + 3 * V, ORDER);
                    VectorMask<Integer> p = w.lt(below).or(w.compare(VectorOperators.GT, above));
                    VectorMask<Integer> q = x.lt(below).or(x.compare(VectorOperators.GT, above));
                    VectorMask<Integer> r = y.lt(below).or(y.compare(VectorOperators.GT, above));
                    VectorMask<Integer> s = z.lt(below).or(z.compare(VectorOperators.GT, above));
                    bits |= (p.toLong() | q.toLong() << 2 * L | r.toLong() << 4 * L | s.toLong() << 6 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (i >>> 3), ~bits);
            }
            Scalar.ints(values, offset + 4L * body, lo, hi, rows - body, out, outOffset + (body >>> 3));
        }
    }
}
