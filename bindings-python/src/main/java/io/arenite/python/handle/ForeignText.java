package io.arenite.python.handle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// Bytes in memory of Python's, for the time of a call.
public final class ForeignText {
    private ForeignText() {}

    /// @param length Python's word for how much is there
    @SuppressWarnings("restricted")
    public static byte[] read(long address, long length) {
        return MemorySegment.ofAddress(address).reinterpret(length).toArray(JAVA_BYTE);
    }

    @SuppressWarnings("restricted")
    public static void write(byte[] bytes, long address) {
        MemorySegment.ofAddress(address).reinterpret(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    }
}
