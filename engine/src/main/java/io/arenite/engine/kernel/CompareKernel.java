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
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// `left op right` for two registers, as a mask. `NE` of a double register with itself finds its NaNs.
public final class CompareKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private CompareKernel() {}

    public static void doubles(
            CompareOp op,
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        if (useVector) {
            Vector.doubles(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
        } else {
            Scalar.doubles(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
        }
    }

    public static void longs(
            CompareOp op,
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        if (useVector) {
            Vector.longs(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
        } else {
            Scalar.longs(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
        }
    }

    public static void unsignedLongs(
            CompareOp op,
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        if (useVector) {
            Vector.unsignedLongs(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
        } else {
            Scalar.unsignedLongs(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void doubles(
                CompareOp op,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (int first = 0; first < rows; first += 64) {
                long bits = 0;
                for (int i = first; i < Math.min(rows, first + 64); i++) {
                    double x = left.get(JAVA_DOUBLE_UNALIGNED, leftOffset + 8L * i);
                    double y = right.get(JAVA_DOUBLE_UNALIGNED, rightOffset + 8L * i);
                    bits |= holds(op, x, y) ? 1L << i : 0;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits);
            }
        }

        static void longs(
                CompareOp op,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            longs(op, 0, left, leftOffset, right, rightOffset, rows, out, outOffset);
        }

        static void unsignedLongs(
                CompareOp op,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            longs(op, Long.MIN_VALUE, left, leftOffset, right, rightOffset, rows, out, outOffset);
        }

        /// `flip` is the sign bit for unsigned values, else 0.
        static void longs(
                CompareOp op,
                long flip,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (int first = 0; first < rows; first += 64) {
                long bits = 0;
                for (int i = first; i < Math.min(rows, first + 64); i++) {
                    long x = left.get(JAVA_LONG_UNALIGNED, leftOffset + 8L * i) ^ flip;
                    long y = right.get(JAVA_LONG_UNALIGNED, rightOffset + 8L * i) ^ flip;
                    bits |= holds(op, x, y) ? 1L << i : 0;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (first >>> 3), bits);
            }
        }

        private static boolean holds(CompareOp op, double x, double y) {
            return switch (op) {
                case EQ -> x == y;
                case NE -> x != y;
                case LT -> x < y;
                case LE -> x <= y;
                case GT -> x > y;
                case GE -> x >= y;
            };
        }

        private static boolean holds(CompareOp op, long x, long y) {
            return switch (op) {
                case EQ -> x == y;
                case NE -> x != y;
                case LT -> x < y;
                case LE -> x <= y;
                case GT -> x > y;
                case GE -> x >= y;
            };
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static void doubles(
                CompareOp op,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            int body = rows & -64;
            switch (op) {
                case EQ, NE -> equalDoubles(left, leftOffset, right, rightOffset, body, out, outOffset);
                case LT -> lessDoubles(left, leftOffset, right, rightOffset, body, out, outOffset);
                case LE -> lessOrEqualDoubles(left, leftOffset, right, rightOffset, body, out, outOffset);
                case GT -> lessDoubles(right, rightOffset, left, leftOffset, body, out, outOffset);
                case GE -> lessOrEqualDoubles(right, rightOffset, left, leftOffset, body, out, outOffset);
            }
            if (op == CompareOp.NE) {
                BitmapKernel.not(out, outOffset, body, out, outOffset);
            }
            long skip = 8L * body;
            long to = outOffset + (body >>> 3);
            Scalar.doubles(op, left, leftOffset + skip, right, rightOffset + skip, rows - body, out, to);
        }

        static void longs(
                CompareOp op,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            longs(op, 0, left, leftOffset, right, rightOffset, rows, out, outOffset);
        }

        static void unsignedLongs(
                CompareOp op,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            longs(op, Long.MIN_VALUE, left, leftOffset, right, rightOffset, rows, out, outOffset);
        }

        /// `flip` is the sign bit for unsigned values, else 0.
        static void longs(
                CompareOp op,
                long flip,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            int body = rows & -64;
            switch (op) {
                case EQ, NE -> equalLongs(left, leftOffset, right, rightOffset, body, out, outOffset);
                case LT -> lessLongs(flip, left, leftOffset, right, rightOffset, body, out, outOffset);
                case LE -> lessOrEqualLongs(flip, left, leftOffset, right, rightOffset, body, out, outOffset);
                case GT -> lessLongs(flip, right, rightOffset, left, leftOffset, body, out, outOffset);
                case GE -> lessOrEqualLongs(flip, right, rightOffset, left, leftOffset, body, out, outOffset);
            }
            if (op == CompareOp.NE) {
                BitmapKernel.not(out, outOffset, body, out, outOffset);
            }
            long skip = 8L * body;
            long to = outOffset + (body >>> 3);
            Scalar.longs(op, flip, left, leftOffset + skip, right, rightOffset + skip, rows - body, out, to);
        }

        private static void equalDoubles(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (long done = 0; done < 8L * rows; done += 512) {
                long bits = 0;
                for (int k = 0; k < 64; k += 4 * L) {
                    Faults.areErrors();
                    long from = leftOffset + done + 8L * k;
                    long to = rightOffset + done + 8L * k;
                    DoubleVector w = DoubleVector.fromMemorySegment(F64, left, from, ORDER);
                    DoubleVector x = DoubleVector.fromMemorySegment(F64, left, from + V, ORDER);
                    DoubleVector y = DoubleVector.fromMemorySegment(F64, left, from + 2 * V, ORDER);
                    DoubleVector z = DoubleVector.fromMemorySegment(F64, left, from + 3 * V, ORDER);
                    VectorMask<Double> p =
                            w.compare(VectorOperators.EQ, DoubleVector.fromMemorySegment(F64, right, to, ORDER));
                    VectorMask<Double> q =
                            x.compare(VectorOperators.EQ, DoubleVector.fromMemorySegment(F64, right, to + V, ORDER));
                    VectorMask<Double> r = y.compare(
                            VectorOperators.EQ, DoubleVector.fromMemorySegment(F64, right, to + 2 * V, ORDER));
                    VectorMask<Double> s = z.compare(
                            VectorOperators.EQ, DoubleVector.fromMemorySegment(F64, right, to + 3 * V, ORDER));
                    bits |= (p.toLong() | q.toLong() << L | r.toLong() << 2 * L | s.toLong() << 3 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (done >>> 6), bits);
            }
        }

        private static void lessDoubles(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (long done = 0; done < 8L * rows; done += 512) {
                long bits = 0;
                for (int k = 0; k < 64; k += 4 * L) {
                    Faults.areErrors();
                    long from = leftOffset + done + 8L * k;
                    long to = rightOffset + done + 8L * k;
                    DoubleVector w = DoubleVector.fromMemorySegment(F64, left, from, ORDER);
                    DoubleVector x = DoubleVector.fromMemorySegment(F64, left, from + V, ORDER);
                    DoubleVector y = DoubleVector.fromMemorySegment(F64, left, from + 2 * V, ORDER);
                    DoubleVector z = DoubleVector.fromMemorySegment(F64, left, from + 3 * V, ORDER);
                    VectorMask<Double> p =
                            w.compare(VectorOperators.LT, DoubleVector.fromMemorySegment(F64, right, to, ORDER));
                    VectorMask<Double> q =
                            x.compare(VectorOperators.LT, DoubleVector.fromMemorySegment(F64, right, to + V, ORDER));
                    VectorMask<Double> r = y.compare(
                            VectorOperators.LT, DoubleVector.fromMemorySegment(F64, right, to + 2 * V, ORDER));
                    VectorMask<Double> s = z.compare(
                            VectorOperators.LT, DoubleVector.fromMemorySegment(F64, right, to + 3 * V, ORDER));
                    bits |= (p.toLong() | q.toLong() << L | r.toLong() << 2 * L | s.toLong() << 3 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (done >>> 6), bits);
            }
        }

        private static void lessOrEqualDoubles(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (long done = 0; done < 8L * rows; done += 512) {
                long bits = 0;
                for (int k = 0; k < 64; k += 4 * L) {
                    Faults.areErrors();
                    long from = leftOffset + done + 8L * k;
                    long to = rightOffset + done + 8L * k;
                    DoubleVector w = DoubleVector.fromMemorySegment(F64, left, from, ORDER);
                    DoubleVector x = DoubleVector.fromMemorySegment(F64, left, from + V, ORDER);
                    DoubleVector y = DoubleVector.fromMemorySegment(F64, left, from + 2 * V, ORDER);
                    DoubleVector z = DoubleVector.fromMemorySegment(F64, left, from + 3 * V, ORDER);
                    VectorMask<Double> p =
                            w.compare(VectorOperators.LE, DoubleVector.fromMemorySegment(F64, right, to, ORDER));
                    VectorMask<Double> q =
                            x.compare(VectorOperators.LE, DoubleVector.fromMemorySegment(F64, right, to + V, ORDER));
                    VectorMask<Double> r = y.compare(
                            VectorOperators.LE, DoubleVector.fromMemorySegment(F64, right, to + 2 * V, ORDER));
                    VectorMask<Double> s = z.compare(
                            VectorOperators.LE, DoubleVector.fromMemorySegment(F64, right, to + 3 * V, ORDER));
                    bits |= (p.toLong() | q.toLong() << L | r.toLong() << 2 * L | s.toLong() << 3 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (done >>> 6), bits);
            }
        }

        private static void equalLongs(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (long done = 0; done < 8L * rows; done += 512) {
                long bits = 0;
                for (int k = 0; k < 64; k += 4 * L) {
                    Faults.areErrors();
                    long from = leftOffset + done + 8L * k;
                    long to = rightOffset + done + 8L * k;
                    LongVector w = LongVector.fromMemorySegment(I64, left, from, ORDER);
                    LongVector x = LongVector.fromMemorySegment(I64, left, from + V, ORDER);
                    LongVector y = LongVector.fromMemorySegment(I64, left, from + 2 * V, ORDER);
                    LongVector z = LongVector.fromMemorySegment(I64, left, from + 3 * V, ORDER);
                    VectorMask<Long> p =
                            w.compare(VectorOperators.EQ, LongVector.fromMemorySegment(I64, right, to, ORDER));
                    VectorMask<Long> q =
                            x.compare(VectorOperators.EQ, LongVector.fromMemorySegment(I64, right, to + V, ORDER));
                    VectorMask<Long> r =
                            y.compare(VectorOperators.EQ, LongVector.fromMemorySegment(I64, right, to + 2 * V, ORDER));
                    VectorMask<Long> s =
                            z.compare(VectorOperators.EQ, LongVector.fromMemorySegment(I64, right, to + 3 * V, ORDER));
                    bits |= (p.toLong() | q.toLong() << L | r.toLong() << 2 * L | s.toLong() << 3 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (done >>> 6), bits);
            }
        }

        private static void lessLongs(
                long flip,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            LongVector flips = LongVector.broadcast(I64, flip);
            for (long done = 0; done < 8L * rows; done += 512) {
                long bits = 0;
                for (int k = 0; k < 64; k += 4 * L) {
                    Faults.areErrors();
                    long from = leftOffset + done + 8L * k;
                    long to = rightOffset + done + 8L * k;
                    LongVector w =
                            LongVector.fromMemorySegment(I64, left, from, ORDER).lanewise(VectorOperators.XOR, flips);
                    LongVector x = LongVector.fromMemorySegment(I64, left, from + V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    LongVector y = LongVector.fromMemorySegment(I64, left, from + 2 * V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    LongVector z = LongVector.fromMemorySegment(I64, left, from + 3 * V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    VectorMask<Long> p = w.compare(
                            VectorOperators.LT,
                            LongVector.fromMemorySegment(I64, right, to, ORDER).lanewise(VectorOperators.XOR, flips));
                    VectorMask<Long> q = x.compare(
                            VectorOperators.LT,
                            LongVector.fromMemorySegment(I64, right, to + V, ORDER)
                                    .lanewise(VectorOperators.XOR, flips));
                    VectorMask<Long> r = y.compare(
                            VectorOperators.LT,
                            LongVector.fromMemorySegment(I64, right, to + 2 * V, ORDER)
                                    .lanewise(VectorOperators.XOR, flips));
                    VectorMask<Long> s = z.compare(
                            VectorOperators.LT,
                            LongVector.fromMemorySegment(I64, right, to + 3 * V, ORDER)
                                    .lanewise(VectorOperators.XOR, flips));
                    bits |= (p.toLong() | q.toLong() << L | r.toLong() << 2 * L | s.toLong() << 3 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (done >>> 6), bits);
            }
        }

        private static void lessOrEqualLongs(
                long flip,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            LongVector flips = LongVector.broadcast(I64, flip);
            for (long done = 0; done < 8L * rows; done += 512) {
                long bits = 0;
                for (int k = 0; k < 64; k += 4 * L) {
                    Faults.areErrors();
                    long from = leftOffset + done + 8L * k;
                    long to = rightOffset + done + 8L * k;
                    LongVector w =
                            LongVector.fromMemorySegment(I64, left, from, ORDER).lanewise(VectorOperators.XOR, flips);
                    LongVector x = LongVector.fromMemorySegment(I64, left, from + V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    LongVector y = LongVector.fromMemorySegment(I64, left, from + 2 * V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    LongVector z = LongVector.fromMemorySegment(I64, left, from + 3 * V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    VectorMask<Long> p = w.compare(
                            VectorOperators.LE,
                            LongVector.fromMemorySegment(I64, right, to, ORDER).lanewise(VectorOperators.XOR, flips));
                    VectorMask<Long> q = x.compare(
                            VectorOperators.LE,
                            LongVector.fromMemorySegment(I64, right, to + V, ORDER)
                                    .lanewise(VectorOperators.XOR, flips));
                    VectorMask<Long> r = y.compare(
                            VectorOperators.LE,
                            LongVector.fromMemorySegment(I64, right, to + 2 * V, ORDER)
                                    .lanewise(VectorOperators.XOR, flips));
                    VectorMask<Long> s = z.compare(
                            VectorOperators.LE,
                            LongVector.fromMemorySegment(I64, right, to + 3 * V, ORDER)
                                    .lanewise(VectorOperators.XOR, flips));
                    bits |= (p.toLong() | q.toLong() << L | r.toLong() << 2 * L | s.toLong() << 3 * L) << k;
                }
                out.set(JAVA_LONG_UNALIGNED, outOffset + (done >>> 6), bits);
            }
        }
    }
}
