package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// IEEE arithmetic on registers of doubles, each operation rounded once. NaN results are canonical.
public final class DoubleArithmeticKernel {
    private DoubleArithmeticKernel() {}

    /// `out = left op right`.
    public static void run(
            ArithmeticOp op,
            MemorySegment left,
            long leftOffset,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        Scalar.run(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
    }

    /// `out = left op literal`.
    public static void run(
            ArithmeticOp op,
            MemorySegment left,
            long leftOffset,
            double literal,
            int rows,
            MemorySegment out,
            long outOffset) {
        Scalar.run(op, left, leftOffset, literal, rows, out, outOffset);
    }

    /// `out = literal op right`.
    public static void run(
            ArithmeticOp op,
            double literal,
            MemorySegment right,
            long rightOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        Scalar.run(op, literal, right, rightOffset, rows, out, outOffset);
    }

    public static void negate(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.negate(values, offset, rows, out, outOffset);
    }

    public static void abs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.abs(values, offset, rows, out, outOffset);
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                ArithmeticOp op,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (int i = 0; i < rows; i++) {
                double x = left.get(JAVA_DOUBLE_UNALIGNED, leftOffset + 8L * i);
                double y = right.get(JAVA_DOUBLE_UNALIGNED, rightOffset + 8L * i);
                out.set(JAVA_DOUBLE_UNALIGNED, outOffset + 8L * i, apply(op, x, y));
            }
        }

        static void run(
                ArithmeticOp op,
                MemorySegment left,
                long leftOffset,
                double literal,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (int i = 0; i < rows; i++) {
                double x = left.get(JAVA_DOUBLE_UNALIGNED, leftOffset + 8L * i);
                out.set(JAVA_DOUBLE_UNALIGNED, outOffset + 8L * i, apply(op, x, literal));
            }
        }

        static void run(
                ArithmeticOp op,
                double literal,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (int i = 0; i < rows; i++) {
                double y = right.get(JAVA_DOUBLE_UNALIGNED, rightOffset + 8L * i);
                out.set(JAVA_DOUBLE_UNALIGNED, outOffset + 8L * i, apply(op, literal, y));
            }
        }

        static void negate(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                double x = values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i);
                out.set(JAVA_DOUBLE_UNALIGNED, outOffset + 8L * i, Lanes.canonical(-x));
            }
        }

        static void abs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                double x = values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i);
                out.set(JAVA_DOUBLE_UNALIGNED, outOffset + 8L * i, Lanes.canonical(Math.abs(x)));
            }
        }

        private static double apply(ArithmeticOp op, double x, double y) {
            return Lanes.canonical(
                    switch (op) {
                        case ADD -> x + y;
                        case SUBTRACT -> x - y;
                        case MULTIPLY -> x * y;
                        case DIVIDE -> x / y;
                    });
        }
    }
}
