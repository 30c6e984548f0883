package io.arenite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shell with its input from a pipe, as scripts and tests use it.
final class JShellTest {

    @TempDir
    Path folder;

    private static ChildJvm shell(String input, String... args) throws Exception {
        String[] all = new String[args.length + 1];
        all[0] = "jshell";
        System.arraycopy(args, 0, all, 1, args.length);
        return ChildJvm.run(ChildJvm.launcherFlags(), input, Main.class.getName(), all);
    }

    @Test
    void hasGeneratedTicksAsDb() throws Exception {
        ChildJvm run = shell("db.tables()\ndb.table(\"ticks\").count()\n", "--rows", "1000");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("==> [ticks]").contains("==> 1000");
        assertThat(run.err()).contains("generated 1,000 ticks", "db.table(\"ticks\"): 1,000 rows");
    }

    @Test
    void hasTheGivenFilesAndEverythingImported() throws Exception {
        Path file = Files.writeString(
                folder.resolve("trades.csv"), "ts,symbol,price,size\n1723161255000,A,10,1\n1723161256000,A,20,3\n");
        ChildJvm run = shell("""
                double v = db.table("trades").lazy().filter(col("symbol").eq("A")).select(vwap("price", "size")).collect().scalarDouble()
                Schema s = db.table("trades").schema()
                Duration.ofSeconds(1)
                Path.of("x")
                List.of(1)
                """, file.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("v ==> 17.5", "s ==> Schema(ts", "==> PT1S", "==> x", "==> [1]")
                .doesNotContain("Error");
    }

    @Test
    void anErrorInASnippetDoesNotEndTheShell() throws Exception {
        ChildJvm run = shell("db.table(\"nope\")\n1 + 1\n", "--rows", "10");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("UnknownNameException", "nope", "==> 2");
    }

    @Test
    void aMissingFileEndsBeforeTheShell() throws Exception {
        ChildJvm run = shell("1 + 1\n", folder + "/none.csv");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("arenite: no such file: file=" + folder + "/none.csv");
    }
}
