package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.I64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static io.arenite.engine.kernel.Shape.V;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/// Arithmetic on registers of int64 with overflow detection. Each method writes the wrapped result of every row and
/// returns the first row that overflowed, or [#NONE]. The masked forms look for overflow only in the rows of the mask:
/// what lies under a null or a rejected row must not fail a query. `DIVIDE` does not exist, a quotient is a float64.
public final class LongArithmeticKernel {
    /// No row overflowed.
    public static final int NONE = -1;

    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private LongArithmeticKernel() {}

    /// `out = left op right`.
    public static int run(
            ArithmeticOp op,
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        return useVector
                ? Vector.run(op, left, leftOffset, right, rightOffset, rows, out, outOffset, null, 0)
                : Scalar.run(op, left, leftOffset, right, rightOffset, rows, out, outOffset, null, 0);
    }

    public static int runMasked(
            ArithmeticOp op,
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset,
            MemorySegment mask,
            long maskOffset) {
        return useVector
                ? Vector.run(op, left, leftOffset, right, rightOffset, rows, out, outOffset, mask, maskOffset)
                : Scalar.run(op, left, leftOffset, right, rightOffset, rows, out, outOffset, mask, maskOffset);
    }

    /// `out = left op literal`.
    public static int run(
            ArithmeticOp op,
            MemorySegment left,
            long leftOffset,
            long literal,
            int rows,
            MemorySegment out,
            long outOffset) {
        return useVector
                ? Vector.run(op, left, leftOffset, literal, rows, out, outOffset, null, 0)
                : Scalar.run(op, left, leftOffset, literal, rows, out, outOffset, null, 0);
    }

    public static int runMasked(
            ArithmeticOp op,
            MemorySegment left,
            long leftOffset,
            long literal,
            int rows,
            MemorySegment out,
            long outOffset,
            MemorySegment mask,
            long maskOffset) {
        return useVector
                ? Vector.run(op, left, leftOffset, literal, rows, out, outOffset, mask, maskOffset)
                : Scalar.run(op, left, leftOffset, literal, rows, out, outOffset, mask, maskOffset);
    }

    /// `out = literal op right`.
    public static int run(
            ArithmeticOp op,
            long literal,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        return useVector
                ? Vector.run(op, literal, right, rightOffset, rows, out, outOffset, null, 0)
                : Scalar.run(op, literal, right, rightOffset, rows, out, outOffset, null, 0);
    }

    public static int runMasked(
            ArithmeticOp op,
            long literal,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset,
            MemorySegment mask,
            long maskOffset) {
        return useVector
                ? Vector.run(op, literal, right, rightOffset, rows, out, outOffset, mask, maskOffset)
                : Scalar.run(op, literal, right, rightOffset, rows, out, outOffset, mask, maskOffset);
    }

    /// A null mask selects all rows.
    static final class Scalar {
        private Scalar() {}

        static int run(
                ArithmeticOp op,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int first = NONE;
            for (int i = 0; i < rows; i++) {
                long x = left.get(JAVA_LONG_UNALIGNED, leftOffset + 8L * i);
                long y = right.get(JAVA_LONG_UNALIGNED, rightOffset + 8L * i);
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, apply(op, x, y));
                boolean fails = first == NONE && overflows(op, x, y);
                first = fails && BitmapKernel.isSelected(mask, maskOffset, i) ? i : first;
            }
            return first;
        }

