package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// The exact sum of 64-bit integers, added to an [Int128Sum]. Methods named unsigned read uint64.
public final class LongSumKernel {
    private LongSumKernel() {}

    public static void run(MemorySegment values, long offset, int rows, Int128Sum sum) {
        Scalar.run(values, offset, rows, sum);
    }

    /// Only the rows of the mask.
    public static void runMasked(
            MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum) {
        Scalar.runMasked(values, offset, rows, mask, maskOffset, sum);
    }

    public static void runUnsigned(MemorySegment values, long offset, int rows, Int128Sum sum) {
        Scalar.runUnsigned(values, offset, rows, sum);
    }

    /// Only the rows of the mask.
    public static void runUnsignedMasked(
            MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum) {
        Scalar.runUnsignedMasked(values, offset, rows, mask, maskOffset, sum);
    }

    static final class Scalar {
        private Scalar() {}

        static void run(MemorySegment values, long offset, int rows, Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                sum.add(values.get(JAVA_LONG_UNALIGNED, offset + 8L * i));
            }
        }

        static void runMasked(
                MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    sum.add(values.get(JAVA_LONG_UNALIGNED, offset + 8L * i));
                }
            }
        }

        static void runUnsigned(MemorySegment values, long offset, int rows, Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                sum.addUnsigned(values.get(JAVA_LONG_UNALIGNED, offset + 8L * i));
            }
        }

        static void runUnsignedMasked(
                MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum) {
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    sum.addUnsigned(values.get(JAVA_LONG_UNALIGNED, offset + 8L * i));
                }
            }
        }
    }
}
