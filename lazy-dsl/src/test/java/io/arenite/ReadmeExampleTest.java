package io.arenite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The README's Java example compiles, runs, and prints what the README says.
@ExtendWith(NoLeaks.class)
final class ReadmeExampleTest {
    @Test
    void compilesAndPrintsWhatItSays(@TempDir Path folder) throws Exception {
        String readme = Files.readString(Repository.root().resolve("README.md"));
        Path source = folder.resolve("Example.java");
        Files.writeString(source, block(readme, "<!-- java-example -->", "```java\n"));
        int errors = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(errors).isZero();
        assertThat(run(folder)).isEqualTo(block(readme, "<!-- java-example-output -->", "```text\n"));
    }

    private static String run(Path classes) throws Exception {
        var printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (var loader = new URLClassLoader(
                        new URL[] {classes.toUri().toURL()}, ReadmeExampleTest.class.getClassLoader());
                var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            loader.loadClass("Example").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static String block(String readme, String marker, String fence) throws IOException {
        int place = readme.indexOf(marker);
        assertThat(List.of(marker, place)).as("the README has the marker").doesNotContain(-1);
        int start = readme.indexOf(fence, place) + fence.length();
        return readme.substring(start, readme.indexOf("```", start));
    }
}
