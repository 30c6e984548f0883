package io.arenite.arena;

/// Who pays for arenas: a table, the scratch space of queries, a result. Has its own limit.
///
/// Obtained from [MemoryPool#account]; two accounts may have the same name. The pool lists an account while it has
/// arenas.
public final class MemoryAccount {

    private final MemoryPool pool;
    private final String name;
    private final long limitBytes;

    // All guarded by the pool's lock.
    private long reservedBytes;
    private long committedBytes;
    private long mappedBytes;
    private int arenas;
    private Arena firstArena;

    MemoryAccount(MemoryPool pool, String name, long limitBytes) {
        this.pool = pool;
        this.name = name;
        this.limitBytes = limitBytes;
    }

    public String name() {
        return name;
    }

    /// The most that may be committed; `Long.MAX_VALUE` if only the pool's limit counts.
    public long limitBytes() {
        return limitBytes;
    }

    /// What it holds at this moment.
    public MemoryStats.Account stats() {
        return pool.stats(this);
    }

    boolean isOf(MemoryPool candidate) {
        return pool == candidate;
    }

    boolean isEmpty() {
        return firstArena == null;
    }

    long reservedBytes() {
        return reservedBytes;
    }

    long committedBytes() {
        return committedBytes;
    }

    void commit(long bytes) {
        committedBytes += bytes;
    }

    void add(Arena arena) {
        Arena.Block block = arena.block();
        block.next = firstArena;
        if (firstArena != null) {
            firstArena.block().previous = arena;
        }
        firstArena = arena;
        arenas++;
        reservedBytes += block.sizeBytes();
        mappedBytes += block.mappedBytes;
    }

    void remove(Arena arena) {
        Arena.Block block = arena.block();
        if (block.previous == null) {
            firstArena = block.next;
        } else {
            block.previous.block().next = block.next;
        }
        if (block.next != null) {
            block.next.block().previous = block.previous;
        }
        block.previous = null;
        block.next = null;
        arenas--;
        reservedBytes -= block.sizeBytes();
        mappedBytes -= block.mappedBytes;
        committedBytes -= block.committedBytes;
    }

    Arena firstArena() {
        return firstArena;
    }

    /// Walks the account's arenas: leases touch no counter but their arena's own, so that taking one stays cheap.
    MemoryStats.Account describe() {
        long pinnedBytes = 0;
        long leases = 0;
        for (Arena arena = firstArena; arena != null; arena = arena.block().next) {
            int held = arena.leases();
            leases += held;
            if (held > 0) {
                pinnedBytes += arena.block().committedBytes;
            }
        }
        return new MemoryStats.Account(
                name, reservedBytes, committedBytes, pinnedBytes, mappedBytes, limitBytes, arenas, leases);
    }
}
