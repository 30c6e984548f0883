package io.arenite.partitions;

import io.arenite.arena.Arena;
import io.arenite.arena.Lease;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// One arena laid out as columns. The writer owns the creator's reference and is the only one who charges and
/// writes; readers take leases.
final class Block {
    static final long SMALLEST_BYTES = BlockLayout.PAGE_BYTES;
    private static final VarHandle LOADED = MethodHandles.arrayElementVarHandle(int[].class);

    final Arena arena;
    /// What the layout's offsets count in: the arena's, or one that reaches to a file as well.
    final MemorySegment segment;
    final BlockLayout layout;

    /// Bytes charged so far by region, from the region's first page: slot by slot values, validity, variable
    /// bytes. Null where the block is not paged, that is charged as a whole.
    private final long[] chargedBytes;

    /// Null where all columns are there from the start.
    private final ColumnLoader loader;
    /// By slot, 1 once loaded; null without a loader. Set with release, read with acquire.
    private final int[] loaded;

    private Block(Arena arena, MemorySegment segment, BlockLayout layout, long[] chargedBytes, ColumnLoader loader) {
        this.arena = arena;
        this.segment = segment;
        this.layout = layout;
        this.chargedBytes = chargedBytes;
        this.loader = loader;
        this.loaded = loader == null ? null : new int[layout.valuesOffset.length];
    }

    /// Rows of a sealed file, which nobody writes.
    static Block sealed(Arena arena, BlockLayout layout, ColumnLoader loader) {
        return new Block(arena, arena.segment(), layout, null, loader);
    }

    /// Rows of a file of which some columns lie in the arena and others in the file.
    ///
    /// @param segment of both
    static Block spanning(Arena arena, MemorySegment segment, BlockLayout layout, ColumnLoader loader) {
        return new Block(arena, segment, layout, null, loader);
    }

    /// Memory without columns, charged as a whole.
    static Block scratch(String name, long bytes, MemoryPool pool, MemoryAccount account) {
        Arena arena = pool.allocate(name, bytes, account);
        try {
            arena.commit(0, bytes);
        } catch (RuntimeException e) {
            arena.release();
            throw e;
        }
        return new Block(arena, arena.segment(), null, null, null);
    }

    /// Somebody reads what a loader has brought here.
    void used() {
        loader.used();
    }

    /// Has to come before the first look at a column's bytes, by whoever may be the first.
    Block require(int slot) {
        if (loader != null && (int) LOADED.getAcquire(loaded, slot) == 0) {
            load(slot);
        }
        return this;
    }

    private synchronized void load(int slot) {
        if (loaded[slot] == 0) {
            loader.load(this, slot);
            LOADED.setRelease(loaded, slot, 1);
        }
    }

    static Block allocate(String name, BlockLayout layout, MemoryPool pool, MemoryAccount account) {
        Arena arena = pool.allocate(name, layout.blockBytes, account);
        if (layout.paged) {
            return new Block(arena, arena.segment(), layout, new long[layout.valuesOffset.length * 3], null);
        }
        try {
            arena.commit(0, layout.blockBytes);
        } catch (RuntimeException e) {
            arena.release();
            throw e;
        }
        return new Block(arena, arena.segment(), layout, null, null);
    }

    /// For who holds a lease.
    ///
    /// @throws io.arenite.arena.ArenaClosedException where that lease is closed
    MemorySegment segment(Lease lease) {
        lease.segment();
        return segment;
    }

    /// Gives up the writer's reference.
    void release() {
        arena.release();
    }

    /// The rows up to which a caller who needs `rows` rows should charge: some more, in proportion to the
    /// block.
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

    /// Idempotent: a region's pages are charged once, as it grows. May fail half way; what was charged stays
    /// so.
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
