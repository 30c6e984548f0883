package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/// Binary search over the sorted timestamps of main rows.
final class TimestampSearch {
    private TimestampSearch() {}

    /// The first row in `[from, to)` with a timestamp not before `tsNs`, or `to`.
    static long lowerBound(MemorySegment segment, long offset, long from, long to, long tsNs) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = low + high >>> 1;
            if (segment.get(JAVA_LONG, offset + (middle << 3)) < tsNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The first row in `[from, to)` with a timestamp after `tsNs`, or `to`. Gallops: near answers are found fast.
    static long upperBound(Block block, long from, long to, long tsNs) {
        MemorySegment segment = block.segment;
        long offset = block.layout.valuesOffset[TableLayout.TIMESTAMP_SLOT];
        long low = from;
        long step = 1;
        while (low + step <= to && segment.get(JAVA_LONG, offset + (low + step - 1 << 3)) <= tsNs) {
            low += step;
            step <<= 1;
        }
        long high = Math.min(to, low + step - 1);
        while (low < high) {
            long middle = low + high >>> 1;
            if (segment.get(JAVA_LONG, offset + (middle << 3)) <= tsNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
