package io.arenite.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the exit functions of modules and sessions say in a JVM that ends.
final class ExitFunctionsTest {
    @Test
    void thoseOfModulesRunAtTheEndOfTheJvm(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("module_with_exit.py"), """
                import atexit
                atexit.register(print, 'of the module')
                """);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-Darenite.repository=" + TestPython.REPOSITORY,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Program.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(line -> !line.startsWith("WARNING")).toList())
                .isEqualTo(List.of("of the session", "in between: 3", "of the module"));
    }

    /// Two sessions, one of which is still open at the end.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try (PythonSession first = TestPython.start()) {
                first.set("folder", arguments[0]);
                first.exec("""
                        import atexit, sys
                        sys.path.insert(0, folder)
                        import module_with_exit
                        atexit.register(print, 'of the session')
                        """);
            }
            PythonSession second = TestPython.start();
            second.exec("""
                    import arenite as ar
                    db = ar.memory()
                    table = db.create_table("t", {"ts": "timestamp", "x": "int64"})
                    table.append({"ts": [1, 2], "x": [1, 2]})
                    query = table.select(ar.map_batches(["x"], lambda x: x[0], "int64").sum())
                    print("in between:", query.collect().item(), flush=True)
                    """);
        }
    }
}
