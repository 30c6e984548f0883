package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.log.SyncMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A disk without room, by the kernel's own refusal: a process under a limit of the size of files commits
/// until it is told; nothing that was acknowledged is lost.
class FileSizeLimitTest {
    private static final DurableOptions OPTIONS =
            DurableOptions.defaults().withSealAfterMillis(0).withSealOnClose(false);

    @TempDir
    private Path folder;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @CsvSource({"commit, 64", "commit, 2048", "none, 64"})
    void aRefusedCommitSaysSo(String mode, int limitKib) throws Exception {
        Path directory = folder.resolve("db");
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f " + limitKib + "; exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        UnderTheLimit.class.getName(),
                        directory.toString(),
                        mode)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).as(output).isZero();
        List<String> lines = output.lines().toList();
        assertThat(lines)
                .as(output)
                .anyMatch(line -> line.matches(
                        "told: write failed: file=.*\\.log, position=\\d+, bytes=\\d+, " + "reason=File too large"))
                .contains("still readable");
        long committed = lines.stream()
                .filter(line -> line.startsWith("committed "))
                .mapToLong(line -> 1 + Long.parseLong(line.substring("committed ".length())))
                .max()
                .orElseThrow();
        assertThat(committed).isPositive();
        try (Storage db = open(directory, SyncMode.commit())) {
            TableStore table = db.table("trades");
            assertThat(NumberedBatches.check(table)).isEqualTo(committed);
            NumberedBatches.appendAndCommit(table, committed);
            table.seal();
            assertThat(NumberedBatches.check(table)).isEqualTo(committed + 1);
            assertThat(db.verify()).isEmpty();
        }
    }

    private static Storage open(Path directory, SyncMode mode) {
        return Storage.open(directory, MemoryOptions.defaults(), OPTIONS.withSync(mode));
    }

    /// Runs in the child.
    static final class UnderTheLimit {
        private static final int MOST = 20_000;

        private UnderTheLimit() {}

        public static void main(String[] arguments) {
            SyncMode mode = arguments[1].equals("commit") ? SyncMode.commit() : SyncMode.none();
            try (Storage db = open(Path.of(arguments[0]), mode)) {
                TableStore table = db.createTable("trades", NumberedBatches.SCHEMA, PartitionBy.DAY);
                for (long batch = 0; batch < MOST; batch++) {
                    try {
                        NumberedBatches.appendAndCommit(table, batch);
                        System.out.println("committed " + batch);
                    } catch (StorageException e) {
                        System.out.println("told: " + e.getMessage());
                        assertThat(NumberedBatches.check(table)).isEqualTo(batch);
                        System.out.println("still readable");
                        return;
                    }
                }
            }
        }
    }
}
