package io.arenite.python.handle;

/// The way to the functions that Python has given us to call with batches of rows. There is one Python in
/// a process.
public final class BatchFunctions {
    private static final long DONE = 1;
    private static final long DONE_WITH_NULLS = 2;

    private static volatile Caller caller;

    private BatchFunctions() {}

    /// Python's dispatcher.
    @FunctionalInterface
    public interface Caller {
        /// @param function its number
        /// @param words the address of the batch's description
        /// @return 1: done; 2: done, with nulls among the results; anything else: something was raised
        long call(long function, long words);
    }

    /// @param dispatcher null while Python is not there
    public static void set(Caller dispatcher) {
        caller = dispatcher;
    }

    /// Calls a function on this thread; takes the GIL for that.
    ///
    /// @return whether there are nulls among the results
    /// @throws FunctionRaisedException if the function has raised; what it raised waits in Python for this thread
    public static boolean call(long function, String name, long words) {
        Caller current = caller;
        if (current == null) {
            throw new IllegalStateException("Python is not there to be called: function=" + name);
        }
        long status = current.call(function, words);
        if (status != DONE && status != DONE_WITH_NULLS) {
            throw new FunctionRaisedException(name);
        }
        return status == DONE_WITH_NULLS;
    }
}
