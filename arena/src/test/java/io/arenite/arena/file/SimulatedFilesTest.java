package io.arenite.arena.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.Arena;
import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.SimulatedFiles.Operation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedFilesTest {

    private static final Path DB = Path.of("/db");
    private static final Path A = DB.resolve("a");
    private static final Path B = DB.resolve("b");

    @TempDir
    private Path folder;

    /// Random operations on both, with equal answers and equal errors.
    @Test
    void answersAsTheKernelDoes() {
        long seed = new Random().nextLong();
        SimulatedFiles simulated = SimulatedFiles.create();
        simulated.createDirectories(folder);
        Random random = new Random(seed);
        List<OpenFile> open = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            long step = random.nextLong();
            String expected = answer(() -> step(FileLayer.system(), new Random(step), open, 0));
            String actual = answer(() -> step(simulated, new Random(step), open, 1));
            assertThat(actual).as("seed=%d, step=%d", seed, i).isEqualTo(expected);
        }
        open.forEach(OpenFile::close);
    }

    /// @param open the open files, those of the kernel at even places
    private Object step(FileLayer files, Random random, List<OpenFile> open, int side) {
        Path path = folder.resolve("f" + random.nextInt(6));
        Path other = folder.resolve(random.nextInt(8) == 0 ? "f0/below" : "f" + random.nextInt(6));
        int kind = random.nextInt(12);
        int file = open.isEmpty() ? -1 : random.nextInt(open.size() / 2 + 1) * 2 + side;
        return switch (kind) {
            case 0 -> kept(files.create(path), open);
            case 1 -> kept(files.openForWriting(random.nextInt(9) == 0 ? folder.resolve("missing/x") : path), open);
            case 2 -> kept(files.openForReading(other), open);
            case 3 -> files.list(random.nextBoolean() ? folder : path);
            case 4 -> done(() -> files.rename(path, folder.resolve("f" + random.nextInt(6))));
            case 5 -> done(() -> files.delete(path));
            case 6 -> files.exists(other);
            default -> file < 0 || file >= open.size() ? "none" : use(open.get(file), kind, random);
        };
    }

    private static Object use(OpenFile file, int kind, Random random) {
        int position = random.nextInt(3_000);
        byte[] bytes = new byte[random.nextInt(2_000)];
        if (kind < 9) {
            random.nextBytes(bytes);
            return done(() -> file.write(position, MemorySegment.ofArray(bytes)));
        }
        if (kind < 11) {
            return file.read(position, MemorySegment.ofArray(bytes)) + Arrays.toString(bytes) + file.sizeBytes();
        }
        return done(() -> file.truncate(position));
    }

    private static String kept(OpenFile file, List<OpenFile> open) {
        open.add(file);
        return "open";
    }

    private static String done(Runnable call) {
        call.run();
        return "done";
    }

    private static String answer(Supplier<Object> step) {
        try {
            return step.get().toString();
        } catch (StorageException e) {
            return e.getMessage();
        }
    }

    /// A file of three sectors is synced, then written over, grown and cut: each sector is one of what it
    /// was, in any combination, and so is the size.
    @Test
    void losesAnyPartOfWhatWasNotSynced() {
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 2_000; seed++) {
            SimulatedFiles files = disk();
            OpenFile file = files.create(A);
            write(file, 0, 1536, 'a');
            file.sync();
            files.syncDirectory(DB);
            write(file, 256, 512, 'b');
            write(file, 1024, 1024, 'c');
            write(file, 0, 100, 'd');
            SimulatedFiles after = files.powerLoss(new Random(seed));
            seen.add(outline(after.content(A)));
            assertThatThrownBy(file::sync)
                    .isInstanceOf(StorageException.class)
                    .hasMessage("sync failed: file=/db/a, reason=Input/output error");
            file.close();
        }
        List<String> first = List.of("aa", "ab", "db");
        List<String> second = List.of("aa", "ba");
        List<String> third = List.of("aa", "cc");
        for (String whole : seen) {
            assertThat(first).contains(whole.substring(0, 2));
            assertThat(second).contains(whole.substring(2, 4));
            assertThat(third).contains(whole.substring(4, 6));
            assertThat(whole.length()).isIn(6, 8);
        }
        assertThat(seen).contains("aaaaaa", "dbbacccc", "abbaaa", "aabaaa", "aaaacc", "dbaaaa", "aaaacc00");
        assertThat(seen.stream().filter(whole -> whole.contains("?")))
                .as("stale blocks")
                .isNotEmpty();
    }

    @Test
    void keepsAllThatWasSynced() {
        for (int seed = 0; seed < 500; seed++) {
            SimulatedFiles files = disk();
            OpenFile file = files.create(A);
            write(file, 0, 700, 'a');
            file.truncate(600);
            write(file, 650, 50, 'b');
            file.sync();
            files.syncDirectory(DB);
            byte[] before = files.content(A);
            assertThat(files.powerLoss(new Random(seed)).content(A)).isEqualTo(before);
            file.close();
        }
    }

    /// Names come and go on their own, a rename with both of its names.
    @Test
    void losesNamesToo() {
        Set<List<String>> seen = new HashSet<>();
        for (int seed = 0; seed < 500; seed++) {
            SimulatedFiles files = disk();
            files.create(A).close();
            files.syncDirectory(DB);
            files.create(B).close();
            files.rename(B, A);
            files.create(DB.resolve("c")).close();
            files.create(DB.resolve("d")).close();
            files.delete(DB.resolve("d"));
            SimulatedFiles after = files.powerLoss(new Random(seed));
            assertThat(after.exists(A)).as("the old or the new").isTrue();
            seen.add(after.list(DB));
        }
        assertThat(seen)
                .contains(
                        List.of("a"), List.of("a", "b"), List.of("a", "c"), List.of("a", "d"), List.of("a", "c", "d"));
    }

    @Test
    void aFailedSyncLosesWhatCanStillBeRead() {
        boolean lost = false;
        for (int seed = 0; seed < 50; seed++) {
            SimulatedFiles files = disk();
            OpenFile file = files.create(A);
            files.syncDirectory(DB);
            write(file, 0, 512 * (seed + 1), 'a');
            files.failNext(Operation.SYNC, 0, StorageException.EIO);
            assertThatThrownBy(file::sync).hasMessage("sync failed: file=/db/a, reason=Input/output error");
            assertThat(files.hasFailed()).isTrue();
            file.sync();
            byte[] read = files.content(A);
            assertThat(outline(read)).matches("a+");
            byte[] after = files.powerLoss(new Random(seed)).content(A);
            lost |= !Arrays.equals(after, read);
            file.close();
        }
        assertThat(lost).isTrue();
    }

    @Test
    void oneOperationFails() {
        SimulatedFiles files = disk();
        OpenFile file = files.create(A);
        files.failAt(files.operations() + 1, StorageException.EIO);
        write(file, 0, 10, 'a');
        assertThatThrownBy(() -> write(file, 10, 1000, 'b'))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.errno()).isEqualTo(StorageException.EIO))
                .hasMessage("write failed: file=/db/a, position=10, bytes=1000, reason=Input/output error");
        assertThat(file.sizeBytes()).as("in part").isBetween(10L, 1010L);
        write(file, 10, 1000, 'c');
        assertThat(file.sizeBytes()).isEqualTo(1010);
        files.failNext(Operation.RENAME, 1, StorageException.ENOSPC);
        files.rename(A, B);
        assertThatThrownBy(() -> files.rename(B, A))
                .hasMessage("rename failed: file=/db/b, reason=No space left on device");
        assertThat(files.list(DB)).containsExactly("b");
        file.close();
    }

    @Test
    void isFullAtItsLimit() {
        SimulatedFiles files = disk();
        OpenFile file = files.create(A);
        files.limit(1000);
        write(file, 0, 900, 'a');
        assertThatThrownBy(() -> write(file, 800, 300, 'b'))
                .hasMessage("write failed: file=/db/a, position=800, bytes=300, reason=No space left on device");
        assertThat(file.sizeBytes()).isEqualTo(1000);
        write(file, 500, 500, 'c');
        files.limit(2000);
        write(file, 1000, 1000, 'd');
        assertThat(files.usedBytes()).isEqualTo(2000);
        file.close();
    }

    @Test
    void aKilledProcessLeavesAllThatItWrote() {
        SimulatedFiles files = disk();
        FileLock lock = files.tryLock(DB.resolve("lock"));
        assertThat(files.tryLock(DB.resolve("lock"))).isNull();
        OpenFile file = files.create(A);
        write(file, 0, 10, 'a');
        SimulatedFiles after = files.kill();
        assertThat(after.content(A)).hasSize(10);
        assertThat(after.tryLock(DB.resolve("lock")))
                .as("gone with its process")
                .isNotNull();
        assertThatThrownBy(() -> write(file, 0, 10, 'b')).isInstanceOf(StorageException.class);
        assertThat(outline(after.powerLoss(new Random(3)).content(DB.resolve("lock"))))
                .isEmpty();
        lock.close();
        file.close();
    }

    @Test
    void mapsACopy() {
        SimulatedFiles files = disk();
        OpenFile file = files.create(A);
        write(file, 0, 10, 'a');
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults())) {
            Arena arena = file.map(pool, "a", pool.account("trades"), 100);
            assertThat(arena.mappedBytes()).isEqualTo(10);
            assertThat(arena.segment().get(ValueLayout.JAVA_BYTE, 9)).isEqualTo((byte) 'a');
            assertThat(arena.segment().get(ValueLayout.JAVA_BYTE, 10)).isZero();
            arena.release();
            LeakCheck.assertNoLeaks(pool);
        }
        file.close();
    }

    private static SimulatedFiles disk() {
        SimulatedFiles files = SimulatedFiles.create();
        files.createDirectories(DB);
        return files;
    }

    private static void write(OpenFile file, long position, int count, char value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        file.write(position, MemorySegment.ofArray(bytes));
    }

    /// A letter for each 256 bytes, by their first: 0 for a zero, ? for what was never written.
    private static String outline(byte[] content) {
        StringBuilder outline = new StringBuilder();
        for (int at = 0; at < content.length; at += 256) {
            char first = (char) content[at];
            outline.append(first == 0 ? '0' : first >= 'a' && first <= 'd' ? first : '?');
        }
        return outline.toString();
    }
}
