package io.arenite.arena.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.Arena;
import io.arenite.arena.ArenaClosedException;
import io.arenite.arena.LeakCheck;
import io.arenite.arena.Lease;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files as arenas.
class MappedFileTest {

    private static final int PAGE = 4096;

    private final FileLayer files = FileLayer.system();

    @TempDir
    private Path folder;

    private MemoryPool pool;
    private MemoryAccount account;

    @BeforeEach
    void open() {
        pool = MemoryPool.onDemand(MemoryOptions.defaults().withLimitBytes(PAGE));
        account = pool.account("trades");
    }

    @AfterEach
    void close() {
        LeakCheck.assertNoLeaks(pool);
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 4096",
        "0, 8192, 8192",
        "1, 0, 4096",
        "4096, 0, 4096",
        "4096, 1, 8192",
        "5000, 3193, 16384",
        "5000, 10000, 16384",
        "1000000, 3000000, 4194304"
    })
    void isTheFileThenZeros(int fileBytes, int zeroBytes, long sizeBytes) throws IOException {
        byte[] bytes = new byte[fileBytes];
        new Random(fileBytes).nextBytes(bytes);
        Arena arena = map(bytes, zeroBytes);
        MemorySegment segment = arena.segment();
        assertThat(arena.sizeBytes()).isEqualTo(sizeBytes);
        assertThat(segment.byteSize()).isEqualTo(sizeBytes);
        assertThat(arena.mappedBytes()).isEqualTo(fileBytes);
        assertThat(segment.asSlice(0, fileBytes).mismatch(MemorySegment.ofArray(bytes)))
                .isEqualTo(-1);
        for (long offset = fileBytes; offset < sizeBytes; offset++) {
            assertThat(segment.get(JAVA_BYTE, offset)).isZero();
        }
        arena.release();
    }

    @Test
    void livesAsLongAsItsLeases() throws IOException {
        Arena arena = map(new byte[] {1, 2, 3, 4}, 0);
        Lease lease = arena.acquire();
        assertThat(account.stats().mappedBytes()).isEqualTo(4);
        assertThat(pool.stats().mappedBytes()).isEqualTo(4);
        assertThat(pool.stats().committedBytes()).isZero();
        assertThat(pool.liveArenas())
                .singleElement()
                .asString()
                .startsWith(
                        "arena=trades/2026, account=trades, size=4096, committed=0, held by creator=true, leases=1");
        arena.release();
        assertThat(lease.segment().get(JAVA_BYTE, 3)).isEqualTo((byte) 4);
        lease.close();
        assertThat(pool.stats().mappedBytes()).isZero();
        assertThatThrownBy(arena::segment).isInstanceOf(ArenaClosedException.class);
    }

    @Test
    void refusesToBeWritten() throws IOException {
        Arena arena = map(new byte[PAGE], PAGE);
        assertThat(arena.segment().isReadOnly()).isTrue();
        assertThatThrownBy(() -> arena.segment().set(JAVA_LONG, PAGE, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> arena.commit(0, PAGE))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("commit of a mapped file: arena=trades/2026");
        arena.release();
    }

    @Test
    void readsAsZeroWhereAFileWas() throws IOException {
        byte[] ones = new byte[3 * PAGE];
        Arrays.fill(ones, (byte) 1);
        Arena arena = map(ones, 0);
        long address = arena.segment().address();
        assertThat(arena.segment().get(JAVA_LONG, 2 * PAGE)).isEqualTo(0x0101010101010101L);
        arena.release();
        Arena next = map(new byte[] {2}, 3 * PAGE);
        assertThat(next.segment().address()).as("the same block").isEqualTo(address);
        assertThat(next.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 2);
        assertThat(next.segment().asSlice(1).mismatch(MemorySegment.ofArray(new byte[4 * PAGE - 1])))
                .isEqualTo(-1);
        next.release();
    }

    @Test
    void seesWhatIsWrittenToTheFileLater() {
        try (OpenFile file = files.create(folder.resolve("a.arrow"))) {
            file.write(0, MemorySegment.ofArray(new byte[] {1, 2, 3, 4}));
            Arena arena = file.map(pool, "trades/2026", account, 0);
            file.write(1, MemorySegment.ofArray(new byte[] {9}));
            assertThat(arena.segment().get(JAVA_BYTE, 1)).isEqualTo((byte) 9);
            arena.release();
        }
    }

    @Test
    void mapsMoreThanTheBudgetAndThanTheMemory() {
        long terabyte = 1L << 40;
        try (OpenFile file = files.create(folder.resolve("sparse"))) {
            file.truncate(terabyte);
            file.write(terabyte - 8, MemorySegment.ofArray(new long[] {42}));
            Arena arena = file.map(pool, "trades/2026", account, 0);
            assertThat(arena.segment().get(JAVA_LONG, terabyte - 8)).isEqualTo(42);
            assertThat(pool.stats().mappedBytes()).isEqualTo(terabyte);
            arena.release();
        }
    }

    @Test
    void saysWhyTheKernelRefuses() throws IOException {
        Path path = Files.write(folder.resolve("a.arrow"), new byte[10]);
        Path setting = Path.of("/sys/devices/system/cpu/online");
        try (OpenFile unmappable = files.openForReading(setting);
                OpenFile file = files.openForReading(path)) {
            assertThatThrownBy(() -> unmappable.map(pool, "trades/2026", account, 0))
                    .isInstanceOf(StorageException.class)
                    .hasMessage("map failed: file=" + setting + ", bytes=4096, reason=No such device");
            assertThatThrownBy(() -> file.map(pool, "trades/2026", account, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("mapping is out of range: "
                            + "arena=trades/2026, size=10, zeros=-1, largest=70368744177664");
        }
        assertThat(pool.stats().arenas()).isZero();
        Arena next = map(new byte[] {7}, 0);
        assertThat(next.segment().get(JAVA_BYTE, 0))
                .as("the block that was refused")
                .isEqualTo((byte) 7);
        next.release();
    }

    /// The kernel allows 65,530 mappings to a process. Whatever the order in which files and memory come and
    /// go: once the files are unmapped, their address space is one mapping again.
    @Test
    void leavesNoMappingsBehind() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        MemoryPool small = MemoryPool.create(
                MemoryOptions.defaults().withReservationBytes(1L << 32).withLimitBytes(1L << 30));
        MemoryAccount mixed = small.account("trades");
        List<Arena> live = new ArrayList<>();
        long lowest = Long.MAX_VALUE;
        long highest = 0;
        try (OpenFile file = files.create(folder.resolve("a.arrow"))) {
            file.truncate(3 * PAGE);
            for (int i = 0; i < 20_000; i++) {
                if (live.size() > random.nextInt(400)) {
                    live.remove(random.nextInt(live.size())).release();
                }
                if (random.nextBoolean()) {
                    Arena memory = small.allocate("memory", 1 + random.nextInt(8 * PAGE), mixed);
                    memory.commit(0, PAGE);
                    memory.segment().set(JAVA_LONG, 8, i);
                    live.add(memory);
                } else {
                    Arena mapped = file.map(small, "file", mixed, random.nextInt(8 * PAGE));
                    assertThat(mapped.segment().get(JAVA_LONG, mapped.sizeBytes() - 8))
                            .isZero();
                    lowest = Math.min(lowest, mapped.segment().address());
                    highest = Math.max(highest, mapped.segment().address() + mapped.sizeBytes());
                    live.add(mapped);
                }
            }
            assertThat(mappingsWithin(lowest, highest)).as("seed=" + seed).isGreaterThan(50);
            live.forEach(Arena::release);
        }
        assertThat(mappingsWithin(lowest, highest)).as("seed=" + seed).isEqualTo(1);
        LeakCheck.assertNoLeaks(small);
        small.close();
    }

    private Arena map(byte[] bytes, long zeroBytes) throws IOException {
        Path path = Files.createTempFile(folder, "segment", ".arrow");
        Files.write(path, bytes);
        try (OpenFile file = files.openForReading(path)) {
            return file.map(pool, "trades/2026", account, zeroBytes);
        }
    }

    private static long mappingsWithin(long from, long to) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .map(line -> line.split("[- ]", 3))
                .filter(ends -> Long.compareUnsigned(Long.parseUnsignedLong(ends[0], 16), to) < 0
                        && Long.compareUnsigned(Long.parseUnsignedLong(ends[1], 16), from) > 0)
                .count();
    }
}
