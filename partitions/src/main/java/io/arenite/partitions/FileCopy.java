package io.arenite.partitions;

import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Copies of files, on disk when they are made.
final class FileCopy {
    private static final long CHUNK_BYTES = 1 << 20;

    private FileCopy() {}

    /// The bytes that the file has when the copy begins. Its name is on disk after a sync of the directory.
    static void copy(FileLayer files, Path from, Path to) {
        try (OpenFile source = files.openForReading(from);
                OpenFile target = files.create(to);
                Arena memory = Arena.ofConfined()) {
            MemorySegment chunk = memory.allocate(CHUNK_BYTES);
            long size = source.sizeBytes();
            for (long position = 0; position < size; ) {
                MemorySegment part = chunk.asSlice(0, Math.min(CHUNK_BYTES, size - position));
                long read = source.read(position, part);
                if (read == 0) {
                    break;
                }
                target.write(position, part.asSlice(0, read));
                position += read;
            }
            target.sync();
        }
    }
}
