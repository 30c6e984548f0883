package io.arenite.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Chooses per row between 64-bit values, which may be longs or the bits of doubles: `fill_null` and the like.
public final class SelectKernel {
    private SelectKernel() {}

    /// `out = mask ? ifSet : ifClear`.
    public static void run(
            MemorySegment mask,
            long maskOffset,
            MemorySegment ifSet,
            long ifSetOffset,
            MemorySegment ifClear,
            long ifClearOffset,
            int rows,
            MemorySegment out,
            long outOffset) {
        for (int i = 0; i < rows; i++) {
            long x = ifSet.get(JAVA_LONG_UNALIGNED, ifSetOffset + 8L * i);
            long y = ifClear.get(JAVA_LONG_UNALIGNED, ifClearOffset + 8L * i);
            out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, BitmapKernel.isSet(mask, maskOffset, i) ? x : y);
        }
    }

    /// `out = mask ? ifSet : literal`; for doubles the literal is `Double.doubleToRawLongBits`.
    public static void run(
            MemorySegment mask,
            long maskOffset,
            MemorySegment ifSet,
            long ifSetOffset,
            long literalBits,
            int rows,
            MemorySegment out,
            long outOffset) {
        for (int i = 0; i < rows; i++) {
            long x = ifSet.get(JAVA_LONG_UNALIGNED, ifSetOffset + 8L * i);
            out.set(JAVA_LONG_UNALIGNED, outOffset + 8L * i, BitmapKernel.isSet(mask, maskOffset, i) ? x : literalBits);
        }
    }
}
