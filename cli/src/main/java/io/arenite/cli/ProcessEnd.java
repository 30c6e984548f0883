package io.arenite.cli;

/// Tells whether this process is ending, which is when hooks can be neither added nor removed.
final class ProcessEnd {
    private ProcessEnd() {}

    /// False where the process is ending already: the hook does not run.
    static boolean add(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /// False where the process is ending already: the hook runs, or has run.
    static boolean remove(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    static boolean hasBegun() {
        Thread probe = new Thread(() -> {}, "arenite-end-probe");
        return !add(probe) || !remove(probe);
    }

    /// Says nothing of threads that fail because the process ends under them, such as one that loads a
    /// library which wants a hook of its own.
    static void silenceFailures() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!hasBegun()) {
                System.err.print("Exception in thread \"" + thread.getName() + "\" ");
                failure.printStackTrace();
            }
        });
    }
}
