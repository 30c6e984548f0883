package io.arenite;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.WarmUpProgram.Scene;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The warm-up in processes of their own, because the tests' own process has it switched off. [WarmUpProgram] is what
/// they run.
final class WarmUpTest {
    @Test
    @Tag("slow")
    void answersKeepTheirBitsWhileTheKernelsChange() throws Exception {
        assertThat(child(Scene.SAME_BITS, "-Darenite.cache=off")).containsExactly("answers=1", "warm-up threads=0");
    }

    @Test
    void aDatabaseMayCloseWhileItRuns() throws Exception {
        assertThat(child(Scene.CLOSE_AT_ONCE)).containsExactly("closed");
    }

    @Test
    @Tag("slow")
    void itsMemoryIsGivenBack() throws Exception {
        assertThat(child(Scene.MEMORY)).containsExactly("no leaks");
    }

    @Test
    void itRunsInAThreadThatTheFirstDatabaseStarts() throws Exception {
        assertThat(child(Scene.THREADS)).containsExactly("warm-up threads=1");
    }

    @Test
    void offByPropertyThereIsNoThread() throws Exception {
        assertThat(child(Scene.THREADS, "-Darenite.warmup=off")).containsExactly("warm-up threads=0");
    }

    @Test
    void offByOptionThereIsNoThread() throws Exception {
        assertThat(child(Scene.THREADS_WITHOUT)).containsExactly("warm-up threads=0");
    }

    @Test
    void queriesAreAnsweredWhileItStandsStill() throws Exception {
        assertThat(child(Scene.STUCK)).containsExactly("vwap=30.0", "warm-up threads=1");
    }

    /// What it prints; warnings and stack traces count.
    private static List<String> child(Scene scene, String... flags) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-ea", "-Xmx512m", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        command.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                WarmUpProgram.class.getName(),
                scene.name()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines()
                .filter(line -> !line.equals("WARNING: Using incubator modules: jdk.incubator.vector"))
                .toList();
    }
}
