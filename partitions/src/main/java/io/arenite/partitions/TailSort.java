package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/// Sorts the uncommitted tail of a run by (timestamp, arrival), in place. Keeps its scratch arrays; one per writer.
///
/// Whatever can fail comes before the first write, as a tail with some columns in order could not be sorted again.
final class TailSort {
    private static final int KEPT_BYTES = 1 << 20;
    /// The longest array that a JVM surely has.
    private static final int LARGEST_BYTES = Integer.MAX_VALUE - 8;

    private static final byte[] NO_BYTES = {};

    private final StableOrder stableOrder = new StableOrder();
    private long[] scratch = new long[0];
    private byte[] scratchBytes = NO_BYTES;

    void sort(RowRun run, long from) {
        int count = Math.toIntExact(run.rows - from);
        if (scratch.length < count + 1) {
            scratch = new long[Math.max(count + 1, 64)];
        }
        for (int i = 0; i < count; i++) {
            scratch[i] = run.timestamp(from + i);
        }
        int[] order = stableOrder.sort(scratch, count);
        reserveBytes(run, from);
        for (int slot = 0; slot < run.table.slotCount; slot++) {
            permute(run, slot, from, order, count);
            if (run.hasValidity(slot)) {
                permuteBits(run.segment, run.layout.validityOffset[slot], from, order, count);
            }
        }
        if (scratchBytes.length > KEPT_BYTES) {
            scratchBytes = NO_BYTES;
        }
    }

    /// Room for the longest variable column.
    private void reserveBytes(RowRun run, long from) {
        long longest = 0;
        for (int slot = 0; slot < run.table.slotCount; slot++) {
            if (run.table.opOfSlot[slot] != StoreOp.VARIABLE) {
                continue;
            }
            long offsets = run.layout.valuesOffset[slot];
            long first = run.segment.get(JAVA_LONG, offsets + (from << 3));
            long bytes = run.segment.get(JAVA_LONG, offsets + (run.rows << 3)) - first;
            if (bytes > LARGEST_BYTES) {
                throw new IllegalStateException("too many uncommitted bytes to sort: table=" + run.table.table
                        + ", column=" + run.table.columnOfSlot(slot).name() + ", bytes=" + bytes + ", largest="
                        + LARGEST_BYTES);
            }
            longest = Math.max(longest, bytes);
        }
        if (scratchBytes.length < longest) {
            scratchBytes = new byte[(int) longest];
        }
    }

    private void permute(RowRun run, int slot, long from, int[] order, int count) {
        MemorySegment segment = run.segment;
        long offset = run.layout.valuesOffset[slot];
        switch (run.table.opOfSlot[slot]) {
            case StoreOp.EIGHT_BYTES -> permuteLongs(segment, offset + (from << 3), order, count);
            case StoreOp.FOUR_BYTES -> permuteInts(segment, offset + (from << 2), order, count);
            case StoreOp.TWO_BYTES -> permuteShorts(segment, offset + (from << 1), order, count);
            case StoreOp.ONE_BYTE -> permuteBytes(segment, offset + from, order, count);
            case StoreOp.BIT -> permuteBits(segment, offset, from, order, count);
            case StoreOp.VARIABLE ->
                permuteVariable(segment, offset + (from << 3), run.layout.variableOffset[slot], order, count);
            default -> throw new AssertionError("unknown store operation: slot=" + slot);
        }
    }

    private void permuteLongs(MemorySegment segment, long offset, int[] order, int count) {
        for (int i = 0; i < count; i++) {
            scratch[i] = segment.get(JAVA_LONG, offset + ((long) order[i] << 3));
        }
        MemorySegment.copy(scratch, 0, segment, JAVA_LONG, offset, count);
    }

    private void permuteInts(MemorySegment segment, long offset, int[] order, int count) {
        for (int i = 0; i < count; i++) {
            scratch[i] = segment.get(JAVA_INT, offset + ((long) order[i] << 2));
        }
        for (int i = 0; i < count; i++) {
            segment.set(JAVA_INT, offset + ((long) i << 2), (int) scratch[i]);
        }
    }

    private void permuteShorts(MemorySegment segment, long offset, int[] order, int count) {
        for (int i = 0; i < count; i++) {
            scratch[i] = segment.get(JAVA_SHORT, offset + ((long) order[i] << 1));
        }
        for (int i = 0; i < count; i++) {
            segment.set(JAVA_SHORT, offset + ((long) i << 1), (short) scratch[i]);
        }
    }

    private void permuteBytes(MemorySegment segment, long offset, int[] order, int count) {
        for (int i = 0; i < count; i++) {
            scratch[i] = segment.get(JAVA_BYTE, offset + order[i]);
        }
        for (int i = 0; i < count; i++) {
            segment.set(JAVA_BYTE, offset + i, (byte) scratch[i]);
        }
    }

    private void permuteBits(MemorySegment segment, long offset, long from, int[] order, int count) {
        for (int i = 0; i < count; i++) {
            scratch[i] = Bits.get(segment, offset, from + order[i]) ? 1 : 0;
        }
        for (int i = 0; i < count; i++) {
            Bits.set(segment, offset, from + i, scratch[i] != 0);
        }
    }

    private void permuteVariable(MemorySegment segment, long offsets, long data, int[] order, int count) {
        long first = segment.get(JAVA_LONG, offsets);
        int total = (int) (segment.get(JAVA_LONG, offsets + ((long) count << 3)) - first);
        MemorySegment.copy(segment, JAVA_BYTE, data + first, scratchBytes, 0, total);
        MemorySegment.copy(segment, JAVA_LONG, offsets, scratch, 0, count + 1);
        long end = first;
        for (int i = 0; i < count; i++) {
            int row = order[i];
            int length = (int) (scratch[row + 1] - scratch[row]);
            MemorySegment.copy(scratchBytes, (int) (scratch[row] - first), segment, JAVA_BYTE, data + end, length);
            end += length;
            segment.set(JAVA_LONG, offsets + (i + 1L << 3), end);
        }
    }
}
