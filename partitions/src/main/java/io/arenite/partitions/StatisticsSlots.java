package io.arenite.partitions;

import java.util.Arrays;

/// Room for the [BlockStatistics] of a partition version, by column and finished block. Any thread may fill a slot,
/// with
/// the one value that it can have; the slots die with the version.
///
/// A reader may miss a value that was just stored; it never sees half of one, because a record's fields are final.
public final class StatisticsSlots {
    public static final int BLOCK_ROWS = 65_536;

    private final BlockStatistics[][] byColumn;

    StatisticsSlots(int columns) {
        byColumn = new BlockStatistics[columns][];
    }

    /// Null where nobody has computed it yet.
    public BlockStatistics get(int column, int block) {
        BlockStatistics[] blocks = byColumn[column];
        return blocks == null || block >= blocks.length ? null : blocks[block];
    }

    /// @param block the main rows `[block * BLOCK_ROWS, (block + 1) * BLOCK_ROWS)`, all of them published
    public void set(int column, int block, BlockStatistics statistics) {
        synchronized (byColumn) {
            BlockStatistics[] blocks = byColumn[column];
            if (blocks == null || block >= blocks.length) {
                int capacity = Math.max(4, Integer.highestOneBit(block) * 2);
                blocks = blocks == null ? new BlockStatistics[capacity] : Arrays.copyOf(blocks, capacity);
                blocks[block] = statistics;
                byColumn[column] = blocks;
            } else {
                blocks[block] = statistics;
            }
        }
    }
}
