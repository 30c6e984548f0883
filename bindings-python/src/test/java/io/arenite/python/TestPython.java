package io.arenite.python;

import java.nio.file.Path;
import java.util.List;

/// The Python of the repository, in .venv, with the package as it is in the sources.
final class TestPython {
    static final Path REPOSITORY = Path.of(System.getProperty("arenite.repository"));

    private TestPython() {}

    static PythonSession start() {
        return PythonSession.start(
                REPOSITORY.resolve(".venv"), List.of(REPOSITORY.resolve("bindings-python/src/main/python")));
    }
}
