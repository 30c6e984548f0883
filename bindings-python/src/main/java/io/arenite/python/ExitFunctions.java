package io.arenite.python;

import java.time.Duration;
import jep.JepException;
import jep.SharedInterpreter;

/// What modules have registered with `atexit`: sessions share modules, so that it runs when the JVM ends,
/// as the shutdown hook of the first session. No session's end runs it.
final class ExitFunctions {
    private static final long STACK_BYTES = 16L << 20;
    /// A script that never gives up Python's lock must not keep the JVM from ending.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private ExitFunctions() {}

    /// Once Python runs, once for a process.
    static void runAtExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(ExitFunctions::runWithinLimit, "arenite-python-exit"));
    }

    private static void runWithinLimit() {
        var thread = new Thread(null, ExitFunctions::run, "arenite-python-exit-functions", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run() {
        try (var interpreter = new SharedInterpreter()) {
            interpreter.exec("""
                    import atexit, sys
                    atexit._run_exitfuncs()
                    sys.stdout.flush()
                    sys.stderr.flush()
                    """);
        } catch (JepException e) {
            System.err.println("exit functions of Python: " + e.getMessage());
        }
    }
}
