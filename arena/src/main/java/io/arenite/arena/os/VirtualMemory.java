package io.arenite.arena.os;

import java.lang.foreign.MemorySegment;

/// `mmap`, `madvise` and `munmap`.
///
/// Addresses go in and out as zero-length segments of the global scope. They stay inside `io.arenite.arena`, which
/// gives each mapping a scope of its own before anyone sees it.
public final class VirtualMemory {

    // Linux x86-64, as in asm/unistd_64.h.
    private static final long SYS_MMAP = 9;
    private static final long SYS_MUNMAP = 11;
    private static final long SYS_MADVISE = 28;

    private static final long PROT_READ = 0x1;
    private static final long PROT_WRITE = 0x2;
    private static final long MAP_SHARED = 0x01;
    private static final long MAP_PRIVATE = 0x02;
    private static final long MAP_FIXED = 0x10;
    private static final long MAP_ANONYMOUS = 0x20;
    private static final long MAP_NORESERVE = 0x4000;

    private static final long ZEROS = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    private static final long NO_FILE = -1;

    private static final long MADV_DONTNEED = 4;
    private static final long MADV_NOHUGEPAGE = 15;
    private static final long MADV_DONTDUMP = 16;

    private VirtualMemory() {}

    /// Reserves address space: readable and writable, zero, backed by nothing until touched, left out of core dumps and
    /// never made of huge pages (which would turn each touched page of a small block into 2 MiB).
    ///
    /// @throws SystemCallException where the kernel refuses that much
    public static MemorySegment reserve(long lengthBytes) {
        MemorySegment address = map(0, lengthBytes, PROT_READ | PROT_WRITE, ZEROS, NO_FILE);
        // Advice that a kernel does not know (built without huge pages) changes nothing that we rely on.
        advise(address, lengthBytes, MADV_NOHUGEPAGE);
        advise(address, lengthBytes, MADV_DONTDUMP);
        return address;
    }

    /// Reserves address space that reads as zero, for files to be mapped into. Its memory is never written, so it never
    /// costs any and needs none of the advice above.
    ///
    /// @throws SystemCallException where the kernel refuses that much
    public static MemorySegment reserveZeros(long lengthBytes) {
        return map(0, lengthBytes, PROT_READ, ZEROS, NO_FILE);
    }

    /// Maps the start of a file, for reading, over a whole-page range of [#reserveZeros].
    ///
    /// @throws SystemCallException where the kernel refuses; then nobody may use the range before [#mapZeros]
    public static void mapFile(MemorySegment range, int descriptor) {
        map(range.address(), range.byteSize(), PROT_READ, MAP_SHARED | MAP_FIXED, descriptor);
    }

    /// Puts zeros in the place of a file. The kernel makes one mapping of them and the zeros on both sides.
    ///
    /// @throws SystemCallException where the kernel refuses; then nobody may use the range
    public static void mapZeros(MemorySegment range) {
        map(range.address(), range.byteSize(), PROT_READ, ZEROS | MAP_FIXED, NO_FILE);
    }

    /// Gives the pages of a whole-page range back to the kernel at once. The range stays mapped and reads as zero.
    ///
    /// @throws SystemCallException where the kernel keeps them, as under `mlockall`
    public static void discard(MemorySegment range) {
        require("madvise", range.byteSize(), advise(range, range.byteSize(), MADV_DONTNEED));
    }

    /// Gives the address space back. Whatever still points there would crash: close its scope first.
    public static void unmap(MemorySegment address, long lengthBytes) {
        require("munmap", lengthBytes, SystemCall.invoke(SYS_MUNMAP, address.address(), lengthBytes, 0, 0, 0));
    }

    private static MemorySegment map(long address, long lengthBytes, long protection, long flags, long descriptor) {
        long mapped = SystemCall.invoke(SYS_MMAP, address, lengthBytes, protection, flags, descriptor);
        require("mmap", lengthBytes, mapped);
        return MemorySegment.ofAddress(mapped);
    }

    private static long advise(MemorySegment address, long lengthBytes, long advice) {
        return SystemCall.invoke(SYS_MADVISE, address.address(), lengthBytes, advice, 0, 0);
    }

    private static void require(String call, long bytes, long result) {
        if (result < 0) {
            throw new SystemCallException(call, bytes, (int) -result);
        }
    }
}
