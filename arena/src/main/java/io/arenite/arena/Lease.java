package io.arenite.arena;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The right to use an arena's memory, until it is closed. Any thread may close it, once.
public final class Lease implements AutoCloseable {

    private static final VarHandle CLOSED = closedHandle();

    private final Arena arena;
    private final AcquireSite site = AcquireSite.here();

    private volatile boolean closed;

    Lease(Arena arena) {
        this.arena = arena;
    }

    public Arena arena() {
        return arena;
    }

    /// The whole arena. Not to be kept beyond this lease.
    ///
    /// @throws ArenaClosedException after [#close]
    public MemorySegment segment() {
        requireOpen();
        return arena.segmentOfOpenLease();
    }

    /// A part of the arena. Not to be kept beyond this lease.
    ///
    /// @throws ArenaClosedException after [#close]
    public MemorySegment slice(long offsetBytes, long lengthBytes) {
        MemorySegment whole = segment();
        if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > whole.byteSize() - lengthBytes) {
            throw new IndexOutOfBoundsException("slice is out of bounds: arena=%s, offset=%d, length=%d, size=%d"
                    .formatted(arena.name(), offsetBytes, lengthBytes, whole.byteSize()));
        }
        return whole.asSlice(offsetBytes, lengthBytes);
    }

    /// The address of a byte of the arena, for code outside of the JVM, which is checked by nobody: that
    /// code must be done before this lease is closed, and stay within what it was given.
    ///
    /// @throws ArenaClosedException after [#close]
    public long address(long offsetBytes) {
        return slice(offsetBytes, 0).address();
    }

    /// A second lease on the same arena, for a view derived from this one; it outlives this one.
    ///
    /// @throws ArenaClosedException after [#close]
    public Lease share() {
        requireOpen();
        return arena.acquire();
    }

    public boolean isClosed() {
        return closed;
    }

    /// Gives the lease up; the last one to go gives the memory back.
    ///
    /// @throws ArenaClosedException the second time
    @Override
    public void close() {
        if (!CLOSED.compareAndSet(this, false, true)) {
            throw new ArenaClosedException("lease is already closed: arena=" + arena.name());
        }
        arena.release(this);
    }

    @Override
    public String toString() {
        return "Lease[arena=%s, closed=%b]".formatted(arena.name(), closed);
    }

    AcquireSite site() {
        return site;
    }

    private void requireOpen() {
        if (closed) {
            throw new ArenaClosedException("lease is closed: arena=" + arena.name());
        }
    }

    private static VarHandle closedHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Lease.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
