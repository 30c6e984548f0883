package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Which rows lie in `[lo, hi]`, both ends included, as a mask. NaN is in no range, -0.0 equals 0.0. Comparisons with
/// a literal are ranges: `x > c` is `[Math.nextUp(c), infinity]`; nothing is `lo > hi`.
public final class RangeKernel {
    private RangeKernel() {}

    public static void doubles(
            MemorySegment values, long offset, double lo, double hi, int rows, MemorySegment out, long outOffset) {
        Scalar.doubles(values, offset, lo, hi, rows, out, outOffset);
    }

    public static void longs(
            MemorySegment values, long offset, long lo, long hi, int rows, MemorySegment out, long outOffset) {
        Scalar.longs(values, offset, lo, hi, rows, out, outOffset);
    }

    /// uint64: `lo`, `hi` and the values are unsigned.
    public static void unsignedLongs(
            MemorySegment values, long offset, long lo, long hi, int rows, MemorySegment out, long outOffset) {
        Scalar.unsignedLongs(values, offset, lo, hi, rows, out, outOffset);
    }

    public static void ints(
            MemorySegment values, long offset, int lo, int hi, int rows, MemorySegment out, long outOffset) {
        Scalar.ints(values, offset, lo, hi, rows, out, outOffset);
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
}
