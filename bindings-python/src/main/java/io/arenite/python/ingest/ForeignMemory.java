package io.arenite.python.ingest;

import java.lang.foreign.MemorySegment;

/// Python's memory, read only. Python says where it is and how much, and keeps it until the call is over.
public final class ForeignMemory {
    private ForeignMemory() {}

    @SuppressWarnings("restricted")
    public static MemorySegment at(long address, long bytes) {
        if (bytes == 0) {
            return MemorySegment.NULL.asReadOnly();
        }
        if (address == 0 || bytes < 0) {
            throw new IllegalArgumentException("no memory there: address=" + address + ", bytes=" + bytes);
        }
        return MemorySegment.ofAddress(address).reinterpret(bytes).asReadOnly();
    }
}
