package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Who has a database open for writing, as text in its lock file: for the error of the next one.
final class LockHolder {
    private static final int MOST_BYTES = 1024;

    private LockHolder() {}

    static void write(OpenFile lock) {
        String text = "pid " + ProcessHandle.current().pid() + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n";
        try (Arena memory = Arena.ofConfined()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            lock.truncate(0);
            lock.write(0, memory.allocateFrom(JAVA_BYTE, bytes));
        }
    }

    static String read(FileLayer files, Path path) {
        try (OpenFile file = files.openForReading(path);
                Arena memory = Arena.ofConfined()) {
            MemorySegment bytes = memory.allocate(MOST_BYTES);
            long length = file.read(0, bytes);
            String text = new String(bytes.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "unknown" : text;
        }
    }
}
