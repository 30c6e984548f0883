package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Arithmetic on registers of int64 with overflow detection. Each method writes the wrapped result of every row and
/// returns the first row that overflowed, or [#NONE]. The masked forms look for overflow only in the rows of the mask:
/// what lies under a null or a rejected row must not fail a query. `DIVIDE` does not exist, a quotient is a float64.
public final class LongArithmeticKernel {
    /// No row overflowed.
    public static final int NONE = -1;

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
        return Scalar.run(op, left, leftOffset, right, rightOffset, rows, out, outOffset, null, 0);
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
        return Scalar.run(op, left, leftOffset, right, rightOffset, rows, out, outOffset, mask, maskOffset);
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
        return Scalar.run(op, left, leftOffset, literal, rows, out, outOffset, null, 0);
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
        return Scalar.run(op, left, leftOffset, literal, rows, out, outOffset, mask, maskOffset);
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
        return Scalar.run(op, literal, right, rightOffset, rows, out, outOffset, null, 0);
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
        return Scalar.run(op, literal, right, rightOffset, rows, out, outOffset, mask, maskOffset);
    }

    public static int negate(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        return Scalar.negate(values, offset, rows, out, outOffset, null, 0);
    }

    public static int negateMasked(
            MemorySegment values,
            long offset,
            int rows,
            MemorySegment out,
            long outOffset,
            MemorySegment mask,
            long maskOffset) {
        return Scalar.negate(values, offset, rows, out, outOffset, mask, maskOffset);
    }

    public static int abs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        return Scalar.abs(values, offset, rows, out, outOffset, null, 0);
    }

    public static int absMasked(
            MemorySegment values,
            long offset,
            int rows,
            MemorySegment out,
            long outOffset,
            MemorySegment mask,
            long maskOffset) {
        return Scalar.abs(values, offset, rows, out, outOffset, mask, maskOffset);
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
                first = fails && isSelected(mask, maskOffset, i) ? i : first;
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
                first = fails && isSelected(mask, maskOffset, i) ? i : first;
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
                first = fails && isSelected(mask, maskOffset, i) ? i : first;
            }
            return first;
        }

        static int negate(
                MemorySegment values,
                long offset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int first = NONE;
            for (int i = 0; i < rows; i++) {
                long x = 0;
                long y = values.get(JAVA_LONG_UNALIGNED, offset + 8L * i);
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, apply(ArithmeticOp.SUBTRACT, x, y));
                boolean fails = first == NONE && overflows(ArithmeticOp.SUBTRACT, x, y);
                first = fails && isSelected(mask, maskOffset, i) ? i : first;
            }
            return first;
        }

        static int abs(
                MemorySegment values,
                long offset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int first = NONE;
            for (int i = 0; i < rows; i++) {
                long x = values.get(JAVA_LONG_UNALIGNED, offset + 8L * i);
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, Math.abs(x));
                boolean fails = first == NONE && x == Long.MIN_VALUE;
                first = fails && isSelected(mask, maskOffset, i) ? i : first;
            }
            return first;
        }

        private static boolean isSelected(MemorySegment mask, long maskOffset, int row) {
            return mask == null || BitmapKernel.isSet(mask, maskOffset, row);
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
}
