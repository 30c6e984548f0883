package io.arenite.bench.peer;

/// What has to happen when the process is interrupted.
public final class ExitHook {
    private ExitHook() {}

    /// The hook is not needed any more. Says whether it was in time: not when the process is ending already.
    public static boolean cancel(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException processIsEnding) {
            return false;
        }
    }
}
