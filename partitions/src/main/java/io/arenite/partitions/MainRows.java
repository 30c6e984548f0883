package io.arenite.partitions;

import io.arenite.arena.Lease;
import java.lang.foreign.MemorySegment;

/// The main rows of one partition of a snapshot after another, pinned one partition at a time: for whoever
/// reads a few rows of many partitions, where a [PartitionView] for each costs more than the rows. One
/// thread's.
///
/// What it returns about memory is for kernels, as with a view: unchecked offsets, good until the next
/// [#look].
public final class MainRows implements AutoCloseable {
    private final TableStore store;
    private final Published held;

    // Of the partition that was looked at last.
    private PartitionVersion version;
    private Block block;
    private Lease lease;
    private boolean[] validity;

    /// @param held with a reference that this one gives up when it is closed
    MainRows(TableStore store, Published held) {
        this.store = store;
        this.held = held;
    }

    /// Lets the partition before go and tells what the snapshot sees of another one, without a lease.
    public void look(int partition, PartitionExtent out) {
        unpin();
        version = held.catalog.get(partition).version.at(held.commit);
        out.fill(version, held.commit);
    }

    /// Pins the partition that was looked at.
    public void pin() {
        MainRun main = version.main();
        // before the block: whichever block comes later has the bits that it names
        validity = main.publishedValidity();
        while (lease == null) {
            block = main.block(null);
            lease = block.arena.tryAcquire();
        }
    }

    public MemorySegment segment() {
        return block.segment(lease);
    }

    /// Where the values of a column begin, which is not the key.
    public long valuesOffset(int column) {
        int slot = store.layout().slotOfColumn[column];
        return block.require(slot).layout.valuesOffset[slot];
    }

    public boolean hasNulls(int column) {
        return validity != null && validity[store.layout().slotOfColumn[column]];
    }

    private void unpin() {
        Lease open = lease;
        if (open != null) {
            lease = null;
            open.close();
        }
    }

    /// @throws IllegalStateException the second time
    @Override
    public void close() {
        unpin();
        store.commits().release(held);
    }
}
