package io.arenite.arena;

import io.arenite.arena.os.Platform;
import io.arenite.arena.os.SystemCallException;
import io.arenite.arena.os.VirtualMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Off-heap memory and its budget: address space in a few large reservations, handed out as [Arena]s that are
/// charged to [MemoryAccount]s.
///
///     reservation, 16 TiB of address space          ... and a second one, when it is full
///     | arena | arena | free |    arena     |  free                                       ...
///
/// 1. Blocks are found, freed and charged under one lock; leases take no lock.
/// 2. A dead arena's pages go back to the kernel before its block goes back to the pool, so no two arenas
///    ever share memory, and a new one reads as zero.
/// 3. [#close] refuses new arenas. The address space is unmapped when the last arena has died, never under a
///    lease, and only after all segments into it were made to throw.
public final class MemoryPool implements AutoCloseable {

    private static final Set<MemoryPool> TRACED = ConcurrentHashMap.newKeySet();
    private static final long LARGEST_ARENA_BYTES = 1L << 46;

    private final MemoryOptions options;
    private final Object lock = new Object();

    // All guarded by the lock.
    private final AddressSpace memory;
    private final AddressSpace files;
    private final Set<MemoryAccount> accountsInUse = new HashSet<>();
    private long committedBytes;
    private boolean closed;

    private MemoryPool(MemoryOptions options) {
        this.options = options;
        memory = new AddressSpace(Reservation.Use.MEMORY, options.reservationBytes());
        files = new AddressSpace(Reservation.Use.FILES, options.reservationBytes());
    }

    /// Opens a pool with its first reservation.
    ///
    /// @throws ReservationRefusedException where the kernel does not even grant 64 MiB of address space
    /// @throws PlatformNotSupportedException on anything but Linux x86-64
    public static MemoryPool create(MemoryOptions options) {
        Platform.requireSupported();
        MemoryPool pool = new MemoryPool(options);
        pool.memory.reserve(Platform.PAGE_BYTES);
        return traced(pool);
    }

    /// Opens a pool that makes its first reservation for its first arena, so that a refusal shows as late as
    /// that.
    ///
    /// @throws PlatformNotSupportedException on anything but Linux x86-64
    public static MemoryPool onDemand(MemoryOptions options) {
        Platform.requireSupported();
        return traced(new MemoryPool(options));
    }

    /// A new account that only the pool's limit binds.
    public MemoryAccount account(String name) {
        return account(name, Long.MAX_VALUE);
    }

