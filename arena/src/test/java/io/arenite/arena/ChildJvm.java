package io.arenite.arena;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs a main class of the tests in a JVM of its own, under a shell that may set limits first.
final class ChildJvm {

    /// @param output what it wrote, standard error included
    record Outcome(int exitCode, String output) {}

    private ChildJvm() {}

    /// @param shell what the shell runs before it becomes the JVM
    static Outcome run(String shell, List<String> jvmFlags, Class<?> main, String... arguments) {
        return run(shell, jvmFlags, new File("."), main.getName(), arguments);
    }

    static Outcome run(String shell, List<String> jvmFlags, File folder, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", shell + "; exec \"$0\" \"$@\""));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(
                List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("child JVM did not run: main=" + main, e);
        }
    }
}
