package io.arenite.arena.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.ChildJvm;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemFilesTest {

    private final FileLayer files = FileLayer.system();

    @TempDir
    private Path folder;

    @Test
    void readsWhatWasWritten() throws IOException {
        byte[] bytes = new byte[3_000_001];
        new Random(7).nextBytes(bytes);
        Path path = folder.resolve("a.log");
        try (OpenFile file = files.create(path);
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(bytes.length);
            memory.copyFrom(MemorySegment.ofArray(bytes));
            file.write(4096, memory);
            file.write(4096 + bytes.length, MemorySegment.ofArray(bytes));
            file.sync();
            assertThat(file.path()).isEqualTo(path);
            assertThat(file.sizeBytes()).isEqualTo(4096 + 2L * bytes.length);

            memory.fill((byte) 0);
            assertThat(file.read(4096 + bytes.length, memory)).isEqualTo(bytes.length);
            assertThat(memory.mismatch(MemorySegment.ofArray(bytes))).isEqualTo(-1);
            byte[] array = new byte[bytes.length];
            assertThat(file.read(4096, MemorySegment.ofArray(array))).isEqualTo(bytes.length);
            assertThat(array).isEqualTo(bytes);
        }
        byte[] whole = Files.readAllBytes(path);
        assertThat(whole).hasSize(4096 + 2 * bytes.length);
        assertThat(whole[4095]).as("a hole").isZero();
        assertThat(whole[4096]).isEqualTo(bytes[0]);
    }

    @Test
    void readsLessAtTheEnd() {
        try (OpenFile file = files.create(folder.resolve("a.log"));
                Arena arena = Arena.ofConfined()) {
            file.write(0, ascii("0123456789"));
            MemorySegment memory = arena.allocate(8);
            assertThat(file.read(6, memory)).isEqualTo(4);
            assertThat(memory.get(ValueLayout.JAVA_BYTE, 3)).isEqualTo((byte) '9');
            assertThat(file.read(10, memory)).isZero();
            assertThat(file.read(99, MemorySegment.ofArray(new byte[8]))).isZero();
            assertThat(file.read(6, MemorySegment.ofArray(new byte[8]))).isEqualTo(4);
            file.truncate(7);
            assertThat(file.sizeBytes()).isEqualTo(7);
            assertThat(file.read(6, memory)).isEqualTo(1);
            file.truncate(100);
            assertThat(file.sizeBytes()).isEqualTo(100);
            assertThatThrownBy(() -> file.read(0, memory.asReadOnly()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("read into read-only memory: file=" + file.path());
        }
    }

    @Test
    void knowsNames() {
        Path deep = folder.resolve("x/y/z");
        assertThat(files.exists(deep)).isFalse();
        files.createDirectories(deep);
        files.createDirectories(deep);
        assertThat(files.exists(deep)).isTrue();
        for (int i = 999; i >= 0; i--) {
            files.create(deep.resolve("segment-with-a-name-of-some-length-%03d".formatted(i)))
                    .close();
        }
        List<String> names = files.list(deep);
        assertThat(names).hasSize(1000).isSorted();
        assertThat(names.getFirst()).isEqualTo("segment-with-a-name-of-some-length-000");
        files.rename(deep.resolve(names.get(1)), deep.resolve(names.getFirst()));
        files.delete(deep.resolve(names.get(2)));
        files.syncDirectory(deep);
        assertThat(files.list(deep))
                .isEqualTo(Stream.concat(names.stream().limit(1), names.stream().skip(3))
                        .toList());
        Path empty = deep.resolve("empty");
        files.createDirectories(empty);
        files.delete(empty);
        assertThat(files.exists(empty)).isFalse();
        assertThat(files.exists(deep.resolve(names.getFirst()).resolve("below-a-file")))
                .isFalse();
    }

    @Test
    void renamesOverAFile() throws IOException {
        Path from = folder.resolve("manifest.next");
        Path to = folder.resolve("manifest");
        try (OpenFile first = files.create(from);
                OpenFile second = files.create(to)) {
            first.write(0, ascii("new"));
            second.write(0, ascii("old"));
            files.rename(from, to);
            assertThat(second.sizeBytes()).as("whoever had it open keeps it").isEqualTo(3);
        }
        assertThat(Files.readString(to)).isEqualTo("new");
        assertThat(files.list(folder)).containsExactly("manifest");
    }

    @Test
    void saysWhatFailedWhereAndWhy() throws IOException {
        Path missing = folder.resolve("missing");
        Path file = Files.writeString(folder.resolve("file"), "x");
        fails(() -> files.openForReading(missing), "open failed: file=" + missing, 2, "No such file or directory");
        fails(() -> files.openForWriting(missing), "open failed: file=" + missing, 2, "No such file or directory");
        fails(() -> files.create(file), "create failed: file=" + file, 17, "File exists");
        fails(() -> files.list(missing), "list failed: file=" + missing, 2, "No such file or directory");
        fails(() -> files.list(file), "list failed: file=" + file, 20, "Not a directory");
        fails(() -> files.syncDirectory(missing), "sync failed: file=" + missing, 2, "No such file or directory");
        fails(() -> files.delete(missing), "delete failed: file=" + missing, 2, "No such file or directory");
        fails(() -> files.delete(folder), "delete failed: file=" + folder, 39, "Directory not empty");
        fails(() -> files.createDirectories(file), "create directory failed: file=" + file, 17, "File exists");
        fails(() -> files.tryLock(folder), "lock failed: file=" + folder, 21, "Is a directory");
        Path below = file.resolve("below");
        fails(() -> files.createDirectories(below), "create directory failed: file=" + below, 20, "Not a directory");
        fails(
                () -> files.rename(missing, file),
                "rename failed: file=" + missing + ", to=" + file,
                2,
                "No such file or directory");
        try (OpenFile reading = files.openForReading(file)) {
            fails(
                    () -> reading.write(4096, ascii("0123456789")),
                    "write failed: file=" + file + ", position=4096, bytes=10",
                    9,
                    "Bad file descriptor");
            fails(() -> reading.truncate(7), "truncate failed: file=" + file + ", size=7", 22, "Invalid argument");
            fails(
                    () -> reading.read(-1, MemorySegment.ofArray(new byte[7])),
                    "read failed: file=" + file + ", position=-1, bytes=7",
                    22,
                    "Invalid argument");
        }
    }

    /// The kernel's own full disk.
    @Test
    void saysThatTheDiskIsFull() {
        Path full = Path.of("/dev/full");
        try (OpenFile file = files.openForWriting(full)) {
            fails(
                    () -> file.write(0, ascii("0123456789")),
                    "write failed: file=/dev/full, position=0, bytes=10",
                    StorageException.ENOSPC,
                    "No space left on device");
            fails(file::sync, "sync failed: file=/dev/full", 22, "Invalid argument");
        }
    }

    /// A limit on the file's size cuts the first write short and refuses the rest; its signal kills nobody.
    @Test
    void continuesAShortWriteUntilItIsRefused() throws IOException {
        Path file = folder.resolve("limited");
        ChildJvm.Outcome outcome =
                ChildJvm.run("ulimit -f 64", List.of("-XX:-UsePerfData"), UnderTheLimit.class, file.toString());
        assertThat(outcome.output())
                .contains("write failed: file=" + file + ", position=65000, bytes=1000, reason=File too large")
                .contains("truncate failed: file=" + file + ", size=65537, reason=File too large")
                .contains("still works: 65536");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(Files.size(file)).isEqualTo(65536);
    }

    /// Runs in the child.
    static final class UnderTheLimit {

        private UnderTheLimit() {}

        public static void main(String[] arguments) {
            try (OpenFile file = FileLayer.system().create(Path.of(arguments[0]))) {
                file.write(0, MemorySegment.ofArray(new byte[65000]));
                printFailure(() -> file.write(65000, MemorySegment.ofArray(new byte[1000])));
                printFailure(() -> file.truncate(65537));
                System.out.println("still works: " + file.sizeBytes());
            }
        }

        private static void printFailure(Runnable call) {
            try {
                call.run();
            } catch (StorageException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void doesNotMindAnInterrupt() {
        try (OpenFile file = files.create(folder.resolve("a.log"))) {
            Thread.currentThread().interrupt();
            file.write(0, ascii("0123456789"));
            file.sync();
            files.syncDirectory(folder);
            byte[] back = new byte[10];
            assertThat(file.read(0, MemorySegment.ofArray(back))).isEqualTo(10);
            assertThat(Thread.interrupted()).as("kept for whoever waits for it").isTrue();
            assertThat(new String(back, StandardCharsets.US_ASCII)).isEqualTo("0123456789");
        }
    }

    @Test
    void locksOutItselfAndOthers() {
        Path path = folder.resolve("lock");
        try (FileLock lock = files.tryLock(path)) {
            lock.file().write(0, ascii("pid=1"));
            assertThat(files.tryLock(path)).isNull();
            assertThat(lockedByChild(path)).isEqualTo("null");
            assertThat(lock.file().sizeBytes()).isEqualTo(5);
        }
        assertThat(lockedByChild(path)).as("gone with its holder").isEqualTo("5");
        try (FileLock lock = files.tryLock(path)) {
            assertThat(lock.file().sizeBytes()).isEqualTo(5);
        }
    }

    /// Runs in the child, which ends without unlocking.
    static final class TakesTheLock {

        private TakesTheLock() {}

        public static void main(String[] arguments) {
            FileLock lock = FileLayer.system().tryLock(Path.of(arguments[0]));
            System.out.print(lock == null ? "null" : Long.toString(lock.file().sizeBytes()));
        }
    }

    private static String lockedByChild(Path path) {
        return ChildJvm.run("true", List.of(), TakesTheLock.class, path.toString())
                .output();
    }

    @Test
    void refusesAClosedFile() {
        OpenFile file = files.create(folder.resolve("a.log"));
        file.close();
        String text = "file is closed: file=" + file.path();
        assertThatThrownBy(file::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(text);
        assertThatThrownBy(file::sync).isInstanceOf(IllegalStateException.class).hasMessage(text);
        assertThatThrownBy(() -> file.write(0, ascii("x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(text);
    }

    private static MemorySegment ascii(String text) {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void fails(ThrowingCallable call, String text, int errno, String reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.errno()).isEqualTo(errno))
                .hasMessage(text + ", reason=" + reason);
    }
}
