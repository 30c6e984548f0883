package io.arenite.arena.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// `syscall(2)`, the only native function that is called: making one callable takes the JVM a tenth of a second in a
/// fresh process, and each further signature adds ten milliseconds.
final class SystemCall {

    private static final long FAILED = -1;

    private static final MethodHandle SYSCALL = syscall();
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CALL_STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private SystemCall() {}

    /// What the kernel returns: the result, or the `errno` negated. Arguments that a call does not have are 0.
    static long invoke(long number, long first, long second, long third, long fourth, long fifth) {
        MemorySegment state = CALL_STATE.get();
        long result;
        try {
            result = (long) SYSCALL.invokeExact(state, number, first, second, third, fourth, fifth, 0L);
        } catch (Throwable e) {
            throw unchecked(e);
        }
        return result == FAILED ? -(int) ERRNO.get(state, 0L) : result;
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
