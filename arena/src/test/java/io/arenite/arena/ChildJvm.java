package io.arenite.arena;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs a main class of the tests in a JVM of its own, under a shell that may set limits first.
public final class ChildJvm {

    /// @param output what it wrote, standard error included
    public record Outcome(int exitCode, String output) {}

    private ChildJvm() {}

    /// @param shell what the shell runs before it becomes the JVM
    public static Outcome run(String shell, List<String> jvmFlags, Class<?> main, String... arguments) {
        List<String> mainAndArguments = new ArrayList<>(List.of(main.getName()));
        mainAndArguments.addAll(List.of(arguments));
        return run(new File("."), shell, jvmFlags, mainAndArguments);
    }

    static Outcome run(Path folder, String main, List<String> arguments) {
        List<String> mainAndArguments = new ArrayList<>(List.of(main));
        mainAndArguments.addAll(arguments);
        return run(folder.toFile(), "true", List.of(), mainAndArguments);
    }

    private static Outcome run(File folder, String shell, List<String> jvmFlags, List<String> mainAndArguments) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", shell + "; exec \"$0\" \"$@\""));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(mainAndArguments);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("child JVM did not run: main=" + mainAndArguments.getFirst(), e);
        }
    }
}