        static int run(
                ArithmeticOp op,
                MemorySegment left,
                long leftOffset,
                long literal,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int first = NONE;
            for (int i = 0; i < rows; i++) {
                long x = left.get(JAVA_LONG_UNALIGNED, leftOffset + 8L * i);
                long y = literal;
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, apply(op, x, y));
                boolean fails = first == NONE && overflows(op, x, y);
                first = fails && BitmapKernel.isSelected(mask, maskOffset, i) ? i : first;
            }
            return first;
        }

        static int run(
                ArithmeticOp op,
                long literal,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int first = NONE;
            for (int i = 0; i < rows; i++) {
                long x = literal;
                long y = right.get(JAVA_LONG_UNALIGNED, rightOffset + 8L * i);
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, apply(op, x, y));
                boolean fails = first == NONE && overflows(op, x, y);
                first = fails && BitmapKernel.isSelected(mask, maskOffset, i) ? i : first;
            }
            return first;
        }

        private static long apply(ArithmeticOp op, long x, long y) {
            return switch (op) {
                case ADD -> x + y;
                case SUBTRACT -> x - y;
                case MULTIPLY -> x * y;
                case DIVIDE -> throw noDivision();
            };
        }

        private static boolean overflows(ArithmeticOp op, long x, long y) {
            return switch (op) {
                case ADD -> ((x ^ x + y) & (y ^ x + y)) < 0;
                case SUBTRACT -> ((x ^ y) & (x ^ x - y)) < 0;
                case MULTIPLY -> Math.multiplyHigh(x, y) != x * y >> 63;
                case DIVIDE -> throw noDivision();
            };
        }
    }

    private static IllegalArgumentException noDivision() {
        return new IllegalArgumentException("a quotient of integers is a float64: op=DIVIDE");
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static int run(
                ArithmeticOp op,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int body = op == ArithmeticOp.MULTIPLY && !productsFit(left, leftOffset, right, rightOffset, rows)
                    ? 0
                    : rows & -64;
            int first = NONE;
            for (int i = 0; i < body; i += 64) {
                long at = 8L * i;
                long fails = switch (op) {
                    case ADD -> add(left, leftOffset + at, right, rightOffset + at, out, outOffset + at);
                    case SUBTRACT -> subtract(left, leftOffset + at, right, rightOffset + at, out, outOffset + at);
                    case MULTIPLY -> multiply(left, leftOffset + at, right, rightOffset + at, out, outOffset + at);
                    case DIVIDE -> throw noDivision();
                };
                first = fails == 0 || first != NONE ? first : BitmapKernel.firstOf(fails, i, mask, maskOffset);
            }
            long skip = 8L * body;
            long from = maskOffset + (body >>> 3);
            int tail = Scalar.run(
                    op,
                    left,
                    leftOffset + skip,
                    right,
                    rightOffset + skip,
                    rows - body,
                    out,
                    outOffset + skip,
                    mask,
                    from);
            return first != NONE || tail == NONE ? first : body + tail;
        }

        static int run(
                ArithmeticOp op,
                MemorySegment left,
                long leftOffset,
                long literal,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int body = op == ArithmeticOp.MULTIPLY && !productsFit(left, leftOffset, literal, rows) ? 0 : rows & -64;
            int first = NONE;
            for (int i = 0; i < body; i += 64) {
                long at = 8L * i;
                long fails = switch (op) {
                    case ADD -> add(left, leftOffset + at, literal, out, outOffset + at);
                    case SUBTRACT -> subtract(left, leftOffset + at, literal, out, outOffset + at);
                    case MULTIPLY -> multiply(left, leftOffset + at, literal, out, outOffset + at);
                    case DIVIDE -> throw noDivision();
                };
                first = fails == 0 || first != NONE ? first : BitmapKernel.firstOf(fails, i, mask, maskOffset);
            }
            long skip = 8L * body;
            long from = maskOffset + (body >>> 3);
            int tail = Scalar.run(op, left, leftOffset + skip, literal, rows - body, out, outOffset + skip, mask, from);
            return first != NONE || tail == NONE ? first : body + tail;
        }

        static int run(
                ArithmeticOp op,
                long literal,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int body = op == ArithmeticOp.MULTIPLY && !productsFit(right, rightOffset, literal, rows) ? 0 : rows & -64;
            int first = NONE;
            for (int i = 0; i < body; i += 64) {
                long at = 8L * i;
                long fails = switch (op) {
                    case ADD -> add(right, rightOffset + at, literal, out, outOffset + at);
                    case SUBTRACT -> subtract(literal, right, rightOffset + at, out, outOffset + at);
                    case MULTIPLY -> multiply(right, rightOffset + at, literal, out, outOffset + at);
                    case DIVIDE -> throw noDivision();
                };
                first = fails == 0 || first != NONE ? first : BitmapKernel.firstOf(fails, i, mask, maskOffset);
            }
            long skip = 8L * body;
            long from = maskOffset + (body >>> 3);
            int tail =
                    Scalar.run(op, literal, right, rightOffset + skip, rows - body, out, outOffset + skip, mask, from);
            return first != NONE || tail == NONE ? first : body + tail;
        }

        // Each of the following works on 64 rows and returns the bits of those that overflowed.

        private static long add(
                MemorySegment left, long leftAt, MemorySegment right, long rightAt, MemorySegment out, long outAt) {
            long bits = 0;
            for (int k = 0; k < 64; k += L) {
                LongVector x = load(left, leftAt + 8L * k);
                LongVector y = load(right, rightAt + 8L * k);
                LongVector r = x.add(y);
                r.intoMemorySegment(out, outAt + 8L * k, ORDER);
                bits |= x.lanewise(VectorOperators.XOR, r)
                                .and(y.lanewise(VectorOperators.XOR, r))
                                .compare(VectorOperators.LT, 0L)
                                .toLong()
                        << k;
            }
            return bits;
        }

        private static long subtract(
                MemorySegment left, long leftAt, MemorySegment right, long rightAt, MemorySegment out, long outAt) {
            long bits = 0;
            for (int k = 0; k < 64; k += L) {
                LongVector x = load(left, leftAt + 8L * k);
                LongVector y = load(right, rightAt + 8L * k);
                LongVector r = x.sub(y);
                r.intoMemorySegment(out, outAt + 8L * k, ORDER);
                bits |= x.lanewise(VectorOperators.XOR, y)
                                .and(x.lanewise(VectorOperators.XOR, r))
                                .compare(VectorOperators.LT, 0L)
                                .toLong()
                        << k;
            }
            return bits;
        }

        private static long multiply(
                MemorySegment left, long leftAt, MemorySegment right, long rightAt, MemorySegment out, long outAt) {
            for (int k = 0; k < 64; k += L) {
                LongVector x = load(left, leftAt + 8L * k);
                LongVector y = load(right, rightAt + 8L * k);
                LongVector r = x.mul(y);
                r.intoMemorySegment(out, outAt + 8L * k, ORDER);
            }
            return 0;
        }

        private static long add(MemorySegment left, long leftAt, long literal, MemorySegment out, long outAt) {
            long bits = 0;
            LongVector c = LongVector.broadcast(I64, literal);
            for (int k = 0; k < 64; k += L) {
                LongVector x = load(left, leftAt + 8L * k);
                LongVector r = x.add(c);
                r.intoMemorySegment(out, outAt + 8L * k, ORDER);
                bits |= x.lanewise(VectorOperators.XOR, r)
                                .and(c.lanewise(VectorOperators.XOR, r))
                                .compare(VectorOperators.LT, 0L)
                                .toLong()
                        << k;
            }
            return bits;
        }

        private static long subtract(MemorySegment left, long leftAt, long literal, MemorySegment out, long outAt) {
            long bits = 0;
            LongVector c = LongVector.broadcast(I64, literal);
            for (int k = 0; k < 64; k += L) {
                LongVector x = load(left, leftAt + 8L * k);
                LongVector r = x.sub(c);
                r.intoMemorySegment(out, outAt + 8L * k, ORDER);
                bits |= x.lanewise(VectorOperators.XOR, c)
                                .and(x.lanewise(VectorOperators.XOR, r))
                                .compare(VectorOperators.LT, 0L)
                                .toLong()
                        << k;
            }
            return bits;
        }

        private static long multiply(MemorySegment left, long leftAt, long literal, MemorySegment out, long outAt) {
            LongVector c = LongVector.broadcast(I64, literal);
            for (int k = 0; k < 64; k += L) {
                LongVector x = load(left, leftAt + 8L * k);
                LongVector r = x.mul(c);
                r.intoMemorySegment(out, outAt + 8L * k, ORDER);
            }
            return 0;
        }

        private static long subtract(long literal, MemorySegment right, long rightAt, MemorySegment out, long outAt) {
            long bits = 0;
            LongVector c = LongVector.broadcast(I64, literal);
            for (int k = 0; k < 64; k += L) {
                LongVector x = load(right, rightAt + 8L * k);
                LongVector r = c.sub(x);
                r.intoMemorySegment(out, outAt + 8L * k, ORDER);
                bits |= c.lanewise(VectorOperators.XOR, x)
                                .and(c.lanewise(VectorOperators.XOR, r))
                                .compare(VectorOperators.LT, 0L)
                                .toLong()
                        << k;
            }
            return bits;
        }

        private static LongVector load(MemorySegment values, long at) {
            Faults.areErrors();
            return LongVector.fromMemorySegment(I64, values, at, ORDER);
        }

        /// Whether no product can overflow: |x| <= 2^a and |y| <= 2^b with a + b <= 62.
        private static boolean productsFit(
                MemorySegment left, long leftOffset, MemorySegment right, long rightOffset, int rows) {
            return magnitudeBits(left, leftOffset, rows) + magnitudeBits(right, rightOffset, rows) <= 62;
        }

        private static boolean productsFit(MemorySegment values, long offset, long literal, int rows) {
            int bits = 64 - Long.numberOfLeadingZeros(literal ^ literal >> 63);
            return magnitudeBits(values, offset, rows) + bits <= 62;
        }

        private static int magnitudeBits(MemorySegment values, long offset, int rows) {
            int body = rows & -64;
            LongVector a = LongVector.zero(I64);
            LongVector b = a;
            for (long done = 0; done < 8L * body; done += 2 * V) {
                LongVector x = load(values, offset + done);
                LongVector y = load(values, offset + done + V);
                a = a.or(x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.ASHR, 63)));
                b = b.or(y.lanewise(VectorOperators.XOR, y.lanewise(VectorOperators.ASHR, 63)));
            }
            return 64 - Long.numberOfLeadingZeros(a.or(b).reduceLanes(VectorOperators.OR));
        }
    }
}
