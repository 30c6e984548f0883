package io.arenite.engine.frame;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import java.lang.foreign.MemorySegment;

/// Bytes that grow at the end: on the heap while small, then in an arena that is charged page by page. Bytes that were
/// never written are zero.
final class GrowingBuffer {
    /// The most that stays on the heap; a result of a few columns is then well below a mebibyte.
    static final long HEAP_BYTES = 256 << 10;

    private static final long PAGE_BYTES = 4096;

    private final ResultMemory memory;
    private MemorySegment segment = MemorySegment.ofArray(new long[16]);
    private Arena arena;
    private long committedBytes;

    GrowingBuffer(ResultMemory memory) {
        this.memory = memory;
    }

    /// Where large results live.
    record ResultMemory(MemoryPool pool, MemoryAccount account) {}

    /// The bytes; asked for anew after each [#ensure].
    MemorySegment segment() {
        return segment;
    }

    /// The arena, or null while on the heap. Its creator's reference belongs to this buffer until it is taken.
    Arena arena() {
        return arena;
    }

    /// Makes room for so many bytes in all.
    void ensure(long bytes) {
        if (bytes > segment.byteSize()) {
            grow(Math.max(bytes, segment.byteSize() * 2));
        }
        if (arena != null && bytes > committedBytes) {
            commit(bytes);
        }
    }

    private void grow(long bytes) {
        if (bytes <= HEAP_BYTES) {
            MemorySegment larger = MemorySegment.ofArray(new long[Math.toIntExact((bytes + 7) >>> 3)]);
            MemorySegment.copy(segment, 0, larger, 0, segment.byteSize());
            segment = larger;
            return;
        }
        long usedBytes = arena == null ? segment.byteSize() : committedBytes;
        Arena old = arena;
        MemorySegment oldSegment = segment;
        Arena larger = memory.pool().allocate("result", bytes * 2, memory.account());
        arena = larger;
        committedBytes = 0;
        segment = larger.segment();
        try {
            commit(usedBytes);
            MemorySegment.copy(oldSegment, 0, segment, 0, usedBytes);
        } finally {
            if (old != null) {
                old.release();
            }
        }
    }

    private void commit(long bytes) {
        long target = Math.min(segment.byteSize(), Math.max(bytes, committedBytes + committedBytes / 4));
        target = (target + PAGE_BYTES - 1) & -PAGE_BYTES;
        arena.commit(committedBytes, target - committedBytes);
        committedBytes = target;
    }

    void setBit(long index) {
        long at = index >>> 3;
        segment.set(JAVA_BYTE, at, (byte) (segment.get(JAVA_BYTE, at) | 1 << (index & 7)));
    }

    void release() {
        if (arena != null) {
            arena.release();
            arena = null;
        }
    }
}
