package io.arenite.python;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A virtual environment of Python with Jep in it, found by asking its Python once.
///
/// @param executable the Python
/// @param libjep Jep's native library
/// @param modules folders of Python modules that are looked at first
record PythonEnvironment(Path executable, Path libjep, List<Path> modules) {
    private static final long ANSWER_SECONDS = 60;
    private static final String INTERPRETER_CLASS = "jep.SharedInterpreter";
    private static final Pattern JAR_VERSION = Pattern.compile("jep-(\\d+\\.\\d+)[^/]*\\.jar$");
    private static final String QUESTION = """
            import importlib.metadata, importlib.util, json, os, sys
            jep = importlib.util.find_spec("jep")
            folder = list(jep.submodule_search_locations)[0] if jep else None
            print(json.dumps({
                "executable": sys.executable,
                "folder": folder,
                "version": importlib.metadata.version("jep") if jep else None,
                "jars": sorted(name for name in os.listdir(folder) if name.endswith(".jar")) if jep else [],
            }))
            """;

    /// @throws PythonException if something is missing or does not fit
    static PythonEnvironment find(Path environment, List<Path> modules) {
        Path python = environment.resolve("bin/python");
        if (!Files.isExecutable(python)) {
            throw refused("there is no Python: file=" + python + ", hint=python3 -m venv " + environment
                    + " makes an environment");
        }
        Map<String, Object> answer = ask(python);
        if (answer.get("folder") == null) {
            throw refused("Jep is not installed: python=" + python + ", hint=JAVA_HOME=(a JDK 25) " + python
                    + " -m pip install --no-binary jep jep");
        }
        Path folder = Path.of((String) answer.get("folder"));
        requireFitting(folder, (String) answer.get("version"), answer.get("jars"));
        Path library = folder.resolve("libjep.so");
        if (!Files.isReadable(library)) {
            throw refused("the installation of Jep is not whole: missing=" + library);
        }
        return new PythonEnvironment(Path.of((String) answer.get("executable")), library, List.copyOf(modules));
    }

    private static Map<String, Object> ask(Path python) {
        try {
            Process process = new ProcessBuilder(python.toString(), "-c", QUESTION)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw refused("the Python does not work: file=" + python + ", answer=" + answer);
            }
            return JSON.std.mapFrom(answer);
        } catch (IOException e) {
            throw new PythonException("the Python cannot be run: file=" + python + ", reason=" + e.getMessage(), "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PythonException("interrupted while Python was asked where Jep is: file=" + python, "", e);
        }
    }

    /// A jar of another version than the native library ends the process in its first call.
    private static void requireFitting(Path folder, String version, Object jars) {
        String jar = jarVersion();
        if (jar == null) {
            throw refused("Jep's classes are not on the class path: add the jar that fits the native library, " + jars
                    + " in " + folder);
        }
        if (!version.startsWith(jar + ".")) {
            throw refused(
                    "Jep's jar on the class path does not fit the native library, which would end the process: jar="
                            + jar + ", library=" + version + ", hint=take " + jars + " in " + folder);
        }
    }

    /// Major and minor version of the jar on the class path; null if there is none, empty if it has no
    /// version.
    static String jarVersion() {
        try {
            ClassLoader loader = PythonEnvironment.class.getClassLoader();
            CodeSource source = Class.forName(INTERPRETER_CLASS, false, loader)
                    .getProtectionDomain()
                    .getCodeSource();
            Matcher matcher = JAR_VERSION.matcher(
                    source == null ? "" : source.getLocation().getPath());
            return matcher.find() ? matcher.group(1) : "";
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static PythonException refused(String message) {
        return new PythonException(message, "", null);
    }
}
