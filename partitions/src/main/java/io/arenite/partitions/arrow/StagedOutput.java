package io.arenite.partitions.arrow;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.MemorySegment;

/// Writes a file from its start on. Small pieces are gathered, so that many of them are one system call;
/// large ones go to the file from where they lie.
final class StagedOutput implements AutoCloseable {
    private static final long STAGE_BYTES = 1 << 20;
    /// From here on a copy costs more than a call.
    private static final long LARGE_BYTES = 128 << 10;

    private final OpenFile file;
    private final Arena arena;
    private final MemorySegment stage;
    private long flushed;
    private long staged;

    StagedOutput(OpenFile file, MemoryPool pool, MemoryAccount account) {
        this.file = file;
        this.arena = pool.allocate("arrow writer", STAGE_BYTES, account);
        try {
            arena.commit(0, STAGE_BYTES);
        } catch (RuntimeException refused) {
            arena.release();
            throw refused;
        }
        this.stage = arena.segment().asSlice(0, STAGE_BYTES);
    }

    /// Where the next byte goes.
    long position() {
        return flushed + staged;
    }

    void write(MemorySegment bytes) {
        long length = bytes.byteSize();
        if (length >= LARGE_BYTES && bytes.isNative()) {
            flush();
            file.write(flushed, bytes);
            flushed += length;
            return;
        }
        for (long at = 0; at < length; ) {
            if (staged == STAGE_BYTES) {
                flush();
            }
            long part = Math.min(length - at, STAGE_BYTES - staged);
            MemorySegment.copy(bytes, at, stage, staged, part);
            staged += part;
            at += part;
        }
    }

    /// Zeros up to a position.
    void pad(long position) {
        while (position() < position) {
            if (staged == STAGE_BYTES) {
                flush();
            }
            long part = Math.min(position - position(), STAGE_BYTES - staged);
            stage.asSlice(staged, part).fill((byte) 0);
            staged += part;
        }
    }

    /// Writes again what is already written.
    void patch(long position, MemorySegment bytes) {
        if (position >= flushed) {
            MemorySegment.copy(bytes, 0, stage, position - flushed, bytes.byteSize());
            return;
        }
        flush();
        for (long at = 0; at < bytes.byteSize(); at += STAGE_BYTES) {
            long part = Math.min(STAGE_BYTES, bytes.byteSize() - at);
            MemorySegment.copy(bytes, at, stage, 0, part);
            file.write(position + at, stage.asSlice(0, part));
        }
    }

    void flush() {
        if (staged > 0) {
            file.write(flushed, stage.asSlice(0, staged));
            flushed += staged;
            staged = 0;
        }
    }

    @Override
    public void close() {
        arena.release();
    }
}
