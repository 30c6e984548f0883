package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A sealed file that somebody truncates while queries read it, in a process of its own: it must not end.
class TruncatedFileTest {
    @TempDir
    private Path folder;

    @Test
    void queriesSayWhichFileWasCutShort() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-ea",
                        "-Darenite.cache=off",
                        "-Darenite.warmup=off",
                        "-XX:-CreateCoredumpOnCrash",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Program.class.getName(),
                        folder.resolve("db").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        List<String> told = output.lines()
                .filter(line -> line.startsWith("told: mapped file is shorter than it was: file=" + folder))
                .toList();
        assertThat(told).as(output).hasSize(2 * Program.QUERIES);
        assertThat(output).contains("other table: 3.0", "no leaks");
    }

    /// Runs in the child.
    static final class Program {
        static final int QUERIES = 3;
        private static final int ROWS = 300_000;
        private static final int WARM = 3_000;
        private static final Schema SCHEMA = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .float64("price")
                .int64("size")
                .key("sym")
                .build();

        private Program() {}

        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            var options = AreniteOptions.defaults().withWarmUp(false);
            try (Arenite db = Arenite.open(directory, options)) {
                fill(db.createTable("trades", SCHEMA, PartitionBy.DAY), ROWS);
                fill(db.createTable("other", SCHEMA, PartitionBy.DAY), 3);
            }
            try (Arenite db = Arenite.open(directory, options)) {
                for (int i = 0; i < WARM; i++) {
                    prices(db, "trades", i);
                    sizes(db, "trades", i);
                }
                truncate(directory.resolve("tables/trades@1/segments"));
                for (int i = 0; i < QUERIES; i++) {
                    int less = WARM + i;
                    tell(() -> prices(db, "trades", less));
                    tell(() -> sizes(db, "trades", less));
                }
                System.out.println("other table: " + prices(db, "other", 1));
            }
            LeakCheck.assertNoLeaks();
            System.out.println("no leaks");
        }

        private static void fill(Table table, int rows) {
            try (Appender appender = table.appender()) {
                for (int n = 0; n < rows; n++) {
                    appender.at(n * 1000L)
                            .symbol("S" + n % 3)
                            .float64(1)
                            .int64(n)
                            .append();
                }
            }
        }

        private static double prices(Arenite db, String table, int less) {
            try (Result result = db.table(table)
                    .lazy()
                    .filter(col("price").gt(-less))
                    .select(sum("price"))
                    .collect()) {
                return result.scalarDouble();
            }
        }

        private static long sizes(Arenite db, String table, int less) {
            try (Result result = db.table(table)
                    .lazy()
                    .filter(col("size").gt(less % 7))
                    .select(sum("size"))
                    .collect()) {
                return result.scalarLong();
            }
        }

        private static void tell(Runnable query) {
            try {
                query.run();
                System.out.println("no error");
            } catch (StorageException e) {
                System.out.println("told: " + e.getMessage());
            }
        }

        private static void truncate(Path segments) throws IOException {
            try (var files = Files.list(segments);
                    FileChannel file = FileChannel.open(files.findFirst().orElseThrow(), StandardOpenOption.WRITE)) {
                file.truncate(8192);
            }
        }
    }
}
