package io.arenite.python.handle;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.arena.Arena;
import io.arenite.arena.Lease;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.BitSet;

/// The two pieces of memory that Python and the JVM share for as long as the process lives:
///
///     releases   1 byte a pin     Python writes 1 when it has let go, the JVM 0 when it has seen that
///     claims     1 byte a pin     of those that stand for a buffer: Python writes 1 when it has what is in
///                                 the answer there, the JVM 0 before the next answer
///     words      2 int64 a table  commit number, rows: the JVM writes, Python reads
///
/// Each byte and word has one writer at a time. The JVM writes words with release semantics, rows before
/// the commit number; Python reads them by plain loads, which on x86-64 acquire.
public final class SharedMemory implements AutoCloseable {
    static final int PINS = 1 << 20;
    static final int TABLES = 1 << 14;

    /// The commit number of a table that is dropped or closed.
    public static final long GONE = -1;

    private static final int WORDS_OF_TABLE = 2;
    private static final long WORDS_BYTES = (long) TABLES * WORDS_OF_TABLE * Long.BYTES;
    private static final VarHandle WORD = JAVA_LONG.varHandle();

    private final MemoryPool pool;
    private final Lease lease;
    private final MemorySegment releases;
    private final MemorySegment claims;
    private final MemorySegment words;
    private final long releasesAddress;
    private final long claimsAddress;
    private final long wordsAddress;
    private final BitSet tables = new BitSet();

    public SharedMemory() {
        long bytes = 2L * PINS + WORDS_BYTES;
        long reservation = Long.highestOneBit(bytes) << 1;
        this.pool = MemoryPool.onDemand(new MemoryOptions(reservation, reservation));
        Arena arena = pool.allocate("python.shared", bytes, pool.account("python"));
        arena.commit(0, bytes);
        this.lease = arena.acquire();
        arena.release();
        this.releases = lease.slice(0, PINS);
        this.claims = lease.slice(PINS, PINS);
        this.words = lease.slice(2L * PINS, WORDS_BYTES);
        this.releasesAddress = lease.address(0);
        this.claimsAddress = lease.address(PINS);
        this.wordsAddress = lease.address(2L * PINS);
    }

    /// For tests: in a process with Python it stays for ever.
    @Override
    public void close() {
        lease.close();
        pool.close();
    }

    public int pinCount() {
        return PINS;
    }

    public int tableCount() {
        return TABLES;
    }

    public long releasesAddress() {
        return releasesAddress;
    }

    public long claimsAddress() {
        return claimsAddress;
    }

    public long wordsAddress() {
        return wordsAddress;
    }

    /// The two words of one table.
    ///
    /// @throws IllegalStateException if Python holds 16,384 tables
    TableWords takeWords() {
        synchronized (tables) {
            int free = tables.nextClearBit(0);
            if (free >= TABLES) {
                throw new IllegalStateException("too many tables are held by Python: tables=" + TABLES);
            }
            tables.set(free);
            return new TableWords(this, free);
        }
    }

    void giveBack(int table) {
        synchronized (tables) {
            tables.clear(table);
        }
    }

    void set(int table, long commit, long rows) {
        long at = (long) table * WORDS_OF_TABLE * Long.BYTES;
        WORD.setRelease(words, at + Long.BYTES, rows);
        WORD.setRelease(words, at, commit);
    }

    /// For tests: words as Python reads them.
    long[] words(int first, int count) {
        return words.asSlice((long) first * Long.BYTES, (long) count * Long.BYTES)
                .toArray(JAVA_LONG);
    }

    MemorySegment claims() {
        return claims;
    }

    MemorySegment releases() {
        return releases;
    }
}
