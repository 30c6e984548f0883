package io.arenite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.Arenite;
import io.arenite.arena.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands over a database in a directory.
final class StoreCommandsTest {
    private static final String TRADES = """
            ts,symbol,price,size
            2024-08-08T14:00:00Z,A,10.5,1
            2024-08-08T14:00:01Z,B,20.25,
            2024-08-09T14:00:00Z,A,11.0,3
            """;

    @TempDir
    Path folder;

    private String db;
    private Path csv;

    @BeforeEach
    void files() throws Exception {
        db = folder.resolve("market").toString();
        csv = Files.writeString(folder.resolve("trades.csv"), TRADES);
    }

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private static CommandRun ok(String... line) {
        CommandRun run = CommandRun.of(line);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return run;
    }

    private static String failure(int exitCode, String... line) {
        CommandRun run = CommandRun.of(line);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(exitCode);
        return run.err();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow", "csv", "csv.gz"})
    void whatIsImportedIsExportedAndImportedAgain(String suffix) throws Exception {
        assertThat(ok("import", csv.toString(), "--db", db).out())
                .contains("imported 3 rows from " + csv + " into table trades", "it has 3 rows now")
                .contains("timestamps: 2024-08-08T14:00:00Z to 2024-08-09T14:00:00Z");
        Path file = folder.resolve("out." + suffix);
        assertThat(ok("export", file.toString(), "--db", db, "--table", "trades")
                        .out())
                .contains("exported 3 rows of table trades into " + file);
        ok("import", file.toString(), "--db", db, "--table", "again");
        Path back = folder.resolve("back.csv");
        ok("export", back.toString(), "--db", db, "--table", "again");
        assertThat(back).hasContent("""
                ts,symbol,price,size
                2024-08-08T14:00:00Z,A,10.5,1
                2024-08-08T14:00:01Z,B,20.25,
                2024-08-09T14:00:00Z,A,11.0,3
                """);
    }

    @Test
    void aDatabaseIsInspectedSealedVerifiedAndCut() {
        ok("import", csv.toString(), "--db", db, "--type", "size=int32");
        assertThat(ok("seal", db).out()).contains("sealed: table=trades, rows=3");
        assertThat(ok("compact", db, "--table", "trades").out()).contains("sealed: table=trades, rows=3");
        assertThat(ok("verify", db).out()).isEqualTo("no damage: db=" + db + ", rows=3\n");
        assertThat(ok("inspect", db).out())
                .contains("table trades: 3 rows, partitioned by day")
                .containsPattern("symbol +symbol \\(the key\\)")
                .containsPattern("size +int32")
                .contains("sealed: 3 rows in 2 files", "log: 0 rows")
                .containsPattern("2024-08-08-\\S+.arrow .* 2 +2 +2024-08-08T14:00:00Z +2024-08-08T14:00:01Z")
                .containsPattern("2024-08-09-\\S+.arrow .* 1 +1 +2024-08-09T14:00:00Z +2024-08-09T14:00:00Z");
        assertThat(ok("inspect", db, "--table", "trades").out())
                .containsPattern("price .* 0 +10.5 +20.25 +float64 \\(float64\\) none")
                .containsPattern("ts .* 2024-08-08T14:00:00Z +2024-08-08T14:00:01Z +timestamp");
        assertThat(ok("drop-partition", db, "--table", "trades", "--at", "2024-08-09")
                        .out())
                .isEqualTo("dropped: table=trades, partitions=1, rows left=2\n");
        assertThat(ok("retention", db, "--keep", "1 day").out()).contains("table=trades, partitions=2, rows left=0");
        assertThat(ok("retention", db, "--before", "2024-08-08T12:00:00Z").out())
                .contains("partitions=0");
    }

    @Test
    void filesAreInspected() throws Exception {
        ok("import", csv.toString(), "--db", db);
        for (String suffix : new String[] {"parquet", "arrow"}) {
            Path file = folder.resolve("t." + suffix);
            ok("export", file.toString(), "--db", db, "--table", "trades");
            assertThat(ok("inspect", file.toString()).out())
                    .contains("3 rows in 1 r")
                    .containsPattern("symbol .*symbol")
                    .containsPattern("size .*1 .*int64");
        }
        assertThat(ok("inspect", folder.resolve("t.parquet").toString()).out())
                .containsPattern("price .* 0 +10.5 +20.25 +float64 \\(DOUBLE\\) .*ZSTD");
        assertThat(ok("inspect", csv.toString()).out()).containsPattern("ts +timestamp\\(ns\\) \\(the timestamp\\)");
    }

    @Test
    void whatIsWrongIsSaidInOneLine() throws Exception {
        assertThat(failure(1, "verify", db)).isEqualTo("arenite: no such database: db=" + db + "\n");
        assertThat(failure(1, "import", folder + "/none.parquet", "--db", db))
                .contains("arenite: no such file: file=" + folder + "/none.parquet");
        assertThat(failure(1, "import", folder + "/x.xlsx", "--db", db)).contains("unknown file format: file=");
        assertThat(failure(1, "inspect", folder + "/x.parquet")).contains("no such file: file=");
        ok("import", csv.toString(), "--db", db);
        assertThat(failure(1, "export", folder + "/t.parquet", "--db", db, "--table", "quotes"))
                .contains("arenite: ", "quotes", "trades");
        assertThat(failure(1, "export", folder + "/none/t.parquet", "--db", db, "--table", "trades"))
                .isEqualTo("arenite: cannot be written: file=" + folder + "/none/t.parquet, reason=no such folder\n");
        Files.writeString(folder.resolve("bad.csv"), TRADES.replace("20.25", "much"));
        assertThat(failure(1, "import", folder + "/bad.csv", "--db", db, "--table", "trades"))
                .contains("not a number: file=" + folder + "/bad.csv, line=3, column=price, text=\"much\"")
                .contains("nothing was imported");
        assertThat(ok("verify", db).out()).contains("rows=3");
        assertThat(failure(2, "retention", db)).contains("Usage: arenite retention");
        assertThat(failure(2, "retention", db, "--keep", "long")).contains("--keep is a number of hours, days");
        assertThat(failure(2, "drop-partition", db, "--table", "trades", "--at", "noon"))
                .contains("--at is a day");
    }

    @Test
    void aBackupIsADatabase() {
        ok("import", csv.toString(), "--db", db);
        String copy = folder.resolve("copy").toString();
        assertThat(ok("backup", db, copy).out()).startsWith("backup: db=" + db + ", copy=" + copy);
        assertThat(ok("verify", copy).out()).contains("no damage", "rows=3");
        assertThat(failure(1, "backup", db, copy)).contains(copy);
    }

    @Test
    void aDatabaseThatIsWrittenIsReadMeanwhile() {
        ok("import", csv.toString(), "--db", db);
        try (Arenite held = Arenite.open(Path.of(db))) {
            assertThat(held.table("trades").count()).isEqualTo(3);
            assertThat(ok("inspect", db).out()).contains("table trades: 3 rows");
            Path file = folder.resolve("t.parquet");
            ok("export", file.toString(), "--db", db, "--table", "trades");
            assertThat(ok("verify", db).out()).contains("no damage");
        }
    }

    @Test
    void aLockedDatabaseNamesItsHolder() {
        try (Arenite held = Arenite.open(Path.of(db))) {
            assertThat(held.tables()).isEmpty();
            String pid = Long.toString(ProcessHandle.current().pid());
            assertThat(failure(1, "import", csv.toString(), "--db", db)).contains(pid);
        }
    }

    @Test
    void aDamagedSegmentIsReported() throws Exception {
        ok("import", csv.toString(), "--db", db);
        ok("seal", db);
        Path segment;
        try (var files = Files.walk(Path.of(db))) {
            segment = files.filter(file -> file.toString().endsWith(".arrow"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        assertThat(failure(1, "verify", db)).contains(segment.getFileName().toString(), "table=trades");
    }
}
