package io.arenite.partitions.arrow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// Segments over arrays, up to a limit in all: what a small file can make a reader allocate is bounded.
public final class HeapMemory implements SegmentAllocator {
    private final long limitBytes;
    private long usedBytes;

    public HeapMemory(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /// Aligned to eight bytes; not to more.
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        long words = byteSize / Long.BYTES + 1;
        if (byteSize < 0 || words > Integer.MAX_VALUE - 8 || byteSize > limitBytes - usedBytes) {
            throw new UnsupportedArrowException(
                    "decoded data is too large: bytes=" + byteSize + ", used=" + usedBytes + ", limit=" + limitBytes);
        }
        usedBytes += byteSize;
        return MemorySegment.ofArray(new long[(int) words]).asSlice(0, byteSize);
    }
}
