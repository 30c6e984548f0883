package io.arenite.python;

import java.util.List;
import jep.JepException;
import jep.MainInterpreter;
import jep.PyConfig;
import jep.SharedInterpreter;

/// Jep's interpreter of one session; bound to the session's thread.
final class SessionInterpreter implements AutoCloseable {
    /// The environment of this process's Python: it cannot be changed once Python runs.
    private static PythonEnvironment started;

    /// Whether there has been an interpreter of it.
    private static boolean running;

    private final SharedInterpreter interpreter;

    private SessionInterpreter(SharedInterpreter interpreter) {
        this.interpreter = interpreter;
    }

    static SessionInterpreter open(PythonEnvironment environment) {
        configure(environment);
        SharedInterpreter interpreter;
        try {
            interpreter = new SharedInterpreter();
        } catch (JepException e) {
            throw new PythonException("Python does not start: " + e.getMessage(), "", e);
        }
        runs();
        try {
            interpreter.set(
                    "_modules",
                    environment.modules().stream().map(Object::toString).toList());
            interpreter.exec("""
                    import sys
                    sys.path[:0] = [str(folder) for folder in _modules if str(folder) not in sys.path]
                    del _modules
                    from arenite import _session
                    _arenite = _session.Session(globals())
                    """);
        } catch (JepException e) {
            interpreter.close();
            throw new PythonException(
                    "the package arenite cannot be imported: python=" + environment.executable() + ", reason="
                            + e.getMessage(),
                    "",
                    e);
        }
        return new SessionInterpreter(interpreter);
    }

    private static synchronized void runs() {
        if (!running) {
            running = true;
            ExitFunctions.runAtExit();
        }
    }

    private static synchronized void configure(PythonEnvironment environment) {
        if (started == null) {
            MainInterpreter.setJepLibraryPath(environment.libjep().toString());
            MainInterpreter.setInitParams(PyConfig.python()
                    .setProgramName(environment.executable().toString())
                    .setParseArgv(false)
                    .setArgv(""));
            started = environment;
        } else if (!started.executable().equals(environment.executable())) {
            throw new PythonException(
                    "this process runs another Python already: running=" + started.executable() + ", wanted="
                            + environment.executable(),
                    "",
                    null);
        }
    }

    void set(String name, Object value) {
        interpreter.set(name, value);
    }

    /// Calls a method of `arenite._session.Session`, which answers with a value or a traceback.
    Object guarded(String method, Object... arguments) {
        List<?> answer = (List<?>) interpreter.invoke("_arenite." + method, arguments);
        if (answer.size() == 1) {
            return answer.getFirst();
        }
        throw new PythonException((String) answer.get(0), (String) answer.get(1), null);
    }

    @Override
    public void close() {
        try {
            guarded("close");
        } finally {
            interpreter.close();
        }
    }
}
