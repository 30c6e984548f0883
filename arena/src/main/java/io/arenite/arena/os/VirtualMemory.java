package io.arenite.arena.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// `mmap`, `madvise` and `munmap`.
///
/// Addresses go in and out as zero-length segments of the global scope. They stay inside `io.arenite.arena`, which
/// gives each mapping a scope of its own before anyone sees it.
public final class VirtualMemory {

    private static final int PROT_READ = 0x1;
    private static final int PROT_WRITE = 0x2;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final long MAP_FAILED = -1;

    private static final int MADV_DONTNEED = 4;
    private static final int MADV_NOHUGEPAGE = 15;
    private static final int MADV_DONTDUMP = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MMAP = function(
            "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MADVISE =
            function("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle MUNMAP = function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CALL_STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private VirtualMemory() {}

    /// Reserves address space: readable and writable, zero, backed by nothing until touched, left out of core dumps and
    /// never made of huge pages (which would turn each touched page of a small block into 2 MiB).
    ///
    /// @throws SystemCallException where the kernel refuses that much
    public static MemorySegment reserve(long lengthBytes) {
        MemorySegment address = map(lengthBytes);
        // Advice that a kernel does not know (built without huge pages) changes nothing that we rely on.
        advise(address, lengthBytes, MADV_NOHUGEPAGE);
        advise(address, lengthBytes, MADV_DONTDUMP);
        return address;
    }

    /// Gives the pages of a whole-page range back to the kernel at once. The range stays mapped and reads as zero.
    ///
    /// @throws SystemCallException where the kernel keeps them, as under `mlockall`
    public static void discard(MemorySegment range) {
        int errno = advise(range, range.byteSize(), MADV_DONTNEED);
        if (errno != 0) {
            throw new SystemCallException("madvise", range.byteSize(), errno);
        }
    }

    /// Gives the address space back. Whatever still points there would crash: close its scope first.
    public static void unmap(MemorySegment address, long lengthBytes) {
        MemorySegment state = CALL_STATE.get();
        try {
            if ((int) MUNMAP.invokeExact(state, address, lengthBytes) != 0) {
                throw new SystemCallException("munmap", lengthBytes, (int) ERRNO.get(state, 0L));
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static MemorySegment map(long lengthBytes) {
        MemorySegment state = CALL_STATE.get();
        try {
            MemorySegment address = (MemorySegment) MMAP.invokeExact(
                    state,
                    MemorySegment.NULL,
                    lengthBytes,
                    PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                    -1,
                    0L);
            if (address.address() == MAP_FAILED) {
                throw new SystemCallException("mmap", lengthBytes, (int) ERRNO.get(state, 0L));
            }
            return address;
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// Returns 0, or the errno.
    private static int advise(MemorySegment address, long lengthBytes, int advice) {
        MemorySegment state = CALL_STATE.get();
        try {
            return (int) MADVISE.invokeExact(state, address, lengthBytes, advice) == 0 ? 0 : (int) ERRNO.get(state, 0L);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    @SuppressWarnings("restricted") // the descriptors are those of the manual pages
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        MemorySegment symbol = LINKER.defaultLookup().findOrThrow(name);
        return LINKER.downcallHandle(symbol, descriptor, Linker.Option.captureCallState("errno"));
    }

    private static RuntimeException unchecked(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException("system call threw", thrown);
        };
    }
}
