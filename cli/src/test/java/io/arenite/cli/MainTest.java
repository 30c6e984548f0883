package io.arenite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void helpAndVersionGoToStdout() {
        CommandRun help = CommandRun.of("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: arenite", "demo", "jshell", "bench");
        CommandRun demo = CommandRun.of("demo", "--help");
        assertThat(demo.exitCode()).isZero();
        assertThat(demo.out()).contains("--type", "--ts", "--on-error", "FILE");
        CommandRun version = CommandRun.of("--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).matches("(?s)arenite \\d+\\.\\d+\\.\\d+\\S*\\njava 25.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "xyzzy",
                "demo --frobnicate",
                "demo --rows many",
                "demo --separator ab x.csv",
                "demo --on-error shrug x.csv",
                "demo --partition-by week x.csv",
                "demo --type price=float x.csv",
                "demo --key a --no-key x.csv"
            })
    void wrongCommandLinesEndWithTwoAndUsage(String line) {
        CommandRun run = CommandRun.of(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: arenite").doesNotContain("\tat ");
    }

    @Test
    void failuresEndWithOneLineAndOneAndAStackTraceOnlyForDebug() {
        CommandRun run = CommandRun.of("demo", folder + "/none.csv");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("arenite: no such file: file=" + folder + "/none.csv\n");
        CommandRun debug = CommandRun.of("demo", "--debug", folder + "/none.csv");
        assertThat(debug.exitCode()).isEqualTo(1);
        assertThat(debug.err()).contains("no such file", "\tat io.arenite.csv.CsvSource.open");
    }

    @Test
    void outputThatIsLostIsAFailure() throws Exception {
        try (PrintWriter full = new PrintWriter("/dev/full", StandardCharsets.UTF_8)) {
            StringWriter err = new StringWriter();
            int exitCode = Main.run(full, new PrintWriter(err, true), "--version");
            assertThat(Main.exitCode(exitCode, full.checkError(), new PrintWriter(err, true)))
                    .isEqualTo(1);
            assertThat(err).hasToString("arenite: cannot write the output\n");
        }
    }

    @Test
    void badRowsEndTheLoadOrAreCounted() throws Exception {
        Path file = Files.writeString(
                folder.resolve("t.csv"), "ts,price\n1723161255000,1.5\n1723161256000,x\n1723161257000,2.5\n");
        CommandRun abort = CommandRun.of("demo", "--type", "price=float64", file.toString());
        assertThat(abort.exitCode()).isEqualTo(1);
        assertThat(abort.err())
                .isEqualTo("arenite: not a number: file=" + file
                        + ", line=3, column=price, text=\"x\"\nnothing was imported\n");
        CommandRun skip = CommandRun.of("demo", "--type", "price=float64", "--on-error", "skip", file.toString());
        assertThat(skip.exitCode()).as(skip.err()).isZero();
        assertThat(skip.out()).contains("loaded 2 rows", "skipped 1 row that could not be read", "line=3");
    }
}
