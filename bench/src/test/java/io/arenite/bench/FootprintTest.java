package io.arenite.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Ten thousand quiet symbols cost pages, not slots: measured in a process of their own, as the kernel counts it.
@Tag("slow")
class FootprintTest {
    private static final long LIMIT_KIB = 300 * 1024;

    @Test
    void tenThousandSymbolsOfTwentyRowsStayUnderThreeHundredMegabytes() throws Exception {
        assertThat(residentKib(List.of())).isBetween(1L, LIMIT_KIB);
    }

    /// Transparent huge pages at `always` cannot be set by a test; a heap that asks for them is the nearest, and the
    /// arenas refuse them in any case.
    @Test
    void alsoWhereTheHeapTakesHugePages() throws Exception {
        assertThat(residentKib(List.of("-XX:+UseTransparentHugePages", "-Xmx64m")))
                .isBetween(1L, LIMIT_KIB);
    }

    private static long residentKib(List<String> flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), QuietSymbols.class.getName()));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        return output.lines()
                .filter(line -> line.startsWith(QuietSymbols.ANSWER))
                .mapToLong(line -> Long.parseLong(line.substring(QuietSymbols.ANSWER.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the child gave no answer: output=" + output));
    }
}
