package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Where the late rows of a partition belong among its main rows, in (timestamp, arrival) order: late row `lateRow[k]`
/// comes after the first `mainRowsBefore[k]` main rows and after the late rows before it in this order. Shared by
/// readers: not to be changed.
///
/// @param mainRowsBefore ascending
/// @param lateRow row numbers in the late run, which is in order of arrival
public record LateOrder(long[] mainRowsBefore, int[] lateRow) {

    static final LateOrder NONE = new LateOrder(new long[0], new int[0]);

    public int lateRows() {
        return lateRow.length;
    }

    /// The place of main row `row` in the merged order.
    public long positionOfMain(long row) {
        return row + firstAfter(row);
    }

    /// How many late rows come before main row `row`.
    public int firstAfter(long row) {
        int low = 0;
        int high = mainRowsBefore.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (mainRowsBefore[middle] <= row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// How many late rows come before a position of the merged order.
    public int lateBefore(long position) {
        int low = 0;
        int high = mainRowsBefore.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (mainRowsBefore[middle] + middle < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static LateOrder of(Block main, long mainRows, Block late, int lateRows) {
        long[] tsNs = new long[lateRows];
        long offset = late.layout.valuesOffset[TableLayout.TIMESTAMP_SLOT];
        MemorySegment.copy(late.segment, JAVA_LONG, offset, tsNs, 0, lateRows);
        int[] order = Arrays.copyOf(new StableOrder().sort(tsNs, lateRows), lateRows);
        long[] before = new long[lateRows];
        main.require(TableLayout.TIMESTAMP_SLOT);
        long from = 0;
        for (int k = 0; k < lateRows; k++) {
            from = TimestampSearch.upperBound(main, from, mainRows, tsNs[order[k]]);
            before[k] = from;
        }
        return new LateOrder(before, order);
    }
}
