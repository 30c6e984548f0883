package io.arenite.engine.exec;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Native memory for registers: one arena per worker at a time, kept for the next query.
final class Scratch implements AutoCloseable {
    private static final long SMALLEST_BYTES = 256 << 10;

    private final MemoryPool pool;
    private final MemoryAccount account;
    private final ConcurrentLinkedDeque<Arena> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Scratch(MemoryPool pool) {
        this.pool = pool;
        this.account = pool.account("engine scratch");
    }

    /// Native memory that one worker holds until it closes it.
    final class Held implements AutoCloseable {
        private final Arena arena;

        private Held(Arena arena) {
            this.arena = arena;
        }

        MemorySegment segment() {
            return arena.segment();
        }

        @Override
        public void close() {
            idle.addFirst(arena);
            if (closed) {
                releaseIdle();
            }
        }
    }

    Held take(long bytes) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        Arena arena = idle.pollFirst();
        if (arena != null && arena.sizeBytes() < bytes) {
            arena.release();
            arena = null;
        }
        return new Held(arena != null ? arena : allocate(bytes));
    }

    private Arena allocate(long bytes) {
        Arena arena = pool.allocate("engine scratch", Math.max(bytes, SMALLEST_BYTES), account);
        try {
            arena.commit(0, arena.sizeBytes());
            return arena;
        } catch (RuntimeException e) {
            arena.release();
            throw e;
        }
    }

    private void releaseIdle() {
        for (Arena arena = idle.pollFirst(); arena != null; arena = idle.pollFirst()) {
            arena.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        releaseIdle();
    }
}
