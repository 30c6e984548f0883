package io.arenite.engine.kernel;

/// The sizes that every kernel and every caller agree on.
///
///     partition   block 0 (65,536 positions)             block 1 ...
///     block       batch 0 (2,048) | batch 1 | ... batch 31
///     batch       64 groups of 32 positions: lane = position & 31
///
/// A batch starts at a multiple of [#ROWS] within its block, so a mask's bit 0 always belongs to lane 0.
public final class Batch {
    /// Rows of a batch: 16 KiB of 64-bit values, so that a few registers stay in the L1 cache.
    public static final int ROWS = 2_048;

    /// Rows of a block: what one fold of the lanes covers, and what one entry of block statistics covers.
    public static final int BLOCK_ROWS = 65_536;

    /// Bytes of a mask over a full batch.
    public static final int MASK_BYTES = ROWS / Byte.SIZE;

    private Batch() {}

    /// Bytes that a mask over `rows` rows occupies: kernels read and write masks in whole 64-bit words.
    public static long maskBytes(int rows) {
        return (rows + 63L >>> 6) << 3;
    }
}
