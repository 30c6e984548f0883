package io.arenite.partitions.log;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import java.lang.foreign.MemorySegment;

/// Off-heap memory that grows to what is asked for and is used again and again. One thread's at a time.
final class Scratch implements AutoCloseable {
    /// What is larger goes back after use.
    private static final long KEPT_BYTES = 8L << 20;

    private final MemoryPool pool;
    private final MemoryAccount account;
    private final long firstBytes;
    /// Null while there is none.
    private Arena arena;

    private MemorySegment segment = MemorySegment.NULL;

    /// @param firstBytes what is taken at the first use
    Scratch(MemoryPool pool, MemoryAccount account, long firstBytes) {
        this.pool = pool;
        this.account = account;
        this.firstBytes = firstBytes;
    }

    MemorySegment segment() {
        return segment;
    }

    long sizeBytes() {
        return segment.byteSize();
    }

    /// At least so many bytes, of which the first `kept` are what they were. A segment from before is not
    /// to be used any more where the size changes.
    ///
    /// @throws io.arenite.arena.MemoryLimitException where the budget does not allow it; then nothing has
    ///     changed
    MemorySegment atLeast(long bytes, long kept) {
        if (bytes <= segment.byteSize()) {
            return segment;
        }
        long wanted = Math.max(firstBytes, Math.max(bytes, Math.min(2 * segment.byteSize(), bytes + KEPT_BYTES)));
        Arena larger = pool.allocate(account.name(), wanted, account);
        try {
            larger.commit(0, larger.sizeBytes());
        } catch (RuntimeException e) {
            larger.release();
            throw e;
        }
        MemorySegment.copy(segment, 0, larger.segment(), 0, kept);
        releaseArena();
        arena = larger;
        segment = larger.segment();
        return segment;
    }

    /// Gives back what only a large record needed.
    ///
    /// @return whether the segment is gone
    boolean shrink() {
        if (segment.byteSize() <= KEPT_BYTES) {
            return false;
        }
        releaseArena();
        return true;
    }

    private void releaseArena() {
        Arena held = arena;
        arena = null;
        segment = MemorySegment.NULL;
        if (held != null) {
            held.release();
        }
    }

    /// It can be used again after this.
    @Override
    public void close() {
        releaseArena();
    }
}
