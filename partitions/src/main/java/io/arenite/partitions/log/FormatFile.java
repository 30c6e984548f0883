package io.arenite.partitions.log;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import java.nio.file.Path;

/// The file that says that a directory is a database, and of which format: one record.
///
///     | kind, 1 byte: 1 | version |
public final class FormatFile {
    /// The newest format that this version reads, and the one that it writes.
    public static final int VERSION = 1;

    private static final int FORMAT = 1;

    private FormatFile() {}

    /// On disk when it returns, but for its name.
    public static void create(FileLayer files, Path path, MemoryPool pool, MemoryAccount account) {
        try (RecordFile file = RecordFile.create(files, path, new RecordBuffer(pool, account))) {
            file.begin().writeByte(FORMAT).writeNumber(VERSION);
            file.append();
        }
    }

    /// @return false where the file has no record: its making was cut short
    /// @throws IllegalStateException where the format is newer than this version
    public static boolean check(FileLayer files, Path path, MemoryPool pool, MemoryAccount account) {
        boolean[] found = {false};
        RecordFile.read(files, path, pool, account, record -> {
            int kind = record.readByte();
            if (kind != FORMAT) {
                throw record.newerKind(kind, FORMAT);
            }
            long version = record.readNumber("version", 1, Long.MAX_VALUE);
            if (version > VERSION) {
                throw new IllegalStateException("database has a newer format: file=" + path + ", version=" + version
                        + ", newest known=" + VERSION);
            }
            found[0] = true;
        });
        return found[0];
    }
}
