package io.arenite.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the kernel says: memory comes with the first touch and goes with the last lease.
class ResidentMemoryTest {

    private static final int PAGE = 4096;
    private static final long MIB = 1 << 20;

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

    @Test
    void goesWithTheLastLeaseAndComesBackAsZero() throws IOException {
        Arena arena = pool.allocate("trades/AAPL", 256 * MIB, account);
        arena.commit(0, 256 * MIB);
        long beforeBytes = residentBytes();
        arena.segment().fill((byte) 1);
        assertThat(residentBytes() - beforeBytes).isGreaterThan(240 * MIB);
        Lease lease = arena.acquire();
        long address = arena.segment().address();
        arena.release();
        assertThat(residentBytes() - beforeBytes).isGreaterThan(240 * MIB);
        lease.close();
        assertThat(residentBytes() - beforeBytes).isLessThan(16 * MIB);

        Arena next = pool.allocate("trades/MSFT", 256 * MIB, account);
        assertThat(next.segment().address()).as("the same block").isEqualTo(address);
        next.commit(0, 256 * MIB);
        for (long offset = 0; offset < 256 * MIB; offset += PAGE / 2) {
            assertThat(next.segment().get(JAVA_LONG, offset)).isZero();
        }
        next.release();
    }

    @Test
    void clearsRangesThatAreFarApart() {
        Arena arena = pool.allocate("trades/AAPL", 1024 * MIB, account);
        for (long offset : List.of(512 * MIB, 0L, 1024 * MIB - PAGE)) {
            arena.commit(offset, PAGE);
            arena.segment().set(JAVA_LONG, offset + 8, -1);
        }
        arena.release();
        Arena next = pool.allocate("trades/AAPL", 1024 * MIB, account);
        for (long offset : List.of(512 * MIB, 0L, 1024 * MIB - PAGE)) {
            assertThat(next.segment().get(JAVA_LONG, offset + 8)).isZero();
        }
        next.release();
    }

    /// 4,000 arenas of which one page each is touched. Huge pages would take 2 MiB for each, whatever the system's
    /// setting: the reservation refuses them (nh), and core dumps leave it out (dd).
    @Test
    void isNeverMadeOfHugePagesNorDumped() throws IOException {
        long beforeBytes = residentBytes();
        Arena[] arenas = new Arena[4000];
        for (int i = 0; i < arenas.length; i++) {
            arenas[i] = pool.allocate("trades/" + i, 4 * MIB, account);
            arenas[i].commit(0, PAGE);
            arenas[i].segment().set(JAVA_BYTE, 0, (byte) 1);
        }
        assertThat(residentBytes() - beforeBytes).isLessThan(64 * MIB);
        assertThat(flagsOfMapping(arenas[0].segment().address())).contains("nh", "dd", "nr");
        for (Arena arena : arenas) {
            arena.release();
        }
    }

    /// The kernel does not take locked pages back (MADV_DONTNEED fails), so they are overwritten.
    @Test
    @SuppressWarnings("restricted")
    void zeroesPagesThatTheKernelKeeps() throws Throwable {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor descriptor =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
        MethodHandle mlock = linker.downcallHandle(linker.defaultLookup().findOrThrow("mlock"), descriptor);
        MethodHandle munlock = linker.downcallHandle(linker.defaultLookup().findOrThrow("munlock"), descriptor);

        Arena arena = pool.allocate("trades/AAPL", PAGE, account);
        arena.commit(0, PAGE);
        arena.segment().fill((byte) 1);
        MemorySegment page = arena.segment();
        assertThat((int) mlock.invokeExact(page, (long) PAGE)).isZero();
        arena.release();
        Arena next = pool.allocate("trades/AAPL", PAGE, account);
        assertThat(next.segment().address()).isEqualTo(page.address());
        assertThat(next.segment().mismatch(MemorySegment.ofArray(new byte[PAGE])))
                .isEqualTo(-1);
        assertThat((int) munlock.invokeExact(page, (long) PAGE)).isZero();
        next.release();
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> flagsOfMapping(long address) throws IOException {
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                String[] ends = line.split("[- ]", 3);
                inside = Long.compareUnsigned(Long.parseUnsignedLong(ends[0], 16), address) <= 0
                        && Long.compareUnsigned(address, Long.parseUnsignedLong(ends[1], 16)) < 0;
            } else if (inside && line.startsWith("VmFlags:")) {
                return List.of(line.substring("VmFlags:".length()).trim().split(" "));
            }
        }
        throw new AssertionError("no mapping: address=" + address);
    }
}
