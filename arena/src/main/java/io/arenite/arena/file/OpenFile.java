package io.arenite.arena.file;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A file of a [FileLayer]. Reads and writes say where, so threads share no position; an interrupt of the calling
/// thread closes nothing.
public interface OpenFile extends AutoCloseable {

    Path path();

    long sizeBytes();

    /// Fills the segment from that position on.
    ///
    /// @return how many bytes; fewer than the segment has only at the end of the file
    long read(long position, MemorySegment into);

    /// All of it, or a [StorageException]; then any part of it may have been written.
    void write(long position, MemorySegment bytes);

    /// The file's bytes and size are on disk when it returns. After a failure nobody knows what is.
    void sync();

    void truncate(long sizeBytes);

    /// The file as an arena: its bytes as they are now, read only, then at least `zeroBytes` zeros.
    /// Not charged to the account, since the kernel can take the pages back. Unmapped with the arena's last
    /// reference; this file may be closed before.
    Arena map(MemoryPool pool, String name, MemoryAccount account, long zeroBytes);

    /// @throws IllegalStateException the second time
    @Override
    void close();
}
