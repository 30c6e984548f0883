package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Loads narrow columns into registers of longs or doubles, and converts between the two.
///
/// Integers to doubles round to nearest. Doubles to longs round towards zero; NaN and what does not fit int64 is an
/// error that the method answers with the first such row (else [#NONE]), the masked form only among the rows of the
/// mask. Input and output may be the same place only where their widths are equal.
public final class ConvertKernel {
    /// No row failed.
    public static final int NONE = -1;

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
        Scalar.int32ToLongs(values, offset, rows, out, outOffset);
    }

    public static void uint32ToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.uint32ToLongs(values, offset, rows, out, outOffset);
    }

    public static void int32ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.int32ToDoubles(values, offset, rows, out, outOffset);
    }

    public static void float32ToDoubles(
            MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.float32ToDoubles(values, offset, rows, out, outOffset);
    }

    public static void int64ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.int64ToDoubles(values, offset, rows, out, outOffset);
    }

    public static void uint64ToDoubles(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.uint64ToDoubles(values, offset, rows, out, outOffset);
    }

    /// A bool column, which is an LSB bitmap as a mask is, to 0 and 1.
    public static void boolToLongs(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset) {
        Scalar.boolToLongs(values, offset, rows, out, outOffset);
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
                long x = values.get(JAVA_INT_UNALIGNED, offset + 4L * i);
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
}
