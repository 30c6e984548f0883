package io.arenite.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The life of one arena, and every way to misuse it.
class ArenaTest {

    private static final int PAGE = 4096;

    private MemoryPool pool;
    private MemoryAccount account;

    @BeforeEach
    void open() {
        pool = MemoryPool.create(MemoryOptions.defaults());
        account = pool.account("trades");
    }

    @AfterEach
    void close() {
        LeakCheck.assertNoLeaks(pool);
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 4096", "4096, 4096", "4097, 8192", "1000000, 1048576", "1099511627776, 1099511627776"})
    void isAPowerOfTwoOfPages(long askedBytes, long gotBytes) {
        Arena arena = pool.allocate("trades/AAPL", askedBytes, account);
        assertThat(arena.sizeBytes()).isEqualTo(gotBytes);
        assertThat(arena.segment().byteSize()).isEqualTo(gotBytes);
        assertThat(arena.segment().address() % PAGE).isZero();
        assertThat(arena.name()).isEqualTo("trades/AAPL");
        assertThat(arena).hasToString("Arena[name=trades/AAPL, sizeBytes=%d, leases=0]".formatted(gotBytes));
        arena.release();
    }

    @Test
    void livesUntilTheLastLeaseGoes() {
        Arena arena = committed("trades/AAPL");
        arena.segment().set(JAVA_LONG, 8, 42);
        Lease first = arena.acquire();
        arena.release();
        Lease second = first.share();
        Lease third = arena.acquire();
        first.close();
        third.close();
        assertThat(second.segment().get(JAVA_LONG, 8)).isEqualTo(42);
        assertThat(second.slice(8, 8).get(JAVA_LONG, 0)).isEqualTo(42);
        assertThat(second.arena()).isSameAs(arena);
        assertThat(second.isClosed()).isFalse();
        assertThat(pool.stats().arenas()).isEqualTo(1);
        second.close();
        assertThat(second.isClosed()).isTrue();
        assertThat(pool.stats().arenas()).isZero();
    }

    @Test
    void refusesEverythingAfterItsDeath() {
        Arena arena = committed("trades/AAPL");
        arena.release();
        String text = "arena is closed: arena=trades/AAPL";
        assertThat(arena.tryAcquire()).isNull();
        assertThatThrownBy(arena::acquire)
                .isInstanceOf(ArenaClosedException.class)
                .hasMessage(text);
        assertThatThrownBy(arena::segment)
                .isInstanceOf(ArenaClosedException.class)
                .hasMessage(text);
        assertThatThrownBy(() -> arena.commit(0, PAGE))
                .isInstanceOf(ArenaClosedException.class)
                .hasMessage(text);
    }

    @Test
    void isReleasedByItsCreatorOnce() {
        Arena arena = committed("trades/AAPL");
        Lease lease = arena.acquire();
        arena.release();
        String text = "arena is already released: arena=trades/AAPL";
        assertThatThrownBy(arena::release)
                .isInstanceOf(ArenaClosedException.class)
                .hasMessage(text);
        assertThat(lease.segment().byteSize()).isEqualTo(PAGE);
        lease.close();
        assertThatThrownBy(arena::release)
                .isInstanceOf(ArenaClosedException.class)
                .hasMessage(text);
    }

    @Test
    void refusesAClosedLeaseThoughTheArenaLives() {
        Arena arena = committed("trades/AAPL");
        Lease lease = arena.acquire();
        lease.close();
        String closed = "lease is closed: arena=trades/AAPL";
        assertThatThrownBy(lease::segment)
                .isInstanceOf(ArenaClosedException.class)
                .hasMessage(closed);
        assertThatThrownBy(() -> lease.slice(0, 8))
                .isInstanceOf(ArenaClosedException.class)
                .hasMessage(closed);
        assertThatThrownBy(lease::share)
                .isInstanceOf(ArenaClosedException.class)
                .hasMessage(closed);
        assertThatThrownBy(lease::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("lease is already closed: arena=trades/AAPL");
        assertThat(lease).hasToString("Lease[arena=trades/AAPL, closed=true]");
        assertThat(arena.segment().byteSize())
                .as("the second close took nothing off")
                .isEqualTo(PAGE);
        arena.release();
    }

    @ParameterizedTest
    @CsvSource({"-1, 8", "0, -1", "0, 4097", "4096, 1", "4097, 0", "9223372036854775807, 8", "8, 9223372036854775807"})
    void refusesASliceOutOfBounds(long offsetBytes, long lengthBytes) {
        Arena arena = committed("trades/AAPL");
        try (Lease lease = arena.acquire()) {
            assertThatThrownBy(() -> lease.slice(offsetBytes, lengthBytes))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("slice is out of bounds: arena=trades/AAPL, offset=%d, length=%d, size=4096"
                            .formatted(offsetBytes, lengthBytes));
        }
        arena.release();
    }

    @Test
    void refusesAccessOutOfBounds() {
        Arena arena = committed("trades/AAPL");
        MemorySegment segment = arena.segment();
        assertThatThrownBy(() -> segment.get(JAVA_LONG, PAGE)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> segment.get(JAVA_BYTE, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        arena.release();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, (1L << 46) + 1, Long.MAX_VALUE})
    void refusesASizeThatMakesNoSense(long bytes) {
        assertThatThrownBy(() -> pool.allocate("trades/AAPL", bytes, account))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("arena size is out of range: arena=trades/AAPL, size=%d, largest=70368744177664", bytes);
    }

    @ParameterizedTest
    @CsvSource({"-4096, 4096", "0, -4096", "4096, 8192", "0, 12288", "9223372036854771712, 4096"})
    void refusesACommitOutOfBounds(long offsetBytes, long lengthBytes) {
        Arena arena = pool.allocate("trades/AAPL", 2 * PAGE, account);
        assertThatThrownBy(() -> arena.commit(offsetBytes, lengthBytes))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("commit is out of bounds: arena=trades/AAPL, offset=%d, length=%d, size=8192"
                        .formatted(offsetBytes, lengthBytes));
        arena.release();
    }

    @Test
    void refusesACommitOfPartsOfPagesOrOfMoreThanThereIs() {
        Arena arena = pool.allocate("trades/AAPL", 2 * PAGE, account);
        assertThatThrownBy(() -> arena.commit(64, PAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("commit is not of whole pages: arena=trades/AAPL, offset=64, length=4096, page=4096");
        arena.commit(0, PAGE);
        assertThatThrownBy(() -> arena.commit(0, 2 * PAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("commit exceeds the arena: arena=trades/AAPL, committed=4096, length=8192, size=8192");
        arena.release();
    }

    @Test
    void refusesAnAccountOfAnotherPool() {
        try (MemoryPool other = MemoryPool.create(MemoryOptions.defaults())) {
            assertThatThrownBy(() -> other.allocate("trades/AAPL", PAGE, account))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("account is of another pool: arena=trades/AAPL, account=trades");
        }
    }

    private Arena committed(String name) {
        Arena arena = pool.allocate(name, PAGE, account);
        arena.commit(0, PAGE);
        return arena;
    }
}
