package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;

/// Where the bytes of a file come from.
public interface ArrowSource {

    Path path();

    long sizeBytes();

    /// Bytes of the file. The range lies inside it.
    MemorySegment slice(long offset, long lengthBytes);

    /// A file that lies in memory: slices are its own bytes.
    static ArrowSource mapped(Path path, MemorySegment bytes) {
        return new Mapped(path, bytes.byteSize(), bytes);
    }

    /// A file that is read: slices are copies.
    static ArrowSource reading(OpenFile file, SegmentAllocator memory) {
        return new Reading(file, file.sizeBytes(), memory);
    }

    record Mapped(Path path, long sizeBytes, MemorySegment bytes) implements ArrowSource {
        @Override
        public MemorySegment slice(long offset, long lengthBytes) {
            return bytes.asSlice(offset, lengthBytes);
        }
    }

    record Reading(OpenFile file, long sizeBytes, SegmentAllocator memory) implements ArrowSource {
        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public MemorySegment slice(long offset, long lengthBytes) {
            MemorySegment bytes = memory.allocate(lengthBytes, Long.BYTES);
            long read = file.read(offset, bytes);
            if (read != lengthBytes) {
                throw new CorruptFileException(
                        "file is shorter than it was",
                        file.path(),
                        offset + read,
                        ", expected bytes=" + lengthBytes + ", read=" + read);
            }
            return bytes;
        }
    }
}
