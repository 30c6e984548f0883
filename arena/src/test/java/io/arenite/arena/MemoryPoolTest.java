package io.arenite.arena;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A pool's life, its reservations and its options.
class MemoryPoolTest {

    private static final int PAGE = 4096;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void refusesArenasOnceClosed() {
        MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
        MemoryAccount account = pool.account("trades");
        pool.close();
        assertThatThrownBy(() -> pool.allocate("trades/AAPL", PAGE, account))
                .isInstanceOf(ArenaClosedException.class)
                .hasMessage("memory pool is closed: arena=trades/AAPL");
        assertThatThrownBy(pool::close)
                .isInstanceOf(ArenaClosedException.class)
                .hasMessage("memory pool is already closed");
        assertThat(pool.stats().addressSpaceBytes()).isZero();
    }

    @Test
    void staysMappedUntilTheLastLeaseGoes() {
        MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
        Arena arena = pool.allocate("trades/AAPL", PAGE, pool.account("trades"));
        arena.commit(0, PAGE);
        Lease lease = arena.acquire();
        MemorySegment segment = lease.segment();
        segment.set(JAVA_LONG, 0, 42);
        pool.close();
        arena.release();
        assertThat(segment.get(JAVA_LONG, 0)).isEqualTo(42);
        assertThat(pool.stats().addressSpaceBytes()).isPositive();
        lease.close();
        assertThat(pool.stats().addressSpaceBytes()).isZero();
        assertThatThrownBy(() -> segment.get(JAVA_LONG, 0))
                .as("a segment kept too long")
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Already closed");
    }

    @Test
    void addsAReservationWhenOneIsFull() {
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults().withReservationBytes(1 << 20))) {
            MemoryAccount account = pool.account("trades");
            List<Arena> arenas = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Arena arena = pool.allocate("trades/" + i, 1 << 16, account);
                arena.commit(0, PAGE);
                arena.segment().set(JAVA_LONG, 0, i);
                arenas.add(arena);
            }
            assertThat(pool.stats().addressSpaceBytes()).isEqualTo(3L << 20);
            arenas.add(pool.allocate("trades/large", 3 << 20, account));
            assertThat(pool.stats().addressSpaceBytes())
                    .as("one as large as needed")
                    .isEqualTo(7L << 20);
            for (int i = 0; i < 40; i++) {
                assertThat(arenas.get(i).segment().get(JAVA_LONG, 0)).isEqualTo(i);
            }
            arenas.forEach(Arena::release);
            pool.allocate("trades/again", 1 << 20, account).release();
            assertThat(pool.stats().addressSpaceBytes()).as("reused").isEqualTo(7L << 20);
        }
    }

    @Test
    void keepsTheNeighboursOfADeadArena() {
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults())) {
            MemoryAccount account = pool.account("trades");
            Arena[] arenas = new Arena[3];
            for (int i = 0; i < arenas.length; i++) {
                arenas[i] = pool.allocate("trades/" + i, PAGE, account);
                arenas[i].commit(0, PAGE);
                arenas[i].segment().fill((byte) 7);
            }
            arenas[1].release();
            assertThat(arenas[0].segment().get(JAVA_LONG, PAGE - 8)).isEqualTo(0x0707070707070707L);
            assertThat(arenas[2].segment().get(JAVA_LONG, 0)).isEqualTo(0x0707070707070707L);
            arenas[0].release();
            arenas[2].release();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 2048, 4097, 3 << 20, Long.MIN_VALUE})
    void refusesAReservationThatIsNotAPowerOfTwo(long bytes) {
        assertThatThrownBy(() -> MemoryOptions.defaults().withReservationBytes(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reservation is not a power of two of at least one page: reservation=%d", bytes);
    }

    @Test
    void refusesANegativeLimit() {
        assertThatThrownBy(() -> MemoryOptions.defaults().withLimitBytes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memory limit is negative: limit=-1");
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults())) {
            assertThatThrownBy(() -> pool.account("trades", -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("memory limit is negative: account=trades, limit=-1");
        }
    }

    @Test
    void limitsItselfToMostOfTheMachineByDefault() {
        assertThat(MemoryOptions.defaults().limitBytes()).isBetween(64L << 20, 1L << 50);
        assertThat(MemoryOptions.defaults().reservationBytes()).isEqualTo(16L << 40);
    }
}
