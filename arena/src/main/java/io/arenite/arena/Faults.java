package io.arenite.arena;

import java.util.concurrent.atomic.AtomicInteger;

/// An arena may be a mapped file, and a page of it that somebody else has cut off faults when it is read. HotSpot
/// makes an `InternalError` of that, which surfaces in the reading thread at once or a little later, but only for
///
/// 1. interpreted code, and compiled code that it knows to use `Unsafe`: reads of memory segments do, loads of vectors
///    do not ([#areErrors]);
/// 2. instructions that its decoder knows: not the one that loads an int32 as an int64 with its sign ([#widen]);
/// 3. `MemorySegment.copy` and `toArray`, but neither `mismatch` nor the checksums of `java.util.zip`, which run as
///    stubs of their own, nor any native code. Those get copies.
///
/// Everything else ends the process.
public final class Faults {

    private static final AtomicInteger ANY = new AtomicInteger();

    private Faults() {}

    /// Makes faults of the compiled code around it errors. Each loop that loads vectors says it in its body: not
    /// before it, because a loop that is compiled while it runs is compiled without what comes before. The read
    /// behind it is dropped by the compiler and costs nothing.
    public static void areErrors() {
        ANY.getPlain();
    }

    /// `(long) value`, for a value that was just loaded.
    public static long widen(int value) {
        return ((value & 0xffff_ffffL) ^ 0x8000_0000L) - 0x8000_0000L;
    }
}
