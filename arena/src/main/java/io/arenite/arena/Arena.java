package io.arenite.arena;

import io.arenite.arena.os.Platform;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One contiguous, reference-counted block of off-heap memory. Zero at first, or a file followed by zeros;
/// page aligned, never moved.
///
/// Its references are one word:
///
///     31   30                     29                    0
///     | 0 | the creator holds it |     live leases      |
///
/// 1. The word starts with the creator's reference and no lease.
/// 2. [#acquire] adds a lease by compare-and-set, and only to a word that is not zero: a dead arena stays
///    dead.
/// 3. Each lease takes itself off once, the creator once. Whoever brings the word to zero, and nobody else,
///    gives the pages back to the kernel and then the block to the pool.
/// 4. So as long as a lease is open its bytes are neither released nor given to another arena.
public final class Arena {

    private static final int CREATOR = 1 << 30;
    private static final int LEASES = CREATOR - 1;
    private static final VarHandle REFERENCES = referencesHandle();

    private final MemoryPool pool;
    private final String name;
    private final Block block;
    private final MemorySegment segment;
    private final AcquireSite site = AcquireSite.here();
    private final Set<Lease> tracedLeases = AcquireSite.TRACING ? ConcurrentHashMap.newKeySet() : null;

    private volatile int references = CREATOR;

    /// On an arena that this one needs; null for none.
    private Lease kept;

    /// Where the block lies and who pays for it; the pool's lock guards the rest.
    static final class Block {
        final MemoryAccount account;
        final Reservation.Part part;
        /// The size of the file that is mapped at its start; 0 for memory.
        final long mappedBytes;

        Arena previous;
        Arena next;
        long committedBytes;
        /// The hull of all committed ranges.
        long touchedFromBytes = Long.MAX_VALUE;

        long touchedToBytes;

        Block(MemoryAccount account, Reservation.Part part, long mappedBytes) {
            this.account = account;
            this.part = part;
            this.mappedBytes = mappedBytes;
        }

        long sizeBytes() {
            return part.sizeBytes();
        }

        /// The pages that the file is mapped to.
        MemorySegment mapped() {
            return part.segment().asSlice(0, Platform.wholePages(mappedBytes));
        }
    }

    Arena(MemoryPool pool, String name, Block block) {
        this.pool = pool;
        this.name = name;
        this.block = block;
        this.segment = block.part.segment();
    }

    public String name() {
        return name;
    }

    /// The size of the block, a power of two of pages; at least what was asked for.
    public long sizeBytes() {
        return segment.byteSize();
    }

    /// The size of the file at its start when it was mapped; 0 for memory. Behind it are zeros.
    public long mappedBytes() {
        return block.mappedBytes;
    }

