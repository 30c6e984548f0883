package io.arenite.partitions.log;

import io.arenite.arena.file.OpenFile;
import java.lang.foreign.MemorySegment;

/// Writes bytes of a file to where they are.
///
/// After a sync that failed the kernel takes the bytes for written: the next process reads them from
/// memory, a sync of its own succeeds, and yet they are not on disk. Only a new write makes the next sync
/// bring them there.
final class Rewrite {
    private static final int PIECE_BYTES = 1 << 16;

    private Rewrite() {}

    /// For a sync that follows.
    static void inPlace(OpenFile file, long from, long to) {
        MemorySegment piece = MemorySegment.ofArray(new byte[PIECE_BYTES]);
        long at = from;
        while (at < to) {
            MemorySegment bytes = piece.asSlice(0, Math.min(PIECE_BYTES, to - at));
            long count = file.read(at, bytes);
            if (count < bytes.byteSize()) {
                throw new IllegalStateException("file has become shorter: file=" + file.path() + ", position=" + at
                        + ", wanted=" + bytes.byteSize() + ", read=" + count);
            }
            file.write(at, bytes);
            at += count;
        }
    }
}
