package io.arenite.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A command in a process of its own, which is there to be interrupted, killed or kept short of disk.
final class CommandProcess implements AutoCloseable {
    private static final long TIMEOUT_S = 120;
    private static final long POLL_MS = 1;

    private final Process process;
    private final Path out;
    private final Path err;

    private CommandProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static CommandProcess start(Path folder, String... line) throws IOException {
        // Who runs tests in the background has SIGINT ignored, and children would inherit that.
        return start(folder, List.of("env", "--default-signal=INT"), line);
    }

    /// Files end at that size, as if the disk were full.
    static CommandProcess startUnderLimit(Path folder, int limitKib, String... line) throws IOException {
        return start(folder, List.of("bash", "-c", "ulimit -f " + limitKib + "; exec \"$0\" \"$@\""), line);
    }

    private static CommandProcess start(Path folder, List<String> before, String... line) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ChildJvm.launcherFlags());
        command.addAll(List.of("-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(line));
        Path out = Files.createTempFile(folder, "command", ".out");
        Path err = Files.createTempFile(folder, "command", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        return new CommandProcess(builder.start(), out, err);
    }

    /// Waits until that is so, while the process lives.
    CommandProcess await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean() && process.isAlive()) {
            Thread.sleep(POLL_MS);
        }
        return this;
    }

    CommandProcess signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        return this;
    }

    /// As [CommandRun] tells it; the JVM's own warning aside.
    CommandRun end() throws IOException, InterruptedException {
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("command did not end: seconds=" + TIMEOUT_S + ", err=" + told(err));
        }
        return new CommandRun(process.exitValue(), told(out), told(err));
    }

    private static String told(Path file) throws IOException {
        StringBuilder told = new StringBuilder();
        for (String text : Files.readAllLines(file)) {
            if (!text.startsWith("WARNING: Using incubator modules")) {
                told.append(text).append('\n');
            }
        }
        return told.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
