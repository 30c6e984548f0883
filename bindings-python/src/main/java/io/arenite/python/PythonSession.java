package io.arenite.python;

import io.arenite.Arenite;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/// Python inside this JVM, for an application that has ticks in an [Arenite] and strategies in Python:
///
///     try (var python = PythonSession.start(Path.of(".venv"))) {
///         python.share("market", db);
///         python.run(Path.of("strategy.py"));          // there: db = arenite.shared("market")
///         double signal = (Double) python.call("signal", "AAPL");
///     }
///
/// One thread runs the session's Python, with a stack of 16 MB; calls from other threads wait for their
/// turn. Threads that a script starts run beside it. There is one Python in a process: sessions of a
/// process follow each other or live side by side, have globals of their own and share modules.
///
/// Values are converted: None, bool, int, float, str, list, dict, NumPy arrays and Java objects. What a
/// script raises arrives as a [PythonException] with its traceback.
public final class PythonSession implements AutoCloseable {
    private static final long STACK_BYTES = 16L << 20;

    private final LinkedBlockingQueue<FutureTask<?>> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;
    private SessionInterpreter interpreter;
    private boolean closed;

    private PythonSession(PythonEnvironment environment) {
        thread = new Thread(null, this::work, "arenite-python", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            submit(() -> interpreter = SessionInterpreter.open(environment));
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    /// Starts Python with the libraries of a virtual environment in which `arenite` and `jep` are
    /// installed.
    ///
    /// @throws PythonException if there is no Python, no Jep, or a Jep that does not fit the jar on the
    ///     class path; the text says what to do
    public static PythonSession start(Path environment) {
        return start(environment, List.of());
    }

    /// The same with more folders of Python modules, which are looked at first.
    public static PythonSession start(Path environment, List<Path> modules) {
        return new PythonSession(PythonEnvironment.find(environment, modules));
    }

    /// Lends a database to the scripts of this process: there `arenite.shared(name)`. It stays ours to
    /// close.
    public void share(String name, Arenite database) {
        SharedDatabases.share(name, database);
    }

    /// Gives a value a name in the script's globals.
    public void set(String name, Object value) {
        submit(() -> {
            interpreter.set(name, value);
            return null;
        });
    }

    /// Runs statements.
    public void exec(String statements) {
        submit(() -> interpreter.guarded("exec", statements));
    }

    /// Runs a file in the session's globals; `sys.argv` is the file and these arguments.
    public void run(Path script, String... arguments) {
        submit(() -> interpreter.guarded("run", script.toString(), Arrays.asList(arguments)));
    }

    /// The value of an expression.
    public Object eval(String expression) {
        return submit(() -> interpreter.guarded("eval", expression));
    }

    /// Calls a function of the script's globals.
    public Object call(String function, Object... arguments) {
        return submit(() -> interpreter.guarded("call", function, Arrays.asList(arguments)));
    }

    private <T> T submit(Callable<T> work) {
        var task = new FutureTask<>(work);
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the Python session is closed");
            }
            tasks.add(task);
        }
        return result(task);
    }

    private static <T> T result(FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unwrapped(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unwrapped(Throwable failure) {
        return switch (failure) {
            case PythonException e -> new PythonException(e.getMessage(), e.traceback(), e);
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new PythonException(failure.toString(), "", failure);
        };
    }

    private void work() {
        while (true) {
            try {
                FutureTask<?> task = tasks.take();
                task.run();
                if (task instanceof Last) {
                    return;
                }
            } catch (InterruptedException e) {
                // the thread is ours: nobody has a reason to interrupt it, and a task that is there is run
                continue;
            }
        }
    }

    private static final class Last extends FutureTask<Void> {
        Last(Runnable work) {
            super(work, null);
        }
    }

    /// Runs the exit functions that the session's own code has registered with `atexit`, lets go of arrays
    /// that only caches hold and ends the session's thread. Other sessions go on: what modules have
    /// registered, which the sessions share, runs when the JVM ends, for at most 10 seconds. Threads that
    /// a script has started are not waited for. Again does nothing.
    @Override
    public void close() {
        end();
    }

    private void end() {
        Last last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = new Last(() -> {
                if (interpreter != null) {
                    interpreter.close();
                }
            });
            tasks.add(last);
        }
        result(last);
    }
}
