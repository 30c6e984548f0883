package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.F32_HALF;
import static io.arenite.engine.kernel.Shape.F64;
import static io.arenite.engine.kernel.Shape.I32_HALF;
import static io.arenite.engine.kernel.Shape.I64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static io.arenite.engine.kernel.Shape.V;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Loads narrow columns into registers of longs or doubles, and converts between the two.
///
/// Integers to doubles round to nearest. Doubles to longs round towards zero; NaN and what does not fit int64 is an
/// error that the method answers with the first such row (else [#NONE]), the masked form only among the rows of the
/// mask. Input and output may be the same place only where their widths are equal.
public final class ConvertKernel {
    /// No row failed.
    public static final int NONE = -1;

    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private ConvertKernel() {}

    public static void int8ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.int8ToLongs(values, offset, rows, out, outOffset);
    }

    public static void uint8ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.uint8ToLongs(values, offset, rows, out, outOffset);
    }

    public static void int16ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.int16ToLongs(values, offset, rows, out, outOffset);
    }

    public static void uint16ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.uint16ToLongs(values, offset, rows, out, outOffset);
    }

    public static void int32ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.int32ToLongs(values, offset, rows, out, outOffset);
        } else {
            Scalar.int32ToLongs(values, offset, rows, out, outOffset);
        }
    }

    public static void uint32ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.uint32ToLongs(values, offset, rows, out, outOffset);
        } else {
            Scalar.uint32ToLongs(values, offset, rows, out, outOffset);
        }
    }

    public static void int32ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.int32ToDoubles(values, offset, rows, out, outOffset);
        } else {
            Scalar.int32ToDoubles(values, offset, rows, out, outOffset);
        }
    }

    public static void float32ToDoubles(
            MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.float32ToDoubles(values, offset, rows, out, outOffset);
        } else {
            Scalar.float32ToDoubles(values, offset, rows, out, outOffset);
        }
    }

    public static void int64ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.int64ToDoubles(values, offset, rows, out, outOffset);
        } else {
            Scalar.int64ToDoubles(values, offset, rows, out, outOffset);
        }
    }

    public static void uint64ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.uint64ToDoubles(values, offset, rows, out, outOffset);
        } else {
            Scalar.uint64ToDoubles(values, offset, rows, out, outOffset);
        }
    }

    /// A bool column, which is an LSB bitmap as a mask is, to 0 and 1.
    public static void boolToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        if (useVector) {
            Vector.boolToLongs(values, offset, rows, out, outOffset);
        } else {
            Scalar.boolToLongs(values, offset, rows, out, outOffset);
        }
    }

    public static int float64ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        return Scalar.float64ToLongs(values, offset, rows, out, outOffset, null, 0);
    }

    public static int float64ToLongsMasked(
            MemorySegment values,
            long offset,
            int rows,
            MemorySegment out,
            long outOffset,
            MemorySegment mask,
            long maskOffset) {
        return Scalar.float64ToLongs(values, offset, rows, out, outOffset, mask, maskOffset);
    }

    static final class Scalar {
        private Scalar() {}

        static void int8ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                long x = values.get(JAVA_BYTE, offset + i);
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, x);
            }
        }

        static void uint8ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                long x = values.get(JAVA_BYTE, offset + i) & 0xffL;
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, x);
            }
        }

        static void int16ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                long x = values.get(JAVA_SHORT_UNALIGNED, offset + 2L * i);
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, x);
            }
        }

        static void uint16ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                long x = values.get(JAVA_SHORT_UNALIGNED, offset + 2L * i) & 0xffffL;
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, x);
            }
        }

        static void int32ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                long x = Faults.widen(values.get(JAVA_INT_UNALIGNED, offset + 4L * i));
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, x);
            }
        }

        static void uint32ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                long x = values.get(JAVA_INT_UNALIGNED, offset + 4L * i) & 0xffff_ffffL;
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, x);
            }
        }

        static void int32ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                double x = values.get(JAVA_INT_UNALIGNED, offset + 4L * i);
                out.set(JAVA_DOUBLE_UNALIGNED, outOffset + 8L * i, x);
            }
        }

        static void float32ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                double x = values.get(JAVA_FLOAT_UNALIGNED, offset + 4L * i);
                out.set(JAVA_DOUBLE_UNALIGNED, outOffset + 8L * i, x);
            }
        }

        static void int64ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                double x = (double) values.get(JAVA_LONG_UNALIGNED, offset + 8L * i);
                out.set(JAVA_DOUBLE_UNALIGNED, outOffset + 8L * i, x);
            }
        }

        static void uint64ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                double x = unsignedToDouble(values.get(JAVA_LONG_UNALIGNED, offset + 8L * i));
                out.set(JAVA_DOUBLE_UNALIGNED, outOffset + 8L * i, x);
            }
        }

        static void boolToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            for (int i = 0; i < rows; i++) {
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, BitmapKernel.isSet(values, offset, i) ? 1 : 0);
            }
        }

        /// A null mask selects all rows.
        static int float64ToLongs(
                MemorySegment values,
                long offset,
                int rows,
                MemorySegment out,
                long outOffset,
                MemorySegment mask,
                long maskOffset) {
            int first = NONE;
            for (int i = 0; i < rows; i++) {
                double x = values.get(JAVA_DOUBLE_UNALIGNED, offset + 8L * i);
                out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, (long) x);
                boolean fits = x >= -0x1p63 && x < 0x1p63;
                if (!fits && first == NONE && (mask == null || BitmapKernel.isSet(mask, maskOffset, i))) {
                    first = i;
                }
            }
            return first;
        }

        /// Halving keeps the lowest bit sticky, so that the conversion still rounds once.
        private static double unsignedToDouble(long x) {
            return x >= 0 ? (double) x : 2.0 * (x >>> 1 | x & 1);
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static void int32ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            int body = rows & -L;
            for (int i = 0; i < body; i += L) {
                Faults.areErrors();
                IntVector x = IntVector.fromMemorySegment(I32_HALF, values, offset + 4L * i, ORDER);
                x.convertShape(VectorOperators.I2L, I64, 0).intoMemorySegment(out, outOffset + 8L * i, ORDER);
            }
            Scalar.int32ToLongs(values, offset + 4L * body, rows - body, out, outOffset + 8L * body);
        }

        static void uint32ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            int body = rows & -L;
            for (int i = 0; i < body; i += L) {
                Faults.areErrors();
                IntVector x = IntVector.fromMemorySegment(I32_HALF, values, offset + 4L * i, ORDER);
                x.convertShape(VectorOperators.ZERO_EXTEND_I2L, I64, 0)
                        .intoMemorySegment(out, outOffset + 8L * i, ORDER);
            }
            Scalar.uint32ToLongs(values, offset + 4L * body, rows - body, out, outOffset + 8L * body);
        }

        static void int32ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            int body = rows & -L;
            for (int i = 0; i < body; i += L) {
                Faults.areErrors();
                IntVector x = IntVector.fromMemorySegment(I32_HALF, values, offset + 4L * i, ORDER);
                x.convertShape(VectorOperators.I2D, F64, 0).intoMemorySegment(out, outOffset + 8L * i, ORDER);
            }
            Scalar.int32ToDoubles(values, offset + 4L * body, rows - body, out, outOffset + 8L * body);
        }

        static void float32ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            int body = rows & -L;
            for (int i = 0; i < body; i += L) {
                Faults.areErrors();
                FloatVector x = FloatVector.fromMemorySegment(F32_HALF, values, offset + 4L * i, ORDER);
                x.convertShape(VectorOperators.F2D, F64, 0).intoMemorySegment(out, outOffset + 8L * i, ORDER);
            }
            Scalar.float32ToDoubles(values, offset + 4L * body, rows - body, out, outOffset + 8L * body);
        }

        static void int64ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            int body = isExact(values, offset, rows & -4 * L) ? rows & -4 * L : 0;
            LongVector magic = LongVector.broadcast(I64, Shape.MAGIC);
            DoubleVector magicDouble = magic.reinterpretAsDoubles();
            for (long done = 0; done < 8L * body; done += V) {
                Faults.areErrors();
                LongVector x = LongVector.fromMemorySegment(I64, values, offset + done, ORDER);
                x.add(magic).reinterpretAsDoubles().sub(magicDouble).intoMemorySegment(out, outOffset + done, ORDER);
            }
            Scalar.int64ToDoubles(values, offset + 8L * body, rows - body, out, outOffset + 8L * body);
        }

        static void uint64ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            int body = isExactUnsigned(values, offset, rows & -4 * L) ? rows & -4 * L : 0;
            LongVector magic = LongVector.broadcast(I64, Shape.MAGIC);
            DoubleVector magicDouble = magic.reinterpretAsDoubles();
            for (long done = 0; done < 8L * body; done += V) {
                Faults.areErrors();
                LongVector x = LongVector.fromMemorySegment(I64, values, offset + done, ORDER);
                x.add(magic).reinterpretAsDoubles().sub(magicDouble).intoMemorySegment(out, outOffset + done, ORDER);
            }
            Scalar.uint64ToDoubles(values, offset + 8L * body, rows - body, out, outOffset + 8L * body);
        }

        private static boolean isExact(MemorySegment values, long offset, int rows) {
            LongVector magic = LongVector.broadcast(I64, Shape.MAGIC);
            LongVector a = LongVector.zero(I64);
            LongVector b = a;
            LongVector c = a;
            LongVector d = a;
            for (long done = 0; done < 8L * rows; done += 4 * V) {
                Faults.areErrors();
                long at = offset + done;
                a = a.or(LongVector.fromMemorySegment(I64, values, at, ORDER)
                        .add(magic)
                        .lanewise(VectorOperators.XOR, magic));
                b = b.or(LongVector.fromMemorySegment(I64, values, at + V, ORDER)
                        .add(magic)
                        .lanewise(VectorOperators.XOR, magic));
                c = c.or(LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER)
                        .add(magic)
                        .lanewise(VectorOperators.XOR, magic));
                d = d.or(LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER)
                        .add(magic)
                        .lanewise(VectorOperators.XOR, magic));
            }
            return Shape.isExact(a.or(b).or(c.or(d)));
        }

        private static boolean isExactUnsigned(MemorySegment values, long offset, int rows) {
            LongVector a = LongVector.zero(I64);
            LongVector b = a;
            LongVector c = a;
            LongVector d = a;
            for (long done = 0; done < 8L * rows; done += 4 * V) {
                Faults.areErrors();
                long at = offset + done;
                a = a.or(LongVector.fromMemorySegment(I64, values, at, ORDER));
                b = b.or(LongVector.fromMemorySegment(I64, values, at + V, ORDER));
                c = c.or(LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER));
                d = d.or(LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER));
            }
            return a.or(b).or(c.or(d)).reduceLanes(VectorOperators.OR) >>> 51 == 0;
        }

        static void boolToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
            int body = rows & -64;
            LongVector zero = LongVector.zero(I64);
            for (int i = 0; i < body; i += 64) {
                long bits = BitmapKernel.word(values, offset, i);
                for (int k = 0; k < 64; k += L) {
                    LongVector x = zero.blend(1L, VectorMask.fromLong(I64, bits >>> k));
                    x.intoMemorySegment(out, outOffset + 8L * (i + k), ORDER);
                }
            }
            Scalar.boolToLongs(values, offset + (body >>> 3), rows - body, out, outOffset + 8L * body);
        }
    }
}
