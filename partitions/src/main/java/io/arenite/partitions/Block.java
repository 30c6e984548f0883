package io.arenite.partitions;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import java.lang.foreign.MemorySegment;

/// One arena laid out as columns. The writer owns the creator's reference and is the only one who charges and writes;
/// readers take leases.
final class Block {
    static final long SMALLEST_BYTES = BlockLayout.PAGE_BYTES;

    final Arena arena;
    final MemorySegment segment;
    final BlockLayout layout;

    /// Bytes charged so far by region, from the region's first page: slot by slot values, validity, variable bytes.
    /// Null where the block is not paged, that is charged as a whole.
    private final long[] chargedBytes;

    private Block(Arena arena, BlockLayout layout, long[] chargedBytes) {
        this.arena = arena;
        this.segment = arena.segment();
        this.layout = layout;
        this.chargedBytes = chargedBytes;
    }

    static Block allocate(String name, BlockLayout layout, MemoryPool pool, MemoryAccount account) {
        Arena arena = pool.allocate(name, layout.blockBytes, account);
        if (layout.paged) {
            return new Block(arena, layout, new long[layout.valuesOffset.length * 3]);
        }
        try {
            arena.commit(0, layout.blockBytes);
        } catch (RuntimeException e) {
            arena.release();
            throw e;
        }
        return new Block(arena, layout, null);
    }

    /// Gives up the writer's reference.
    void release() {
        arena.release();
    }

    /// The rows up to which a caller who needs `rows` rows should charge: some more, in proportion to the block.
    long chargeStep(long rows) {
        long step = Math.max(BlockLayout.PAGE_BYTES, layout.capacityRows / 16);
        return Math.min(layout.capacityRows, BlockLayout.roundUp(rows + step, BlockLayout.PAGE_BYTES));
    }

    void chargeValues(int slot, int op, long rows) {
        charge(slot * 3, layout.valuesOffset[slot], StoreOp.valuesBytes(op, rows));
    }

    void chargeValidity(int slot, long rows) {
        charge(slot * 3 + 1, layout.validityOffset[slot], StoreOp.bitmapBytes(rows));
    }

    void chargeVariable(int slot, long bytes) {
        charge(slot * 3 + 2, layout.variableOffset[slot], bytes);
    }

    /// Idempotent: a region's pages are charged once, as it grows. May fail half way; what was charged stays so.
    private void charge(int region, long offset, long bytes) {
        if (chargedBytes == null || bytes == 0) {
            return;
        }
        long firstPage = offset & -BlockLayout.PAGE_BYTES;
        long wanted = BlockLayout.roundUp(offset + bytes, BlockLayout.PAGE_BYTES) - firstPage;
        long charged = chargedBytes[region];
        if (wanted > charged) {
            arena.commit(firstPage + charged, wanted - charged);
            chargedBytes[region] = wanted;
        }
    }
}
