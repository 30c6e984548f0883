package io.arenite.partitions;

/// Where the columns of a block lie: a pure function of the table, the block's size and the width of variable
/// columns.
///
///     | values of slot 0 | values 1 | validity 1 | offsets 2 | validity 2 | bytes 2 | ...
///       ^ 64-byte aligned; slot 0, the timestamp, has no nulls and no validity
///
/// The validity region has its room from the start, so the first null moves nothing; its pages are neither
/// charged nor touched before. In a *paged* block each region starts on a page of its own, at a different
/// cache line of it for each slot, so that regions are charged as they fill; a smaller block is charged at
/// once.
final class BlockLayout {
    static final long PAGE_BYTES = 4096;
    static final long LINE_BYTES = 64;
    private static final long SMALLEST_PAGED_BYTES = 128 * 1024;
    private static final int SMALLEST_CAPACITY_ROWS = 8;

    final long blockBytes;
    final boolean paged;
    final long capacityRows;
    final long[] valuesOffset;
    /// -1 for the timestamp.
    final long[] validityOffset;
    /// -1 where the column is not variable; so are the bytes 0.
    final long[] variableOffset;
    final long[] variableBytes;

    private final long usedBytes;

    private BlockLayout(TableLayout table, long blockBytes, boolean paged, long capacityRows, double[] bytesPerRow) {
        this.blockBytes = blockBytes;
        this.paged = paged;
        this.capacityRows = capacityRows;
        this.valuesOffset = new long[table.slotCount];
        this.validityOffset = new long[table.slotCount];
        this.variableOffset = new long[table.slotCount];
        this.variableBytes = new long[table.slotCount];
        this.usedBytes = place(table, bytesPerRow);
    }

    private BlockLayout(long blockBytes, long rows, long[] values, long[] validity, long[] variable) {
        this.blockBytes = blockBytes;
        this.paged = false;
        this.capacityRows = rows;
        this.valuesOffset = values;
        this.validityOffset = validity;
        this.variableOffset = variable;
        this.variableBytes = new long[values.length];
        this.usedBytes = blockBytes;
    }

    /// Columns that lie where a file has them; by slot, the offsets of values, validity and bytes, -1 where
    /// there are none.
    static BlockLayout sealed(long blockBytes, long rows, long[] values, long[] validity, long[] variable) {
        return new BlockLayout(blockBytes, rows, values, validity, variable);
    }

    /// The layout with the most rows that fits.
    ///
    /// @return null where not even 8 rows fit
    static BlockLayout of(TableLayout table, long blockBytes, double[] bytesPerRow) {
        boolean paged = blockBytes >= Math.max(SMALLEST_PAGED_BYTES, table.slotCount * 16L * PAGE_BYTES);
        int granule = paged ? 64 : SMALLEST_CAPACITY_ROWS;
        double bytes = 0;
        for (int slot = 0; slot < table.slotCount; slot++) {
            bytes += StoreOp.valuesBytes(table.opOfSlot[slot], 800) / 800.0 + 0.125;
            bytes += bytesPerRow == null ? 0 : bytesPerRow[slot];
        }
        long capacity = (long) (blockBytes / bytes) / granule * granule;
        while (capacity >= SMALLEST_CAPACITY_ROWS) {
            BlockLayout layout = new BlockLayout(table, blockBytes, paged, capacity, bytesPerRow);
            long excess = layout.usedBytes - blockBytes;
            if (excess <= 0) {
                return layout;
            }
            long fewer = (long) Math.ceil(excess / bytes / granule) * granule;
            capacity -= Math.max(granule, fewer / 2 / granule * granule);
        }
        return null;
    }

    private long place(TableLayout table, double[] bytesPerRow) {
        long at = 0;
        for (int slot = 0; slot < table.slotCount; slot++) {
            int op = table.opOfSlot[slot];
            valuesOffset[slot] = start(at, 2 * slot);
            at = valuesOffset[slot] + StoreOp.valuesBytes(op, capacityRows);
            validityOffset[slot] = -1;
            if (slot != TableLayout.TIMESTAMP_SLOT) {
                validityOffset[slot] = start(at, 2 * slot + 1);
                at = validityOffset[slot] + StoreOp.bitmapBytes(capacityRows);
            }
            variableOffset[slot] = -1;
            if (op == StoreOp.VARIABLE) {
                variableOffset[slot] = start(at, 2 * slot);
                variableBytes[slot] = (long) (bytesPerRow[slot] * capacityRows);
                at = variableOffset[slot] + variableBytes[slot];
            }
        }
        return at;
    }

    /// Values of one row in different columns would share one cache set if all regions began at the same
    /// line.
    private long start(long at, int region) {
        if (!paged) {
            return roundUp(at, LINE_BYTES);
        }
        return roundUp(at, PAGE_BYTES) + region * 5L * LINE_BYTES % PAGE_BYTES;
    }

    static long roundUp(long value, long powerOfTwo) {
        return value + powerOfTwo - 1 & -powerOfTwo;
    }
}
