package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// `left op right` for two registers, as a mask. `NE` of a double register with itself finds its NaNs.
public final class CompareKernel {
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
        Scalar.doubles(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
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
        Scalar.longs(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
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
        Scalar.unsignedLongs(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
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
}