    /// A new account with a limit of its own.
    public MemoryAccount account(String name, long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException(
                    "memory limit is negative: account=%s, limit=%d".formatted(name, limitBytes));
        }
        return new MemoryAccount(this, name, limitBytes);
    }

    /// A new arena of at least so many bytes, none of them committed. The caller owns it and releases it.
    ///
    /// @throws ReservationRefusedException where there is no address space left
    public Arena allocate(String name, long bytes, MemoryAccount account) {
        return takeBlock(memory, name, bytes, account, 0);
    }

    /// A new arena of the bytes of an open file as they are now, and at least so many zeros behind them.
    /// Nothing is charged, because the kernel can take the pages back. The file may be closed at once. Only
    /// for `io.arenite.arena.file`.
    ///
    /// @param descriptor of a file that can be read
    /// @throws SystemCallException where the kernel does not map it
    /// @throws ReservationRefusedException where there is no address space left
    public Arena map(String name, int descriptor, long fileBytes, long zeroBytes, MemoryAccount account) {
        if (fileBytes < 0 || zeroBytes < 0 || zeroBytes > LARGEST_ARENA_BYTES) {
            throw new IllegalArgumentException("mapping is out of range: arena=%s, size=%d, zeros=%d, largest=%d"
                    .formatted(name, fileBytes, zeroBytes, LARGEST_ARENA_BYTES));
        }
        long wantedBytes = Math.max(1, Math.min(fileBytes, LARGEST_ARENA_BYTES) + zeroBytes);
        Arena arena = takeBlock(files, name, Math.max(fileBytes, wantedBytes), account, fileBytes);
        if (fileBytes > 0) {
            try {
                VirtualMemory.mapFile(arena.block().mapped(), descriptor);
            } catch (SystemCallException e) {
                arena.release();
                throw e;
            }
        }
        return arena;
    }

    /// What the pool holds at this moment. Exact while nothing happens; walks all live arenas.
    public MemoryStats stats() {
        synchronized (lock) {
            List<MemoryStats.Account> accounts = accountsInUse.stream()
                    .map(MemoryAccount::describe)
                    .sorted(Comparator.comparing(MemoryStats.Account::name))
                    .toList();
            return new MemoryStats(
                    memory.sizeBytes() + files.sizeBytes(),
                    accounts.stream()
                            .mapToLong(MemoryStats.Account::reservedBytes)
                            .sum(),
                    committedBytes,
                    accounts.stream()
                            .mapToLong(MemoryStats.Account::pinnedBytes)
                            .sum(),
                    accounts.stream()
                            .mapToLong(MemoryStats.Account::mappedBytes)
                            .sum(),
                    options.limitBytes(),
                    accounts.stream().mapToLong(MemoryStats.Account::arenas).sum(),
                    accounts.stream().mapToLong(MemoryStats.Account::leases).sum(),
                    accounts);
        }
    }

    /// All arenas that have not died, for whoever looks for a leak.
    public List<LiveArena> liveArenas() {
        synchronized (lock) {
            List<LiveArena> live = new ArrayList<>();
            for (MemoryAccount account : accountsInUse) {
                for (Arena arena = account.firstArena(); arena != null; arena = arena.block().next) {
                    live.add(arena.describe());
                }
            }
            return live;
        }
    }

    /// Refuses new arenas, and unmaps everything now or when the last arena dies.
    ///
    /// @throws ArenaClosedException the second time
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                throw new ArenaClosedException("memory pool is already closed");
            }
            closed = true;
        }
        if (AcquireSite.TRACING) {
            logLiveArenas();
        }
        unmapIfUnused();
    }

    /// The pools of this process that are not unmapped; none without assertions.
    static Set<MemoryPool> traced() {
        return Set.copyOf(TRACED);
    }

    MemoryStats.Account stats(MemoryAccount account) {
        synchronized (lock) {
            return account.describe();
        }
    }

    void commit(Arena arena, long offsetBytes, long lengthBytes) {
        Arena.Block block = arena.block();
        MemoryAccount account = block.account;
        synchronized (lock) {
            if (!arena.isAlive()) {
                throw arena.closed();
            }
            if (lengthBytes > block.sizeBytes() - block.committedBytes) {
                throw new IllegalArgumentException(
                        "commit exceeds the arena: arena=%s, committed=%d, length=%d, size=%d"
                                .formatted(arena.name(), block.committedBytes, lengthBytes, block.sizeBytes()));
            }
            if (lengthBytes > account.limitBytes() - account.committedBytes()) {
                throw new MemoryLimitException(
                        account.name(), lengthBytes, account.committedBytes(), account.limitBytes(), "account");
            }
            if (lengthBytes > options.limitBytes() - committedBytes) {
                throw new MemoryLimitException(
                        account.name(), lengthBytes, committedBytes, options.limitBytes(), "pool");
            }
            committedBytes += lengthBytes;
            account.commit(lengthBytes);
            block.committedBytes += lengthBytes;
            block.touchedFromBytes = Math.min(block.touchedFromBytes, offsetBytes);
            block.touchedToBytes = Math.max(block.touchedToBytes, offsetBytes + lengthBytes);
        }
    }

    /// Called once, by whoever dropped the last reference.
    void free(Arena arena) {
        Arena.Block block = arena.block();
        MemorySegment touched = null;
        synchronized (lock) {
            if (block.committedBytes > 0) {
                touched = arena.segmentOfOpenLease()
                        .asSlice(block.touchedFromBytes, block.touchedToBytes - block.touchedFromBytes);
            }
        }
        if (touched != null) {
            discard(touched);
        }
        boolean unmapped = block.mappedBytes == 0 || unmap(arena);
        boolean last;
        synchronized (lock) {
            MemoryAccount account = block.account;
            committedBytes -= block.committedBytes;
            account.remove(arena);
            if (account.isEmpty()) {
                accountsInUse.remove(account);
            }
            if (unmapped) {
                block.part.free();
            } else {
                block.part.abandon();
            }
            last = closed;
        }
        if (last) {
            unmapIfUnused();
        }
        if (arena.kept() != null) {
            arena.kept().close();
        }
    }

    private Arena takeBlock(AddressSpace space, String name, long bytes, MemoryAccount account, long mappedBytes) {
        if (bytes <= 0 || bytes > LARGEST_ARENA_BYTES) {
            throw new IllegalArgumentException("arena size is out of range: arena=%s, size=%d, largest=%d"
                    .formatted(name, bytes, LARGEST_ARENA_BYTES));
        }
        if (!account.isOf(this)) {
            throw new IllegalArgumentException(
                    "account is of another pool: arena=%s, account=%s".formatted(name, account.name()));
        }
        int order = orderOf(bytes);
        synchronized (lock) {
            if (closed) {
                throw new ArenaClosedException("memory pool is closed: arena=" + name);
            }
            Arena arena = new Arena(this, name, new Arena.Block(account, space.take(order), mappedBytes));
            if (account.isEmpty()) {
                accountsInUse.add(account);
            }
            account.add(arena);
            return arena;
        }
    }

    private void unmapIfUnused() {
        List<Reservation> unused = new ArrayList<>();
        synchronized (lock) {
            if (!accountsInUse.isEmpty()) {
                return;
            }
            unused.addAll(memory.removeAll());
            unused.addAll(files.removeAll());
        }
        for (Reservation reservation : unused) {
            reservation.close();
        }
        TRACED.remove(this);
    }

    private void logLiveArenas() {
        List<LiveArena> live = liveArenas();
        if (!live.isEmpty()) {
            log().log(
                            System.Logger.Level.WARNING,
                            live.stream()
                                    .map(LiveArena::toString)
                                    .collect(Collectors.joining("\n", "memory pool closed with live arenas:\n", "")));
        }
    }

    private static void discard(MemorySegment touched) {
        try {
            VirtualMemory.discard(touched);
        } catch (SystemCallException e) {
            log().log(System.Logger.Level.WARNING, "pages stay in memory and are zeroed instead: " + e.getMessage());
            touched.fill((byte) 0);
        }
    }

    /// Whether the block may be used again.
    private static boolean unmap(Arena arena) {
        try {
            VirtualMemory.mapZeros(arena.block().mapped());
            return true;
        } catch (SystemCallException e) {
            log().log(
                            System.Logger.Level.WARNING,
                            "address space is not used again: arena=" + arena.name() + ", reason=" + e.getMessage());
            return false;
        }
    }

    private static MemoryPool traced(MemoryPool pool) {
        if (AcquireSite.TRACING) {
            TRACED.add(pool);
        }
        return pool;
    }

    /// Looked up when there is something to say: a process's first logger takes 10 ms.
    private static System.Logger log() {
        return System.getLogger(MemoryPool.class.getName());
    }

    private static int orderOf(long bytes) {
        long pages = (bytes + Platform.PAGE_BYTES - 1) / Platform.PAGE_BYTES;
        return Long.SIZE - Long.numberOfLeadingZeros(pages - 1);
    }
}
