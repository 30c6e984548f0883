package io.arenite.partitions;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;

/// Where a table's blocks come from, and how large they are.
///
/// The first block is one page that all columns share, so that a quiet symbol costs a page. A full block is replaced by
/// one four times as large, from a mebi-row on eight times: each row is copied a third of a time on average, and
/// address
/// space that is not touched costs nothing.
record BlockSource(TableLayout table, MemoryPool pool, MemoryAccount account) {
    private static final long SMALL_BYTES = 64 << 10;
    private static final double FIRST_VARIABLE_BYTES_PER_ROW = 16;

    Block first(String name) {
        return atLeast(name, Block.SMALLEST_BYTES, 1, null);
    }

    /// For a known number of rows.
    ///
    /// @param variableBytes by slot, or null where no column is variable
    Block exact(String name, long rows, long[] variableBytes) {
        return atLeast(name, Block.SMALLEST_BYTES, rows, variableBytes);
    }

    /// The next larger block after `block`, for at least so many rows.
    Block larger(String name, Block block, long rows, long[] variableBytes) {
        int factor = block.layout.blockBytes < SMALL_BYTES ? 4 : 8;
        return atLeast(name, block.layout.blockBytes * factor, rows, variableBytes);
    }

    private Block atLeast(String name, long blockBytes, long rows, long[] variableBytes) {
        double[] bytesPerRow = bytesPerRow(rows, variableBytes);
        for (long bytes = blockBytes; bytes > 0; bytes <<= 1) {
            BlockLayout layout = table.layout(bytes, bytesPerRow);
            if (layout != null && fits(layout, rows, variableBytes)) {
                return Block.allocate(name, layout, pool, account);
            }
        }
        throw new IllegalArgumentException("block too large: table=" + table.table + ", rows=" + rows);
    }

    private static boolean fits(BlockLayout layout, long rows, long[] variableBytes) {
        boolean fits = layout.capacityRows >= rows;
        for (int slot = 0; variableBytes != null && slot < variableBytes.length; slot++) {
            fits &= layout.variableBytes[slot] >= variableBytes[slot];
        }
        return fits;
    }

    /// A fifth more than the average so far.
    private double[] bytesPerRow(long rows, long[] variableBytes) {
        if (!table.hasVariable) {
            return null;
        }
        double[] bytesPerRow = new double[table.slotCount];
        for (int slot = 0; slot < table.slotCount; slot++) {
            if (table.opOfSlot[slot] == StoreOp.VARIABLE) {
                bytesPerRow[slot] = variableBytes == null
                        ? FIRST_VARIABLE_BYTES_PER_ROW
                        : Math.max(1, 1.2 * variableBytes[slot] / Math.max(1, rows));
            }
        }
        return bytesPerRow;
    }
}
