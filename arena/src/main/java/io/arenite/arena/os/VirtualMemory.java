package io.arenite.arena.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// `mmap`, `madvise` and `munmap`, all through `syscall(2)`: making one native function callable takes the JVM a tenth
/// of
/// a second in a fresh process, and each further signature adds ten milliseconds.
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
    private static final long MAP_PRIVATE = 0x02;
    private static final long MAP_ANONYMOUS = 0x20;
    private static final long MAP_NORESERVE = 0x4000;

    private static final long MADV_DONTNEED = 4;
    private static final long MADV_NOHUGEPAGE = 15;
    private static final long MADV_DONTDUMP = 16;

    private static final long FAILED = -1;

    private static final MethodHandle SYSCALL = syscall();
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
        if (call(SYS_MUNMAP, address.address(), lengthBytes, 0, 0, 0) == FAILED) {
            throw new SystemCallException("munmap", lengthBytes, errno());
        }
    }

    private static MemorySegment map(long lengthBytes) {
        long flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
        long address = call(SYS_MMAP, 0, lengthBytes, PROT_READ | PROT_WRITE, flags, -1);
        if (address == FAILED) {
            throw new SystemCallException("mmap", lengthBytes, errno());
        }
        return MemorySegment.ofAddress(address);
    }

    /// Returns 0, or the errno.
    private static int advise(MemorySegment address, long lengthBytes, long advice) {
        return call(SYS_MADVISE, address.address(), lengthBytes, advice, 0, 0) == FAILED ? errno() : 0;
    }

    /// The sixth argument is always 0, the offset of a mapping without a file.
    private static long call(long number, long address, long lengthBytes, long third, long fourth, long fifth) {
        try {
            return (long) SYSCALL.invokeExact(CALL_STATE.get(), number, address, lengthBytes, third, fourth, fifth, 0L);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /// Of this thread's last call.
    private static int errno() {
        return (int) ERRNO.get(CALL_STATE.get(), 0L);
    }

    @SuppressWarnings("restricted") // the descriptor is that of the manual page
    private static MethodHandle syscall() {
        var descriptor = FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                descriptor,
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(1));
    }

    private static RuntimeException unchecked(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException("system call threw", thrown);
        };
    }
}
