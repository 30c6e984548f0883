package io.arenite.partitions;

import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Copies of files, on disk when they are made.
///
/// @param isCancelled is asked at each chunk
record FileCopy(FileLayer files, BooleanSupplier isCancelled) {
    private static final long CHUNK_BYTES = 1 << 20;

    /// The bytes that the file has when the copy begins. Its name is on disk after a sync of the directory.
    ///
    /// @throws CancellationException if the caller wants no more of it; a part of the copy is there then,
    ///     which the caller deletes
    void copy(Path from, Path to) {
        try (OpenFile source = files.openForReading(from);
                OpenFile target = files.create(to);
                Arena memory = Arena.ofConfined()) {
            MemorySegment chunk = memory.allocate(CHUNK_BYTES);
            long size = source.sizeBytes();
            for (long position = 0; position < size; ) {
                if (isCancelled.getAsBoolean()) {
                    throw new CancellationException("backup cancelled, nothing is kept of it: file=" + from);
                }
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
