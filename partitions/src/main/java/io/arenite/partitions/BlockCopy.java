package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/// Copies rows of one column from block to block: for growth, for folding, for views.
final class BlockCopy {
    private BlockCopy() {}

    /// The target's pages are charged. A variable column is appended to what the target has: its offset `to` is the end
    /// of the bytes so far.
    static void values(int op, int slot, Block source, long from, long count, Block target, long to) {
        long sourceOffset = source.layout.valuesOffset[slot];
        long targetOffset = target.layout.valuesOffset[slot];
        MemorySegment src = source.segment;
        MemorySegment dst = target.segment;
        switch (op) {
            case StoreOp.EIGHT_BYTES ->
                MemorySegment.copy(src, sourceOffset + (from << 3), dst, targetOffset + (to << 3), count << 3);
            case StoreOp.FOUR_BYTES ->
                MemorySegment.copy(src, sourceOffset + (from << 2), dst, targetOffset + (to << 2), count << 2);
            case StoreOp.TWO_BYTES ->
                MemorySegment.copy(src, sourceOffset + (from << 1), dst, targetOffset + (to << 1), count << 1);
            case StoreOp.ONE_BYTE -> MemorySegment.copy(src, sourceOffset + from, dst, targetOffset + to, count);
            case StoreOp.BIT -> Bits.copy(src, sourceOffset, from, dst, targetOffset, to, count);
            case StoreOp.VARIABLE -> variable(slot, source, from, count, target, to);
            default -> throw new AssertionError("unknown store operation: op=" + op);
        }
    }

    /// All ones where the source column has no nulls.
    static void validity(int slot, Block source, boolean sourceHasNulls, long from, long count, Block target, long to) {
        long targetOffset = target.layout.validityOffset[slot];
        if (sourceHasNulls) {
            long sourceOffset = source.layout.validityOffset[slot];
            Bits.copy(source.segment, sourceOffset, from, target.segment, targetOffset, to, count);
        } else {
            Bits.fill(target.segment, targetOffset, to, to + count);
        }
    }

    static long variableBytes(int slot, Block block, long from, long count) {
        long offsets = block.layout.valuesOffset[slot];
        return block.segment.get(JAVA_LONG, offsets + (from + count << 3))
                - block.segment.get(JAVA_LONG, offsets + (from << 3));
    }

    private static void variable(int slot, Block source, long from, long count, Block target, long to) {
        MemorySegment src = source.segment;
        MemorySegment dst = target.segment;
        long sourceOffsets = source.layout.valuesOffset[slot];
        long targetOffsets = target.layout.valuesOffset[slot];
        long first = src.get(JAVA_LONG, sourceOffsets + (from << 3));
        long end = dst.get(JAVA_LONG, targetOffsets + (to << 3));
        long bytes = src.get(JAVA_LONG, sourceOffsets + (from + count << 3)) - first;
        MemorySegment.copy(
                src, source.layout.variableOffset[slot] + first, dst, target.layout.variableOffset[slot] + end, bytes);
        for (long row = 1; row <= count; row++) {
            long offset = src.get(JAVA_LONG, sourceOffsets + (from + row << 3)) - first + end;
            dst.set(JAVA_LONG, targetOffsets + (to + row << 3), offset);
        }
    }
}
