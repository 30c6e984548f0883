package io.arenite.python.bridge;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// Runs the handlers of signals that came while Python's main thread is in a call of ours, by Python's
/// own C functions: a handler that is called back as Python code could raise before any `try` of it
/// begins.
final class PythonSignals {
    private final MethodHandle ensure;
    private final MethodHandle check;
    private final MethodHandle fetch;
    private final MethodHandle release;
    private final MemorySegment raised;

    /// @param functions the addresses of `PyGILState_Ensure`, `PyErr_CheckSignals`, `PyErr_Fetch` and
    ///     `PyGILState_Release`
    /// @param raised three pointers of Python's: where `PyErr_Fetch` leaves what a handler raised
    PythonSignals(List<Long> functions, long raised) {
        this.ensure = function(functions.get(0), FunctionDescriptor.of(JAVA_INT));
        this.check = function(functions.get(1), FunctionDescriptor.of(JAVA_INT));
        this.fetch = function(functions.get(2), FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
        this.release = function(functions.get(3), FunctionDescriptor.ofVoid(JAVA_INT));
        this.raised = MemorySegment.ofAddress(raised);
    }

    /// For Python's main thread, without the GIL: takes it, looks, lets it go.
    ///
    /// @return whether a handler raised; what it raised is kept for Python
    boolean look() {
        try {
            int state = (int) ensure.invokeExact();
            boolean hasRaised = (int) check.invokeExact() != 0;
            if (hasRaised) {
                fetch.invokeExact(raised, pointer(1), pointer(2));
            }
            release.invokeExact(state);
            return hasRaised;
        } catch (Throwable e) {
            throw new AssertionError("a foreign function does not throw", e);
        }
    }

    private MemorySegment pointer(int index) {
        return MemorySegment.ofAddress(raised.address() + index * ADDRESS.byteSize());
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(long address, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(address), descriptor);
    }
}
