package io.arenite.python.bridge;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A function of Python's, `int f(void)`, by its address; it takes the GIL for itself, so no lock may be
/// held that a thread with the GIL waits for.
final class PythonCallback {
    private static final MethodHandle FUNCTION = function();

    private final MemorySegment address;

    private PythonCallback(MemorySegment address) {
        this.address = address;
    }

    static PythonCallback at(long address) {
        return new PythonCallback(MemorySegment.ofAddress(address));
    }

    int call() {
        try {
            return (int) FUNCTION.invokeExact(address);
        } catch (Throwable e) {
            throw new AssertionError("a foreign function does not throw", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function() {
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_INT));
    }
}
