package io.arenite.python.bridge;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.python.handle.BatchFunctions;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A function of Python's, `int64 f(int64, int64)`, by its address; it takes the GIL for itself, so no
/// lock may be held that a thread with the GIL waits for.
record PythonDispatcher(MemorySegment address) implements BatchFunctions.Caller {
    private static final MethodHandle FUNCTION = function();

    static PythonDispatcher at(long address) {
        return new PythonDispatcher(MemorySegment.ofAddress(address));
    }

    @Override
    public long call(long function, long words) {
        try {
            return (long) FUNCTION.invokeExact(address, function, words);
        } catch (Throwable e) {
            throw new AssertionError("a foreign function does not throw", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function() {
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }
}