    /// Charges the account for a range of whole pages, which has to happen before its first touch. A range
    /// that is passed twice is charged twice; what is charged is returned when the arena dies. The caller
    /// holds a reference.
    ///
    /// @throws MemoryLimitException where the account's or the pool's limit does not allow it; then nothing
    ///     is charged
    public void commit(long offsetBytes, long lengthBytes) {
        if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > sizeBytes() - lengthBytes) {
            throw new IndexOutOfBoundsException("commit is out of bounds: arena=%s, offset=%d, length=%d, size=%d"
                    .formatted(name, offsetBytes, lengthBytes, sizeBytes()));
        }
        if (((offsetBytes | lengthBytes) & (Platform.PAGE_BYTES - 1)) != 0) {
            throw new IllegalArgumentException("commit is not of whole pages: arena=%s, offset=%d, length=%d, page=%d"
                    .formatted(name, offsetBytes, lengthBytes, Platform.PAGE_BYTES));
        }
        if (segment.isReadOnly()) {
            throw new UnsupportedOperationException("commit of a mapped file: arena=" + name);
        }
        pool.commit(this, offsetBytes, lengthBytes);
    }

    /// Takes a lease.
    ///
    /// @throws ArenaClosedException where the creator and all leases have gone
    public Lease acquire() {
        Lease lease = tryAcquire();
        if (lease == null) {
            throw closed();
        }
        return lease;
    }

    /// Takes a lease, or returns null where the creator and all leases have gone.
    public Lease tryAcquire() {
        if (references == 0) {
            return null;
        }
        // Before the count: should this fail, nothing is counted.
        Lease lease = new Lease(this);
        int held;
        do {
            held = references;
            if (held == 0) {
                return null;
            }
            if ((held & LEASES) == LEASES) {
                throw new IllegalStateException("too many leases: arena=%s, leases=%d".formatted(name, LEASES));
            }
        } while (!REFERENCES.weakCompareAndSet(this, held, held + 1));
        if (AcquireSite.TRACING) {
            tracedLeases.add(lease);
        }
        return lease;
    }

    /// Gives up the creator's reference. The memory goes now, or with the last lease.
    ///
    /// @throws ArenaClosedException the second time
    public void release() {
        int held;
        do {
            held = references;
            if ((held & CREATOR) == 0) {
                throw new ArenaClosedException("arena is already released: arena=" + name);
            }
        } while (!REFERENCES.weakCompareAndSet(this, held, held & ~CREATOR));
        if (held == CREATOR) {
            pool.free(this);
        }
    }

    /// Takes a lease over, which is closed when this arena dies: for memory that is read together with this
    /// one's. The caller holds a reference. Not safe for use by several threads.
    ///
    /// @throws IllegalStateException the second time
    public void keep(Lease lease) {
        if (kept != null) {
            throw new IllegalStateException(
                    "arena keeps another one already: arena=%s, kept=%s".formatted(name, kept.arena().name));
        }
        kept = lease;
    }

    /// From the first to the last byte of this arena and another one of the same pool, read only, with
    /// whatever lies between them: who reads there has to know what is whose. As [#segment], it does not
    /// notice the death of either.
    ///
    /// @param other may be a file
    public MemorySegment spanning(Arena other) {
        if (other.pool != pool) {
            throw new IllegalArgumentException(
                    "arenas are of two pools: arena=%s, other=%s".formatted(name, other.name));
        }
        return block.part.reservation().spanning(segment(), other.segment());
    }

    /// The whole block; read only where a file is mapped. Only for Arenite's own modules, and only while the
    /// caller holds a lease or the creator's reference: the segment itself lives as long as the pool, so it
    /// does not notice that its arena has died.
    public MemorySegment segment() {
        if (references == 0) {
            throw closed();
        }
        return segment;
    }

    @Override
    public String toString() {
        return "Arena[name=%s, sizeBytes=%d, leases=%d]".formatted(name, sizeBytes(), leases());
    }

    /// Called once by each lease.
    void release(Lease lease) {
        if (AcquireSite.TRACING) {
            tracedLeases.remove(lease);
        }
        if ((int) REFERENCES.getAndAdd(this, -1) == 1) {
            pool.free(this);
        }
    }

    Block block() {
        return block;
    }

    /// Once it is dead.
    Lease kept() {
        return kept;
    }

    /// Whether a lease can still be had; may have changed when it returns.
    public boolean isAlive() {
        return references != 0;
    }

    int leases() {
        return references & LEASES;
    }

    /// For listings; the caller holds the pool's lock.
    LiveArena describe() {
        int held = references;
        boolean heldByCreator = (held & CREATOR) != 0;
        List<AcquireSite> leaseSites =
                AcquireSite.TRACING ? tracedLeases.stream().map(Lease::site).toList() : List.of();
        return new LiveArena(
                name,
                block.account.name(),
                sizeBytes(),
                block.committedBytes,
                heldByCreator,
                held & LEASES,
                heldByCreator && AcquireSite.TRACING ? List.of(site) : List.of(),
                leaseSites);
    }

    MemorySegment segmentOfOpenLease() {
        return segment;
    }

    ArenaClosedException closed() {
        return new ArenaClosedException("arena is closed: arena=" + name);
    }

    private static VarHandle referencesHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Arena.class, "references", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
