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

/// IEEE arithmetic on registers of doubles, each operation rounded once. NaN results are canonical.
public final class DoubleArithmeticKernel {
    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

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
        if (useVector) {
            Vector.run(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
        } else {
            Scalar.run(op, left, leftOffset, right, rightOffset, rows, out, outOffset);
        }
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
        if (useVector) {
            Vector.run(op, left, leftOffset, literal, rows, out, outOffset);
        } else {
            Scalar.run(op, left, leftOffset, literal, rows, out, outOffset);
        }
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
        if (useVector) {
            Vector.run(op, literal, right, rightOffset, rows, out, outOffset);
        } else {
            Scalar.run(op, literal, right, rightOffset, rows, out, outOffset);
        }
    }

    public static void negate(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.negate(values, offset, rows, out, outOffset);
        } else {
            Scalar.negate(values, offset, rows, out, outOffset);
        }
    }

    public static void abs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.abs(values, offset, rows, out, outOffset);
        } else {
            Scalar.abs(values, offset, rows, out, outOffset);
        }
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

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static void run(
                ArithmeticOp op,
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            int body = rows & -L;
            switch (op) {
                case ADD -> add(left, leftOffset, right, rightOffset, body, out, outOffset);
                case SUBTRACT -> subtract(left, leftOffset, right, rightOffset, body, out, outOffset);
                case MULTIPLY -> multiply(left, leftOffset, right, rightOffset, body, out, outOffset);
                case DIVIDE -> divide(left, leftOffset, right, rightOffset, body, out, outOffset);
            }
            long skip = 8L * body;
            int tail = rows - body;
            Scalar.run(op, left, leftOffset + skip, right, rightOffset + skip, tail, out, outOffset + skip);
        }

        static void run(
                ArithmeticOp op,
                MemorySegment left,
                long leftOffset,
                double literal,
                int rows,
                MemorySegment out,
                long outOffset) {
            int body = rows & -L;
            switch (op) {
                case ADD -> add(left, leftOffset, literal, body, out, outOffset);
                case SUBTRACT -> add(left, leftOffset, -literal, body, out, outOffset);
                case MULTIPLY -> multiply(left, leftOffset, literal, body, out, outOffset);
                case DIVIDE -> divide(left, leftOffset, literal, body, out, outOffset);
            }
            long skip = 8L * body;
            Scalar.run(op, left, leftOffset + skip, literal, rows - body, out, outOffset + skip);
        }

        static void run(
                ArithmeticOp op,
                double literal,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            int body = rows & -L;
            switch (op) {
                case ADD -> add(right, rightOffset, literal, body, out, outOffset);
                case SUBTRACT -> subtract(literal, right, rightOffset, body, out, outOffset);
                case MULTIPLY -> multiply(right, rightOffset, literal, body, out, outOffset);
                case DIVIDE -> divide(literal, right, rightOffset, body, out, outOffset);
            }
            long skip = 8L * body;
            Scalar.run(op, literal, right, rightOffset + skip, rows - body, out, outOffset + skip);
        }

        static void negate(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            int body = rows & -L;
            for (long done = 0; done < 8L * body; done += V) {
                store(load(values, offset + done).neg(), out, outOffset + done);
            }
            Scalar.negate(values, offset + 8L * body, rows - body, out, outOffset + 8L * body);
        }

        static void abs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            int body = rows & -L;
            for (long done = 0; done < 8L * body; done += V) {
                store(load(values, offset + done).abs(), out, outOffset + done);
            }
            Scalar.abs(values, offset + 8L * body, rows - body, out, outOffset + 8L * body);
        }

        private static void add(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (long at = 0; at < 8L * rows; at += V) {
                store(load(left, leftOffset + at).add(load(right, rightOffset + at)), out, outOffset + at);
            }
        }

        private static void subtract(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (long at = 0; at < 8L * rows; at += V) {
                store(load(left, leftOffset + at).sub(load(right, rightOffset + at)), out, outOffset + at);
            }
        }

        private static void multiply(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (long at = 0; at < 8L * rows; at += V) {
                store(load(left, leftOffset + at).mul(load(right, rightOffset + at)), out, outOffset + at);
            }
        }

        private static void divide(
                MemorySegment left,
                long leftOffset,
                MemorySegment right,
                long rightOffset,
                int rows,
                MemorySegment out,
                long outOffset) {
            for (long at = 0; at < 8L * rows; at += V) {
                store(load(left, leftOffset + at).div(load(right, rightOffset + at)), out, outOffset + at);
            }
        }

        private static void add(
                MemorySegment left, long leftOffset, double literal, int rows, MemorySegment out, long outOffset) {
            DoubleVector c = DoubleVector.broadcast(F64, literal);
            for (long at = 0; at < 8L * rows; at += V) {
                store(load(left, leftOffset + at).add(c), out, outOffset + at);
            }
        }

        private static void multiply(
                MemorySegment left, long leftOffset, double literal, int rows, MemorySegment out, long outOffset) {
            DoubleVector c = DoubleVector.broadcast(F64, literal);
            for (long at = 0; at < 8L * rows; at += V) {
                store(load(left, leftOffset + at).mul(c), out, outOffset + at);
            }
        }

        private static void divide(
                MemorySegment left, long leftOffset, double literal, int rows, MemorySegment out, long outOffset) {
            DoubleVector c = DoubleVector.broadcast(F64, literal);
            for (long at = 0; at < 8L * rows; at += V) {
                store(load(left, leftOffset + at).div(c), out, outOffset + at);
            }
        }

        private static void subtract(
                double literal, MemorySegment right, long rightOffset, int rows, MemorySegment out, long outOffset) {
            DoubleVector c = DoubleVector.broadcast(F64, literal);
            for (long at = 0; at < 8L * rows; at += V) {
                store(c.sub(load(right, rightOffset + at)), out, outOffset + at);
            }
        }

        private static void divide(
                double literal, MemorySegment right, long rightOffset, int rows, MemorySegment out, long outOffset) {
            DoubleVector c = DoubleVector.broadcast(F64, literal);
            for (long at = 0; at < 8L * rows; at += V) {
                store(c.div(load(right, rightOffset + at)), out, outOffset + at);
            }
        }

        private static DoubleVector load(MemorySegment values, long at) {
            Faults.areErrors();
            return DoubleVector.fromMemorySegment(F64, values, at, ORDER);
        }

        /// Every NaN becomes the canonical one.
        private static void store(DoubleVector result, MemorySegment out, long at) {
            DoubleVector nan = DoubleVector.broadcast(F64, Double.NaN);
            result.blend(nan, result.compare(VectorOperators.NE, result)).intoMemorySegment(out, at, ORDER);
        }
    }
}
