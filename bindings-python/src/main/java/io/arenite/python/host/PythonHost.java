package io.arenite.python.host;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jep.JepException;
import jep.MainInterpreter;
import jep.PyConfig;
import jep.SharedInterpreter;

/// The process of `python -m arenite`: a JVM whose Python has the face of a plain `python3`.
///
/// The user's program runs on Python's real main thread, which Jep makes and on which it only imports modules: so the
/// program is started as the import of a module, `_arenite_main`. Signal handlers, `signal.signal`, asyncio and
/// matplotlib need that thread. No interpreter of Jep's may be opened on it: it would be a second thread state, with
/// which libraries that ask for the GIL themselves dead-lock.
public final class PythonHost {
    private static final String MAIN_MODULE = "_arenite_main";

    /// Finds [#MAIN_MODULE]. It must not import `threading`: the first importer becomes Python's main thread.
    private static final String FINDER = """
            def install(name, file, settings):
                import sys
                from importlib.machinery import ModuleSpec, SourceFileLoader

                class Finder:
                    def find_spec(self, wanted, path=None, target=None):
                        if wanted != name:
                            return None
                        sys.meta_path.remove(self)
                        loader = SourceFileLoader(name, file)
                        return ModuleSpec(name, loader, origin=file, loader_state=settings)

                sys.meta_path.insert(0, Finder())
            """;

    private static volatile int exitCode = 1;

    private PythonHost() {}

    public static void main(String[] args) {
        HostCommand command = HostCommand.parse(args);
        MainInterpreter.setJepLibraryPath(command.libjep());
        MainInterpreter.setInitParams(PyConfig.python()
                .setProgramName(command.executable())
                .setParseArgv(true)
                .setArgv(command.arguments().toArray(String[]::new)));
        try (var boot = new SharedInterpreter()) {
            boot.exec(FINDER);
            boot.invoke("install", MAIN_MODULE, command.program(), command.settings());
        }
        runOnMainThread();
        System.exit(exitCode);
    }

    /// The program's last word, from Python.
    public static void exitCode(int code) {
        exitCode = code;
    }

    private static void runOnMainThread() {
        try {
            Method instance = MainInterpreter.class.getDeclaredMethod("getMainInterpreter");
            instance.setAccessible(true);
            ((MainInterpreter) instance.invoke(null)).sharedImport(MAIN_MODULE);
        } catch (JepException e) {
            throw new IllegalStateException("the program of the host failed: module=" + MAIN_MODULE, e);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("this Jep does not give its main interpreter: class=" + e.getMessage(), e);
        }
    }
}
