package io.arenite.bench.python;

import com.fasterxml.jackson.jr.ob.JSON;
import io.arenite.bench.peer.PeerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A module of `bench/src/main/python` that measures Arenite in a process of its own, in which a plain Python
/// is the host, and writes a JSON object a line.
final class PythonModule {
    private PythonModule() {}

    /// @param out is told each figure as it is known, as JSON
    static List<Map<String, Object>> run(Path repository, String module, Consumer<String> out)
            throws IOException, InterruptedException {
        List<Map<String, Object>> figures = new ArrayList<>();
        Process process = start(repository, module);
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.accept(line + "\n");
                figures.add(JSON.std.mapFrom(line));
            }
        }
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            throw new PeerException("the Python process failed: module=" + module + ", exit code=" + exitCode);
        }
        return figures;
    }

    private static Process start(Path repository, String module) throws IOException {
        Path python = repository.resolve(".venv/bin/python");
        if (!Files.isExecutable(python)) {
            throw new PeerException("no Python: file=" + python + ", hint=run bin/setup --python");
        }
        var builder =
                new ProcessBuilder(python.toString(), "-m", module).redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.put(
                "PYTHONPATH",
                repository.resolve("bench/src/main/python") + ":"
                        + repository.resolve("bindings-python/src/main/python"));
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        environment.put("POLARS_MAX_THREADS", "2");
        environment.put("OPENBLAS_NUM_THREADS", "2");
        return builder.start();
    }
}
