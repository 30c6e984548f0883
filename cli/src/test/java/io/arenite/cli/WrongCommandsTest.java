package io.arenite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a user types wrong is told in one line, changes nothing, and ends with 1; with 2 and the usage where
/// the command line itself makes no sense.
final class WrongCommandsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void files() throws Exception {
        Files.writeString(folder.resolve("trades.csv"), """
                ts,symbol,price
                2024-08-08T14:00:00Z,A,10.5
                2024-08-09T14:00:00Z,B,20.5
                """);
        Files.writeString(folder.resolve("bad.parquet"), "no Parquet");
        Files.writeString(folder.resolve("bad.arrow"), "no Arrow");
        Files.createDirectory(folder.resolve("empty"));
        Files.createDirectory(folder.resolve("folder.csv"));
        assertThat(run("import @/trades.csv --db @/db").exitCode()).isZero();
    }

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    /// @param line with `@` for the test's folder and `_` for a blank in an argument
    private CommandRun run(String line) {
        String[] words = line.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("@", folder.toString()).replace("_", " ");
        }
        return CommandRun.of(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            import @/none.csv --db @/new                         | no such file: file=@/none.csv
            import @/trades.csv @/none.csv --db @/new            | no such file: file=@/none.csv
            import @/folder.csv --db @/new                       | a folder, not a file: file=@/folder.csv
            import @/trades.csv @/bad.arrow --db @/new           | files of different formats: file=@/trades.csv, other=@/bad.arrow
            import @/bad.parquet --db @/db                       | not a Parquet file: file=@/bad.parquet
            import @/bad.arrow --db @/db                         | file is neither an Arrow file nor a stream: file=@/bad.arrow, offset=0
            import @/trades.csv --db @/folder.csv/../trades.csv  | create directory failed: file=@/folder.csv/../trades.csv, reason=File exists
            import @/trades.csv --db @                           | directory is no database and not empty: directory=@, found=bad.arrow
            import @/trades.csv --db @/db --table t --ts x       | no such column: file=@/trades.csv, column=x, hint=--ts names it, columns are [ts, symbol, price]
            export @/out.csv --db @/db --table quotes            | unknown table: table=quotes, tables=[trades]
            export @/out.csv --db @/empty --table trades         | no such database: db=@/empty
            export @/out.xyz --db @/db --table trades            | unknown file format: file=@/out.xyz, known=.csv, .csv.gz, .parquet, .arrow, .arrows, .ipc, .feather
            export @/folder.csv --db @/db --table trades         | cannot be written: file=@/folder.csv, reason=a folder has its name
            export @/none/out.csv --db @/db --table trades       | cannot be written: file=@/none/out.csv, reason=no such folder
            export @/trades.csv/out.csv --db @/db --table trades | cannot be written: file=@/trades.csv/out.csv, reason=its folder is a file
            export @/out.csv --db @/db --table trades --compression zstd | the name of CSV tells its compression, .csv or .csv.gz: file=@/out.csv, compression=zstd
            seal @/empty                                         | no such database: db=@/empty
            compact @/db --table quotes                          | unknown table: table=quotes, tables=[trades]
            verify @/trades.csv                                  | no such database: db=@/trades.csv
            inspect @/none                                       | no such file: file=@/none
            inspect @/empty                                      | a folder, not a database: file=@/empty
            inspect @/db --table quotes                          | unknown table: table=quotes, tables=[trades]
            backup @/none @/copy                                 | no such database: db=@/none
            backup @/db @/db/copy                                | a backup lies in no database: directory=@/db/copy, db=@/db
            backup @/db @/trades.csv                             | list failed: file=@/trades.csv, reason=Not a directory
            drop-partition @/db --table quotes --at 2024-08-08   | unknown table: table=quotes, tables=[trades]
            retention @/db --table quotes --keep 99_years        | unknown table: table=quotes, tables=[trades]
            """)
    void itIsToldInOneLine(String line, String told) {
        CommandRun run = run(line);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().replace(folder.toString(), "@")).isEqualTo("arenite: " + told + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(folder.resolve("new")).doesNotExist();
        assertThat(run("verify @/db").out()).contains("rows=2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            import @/trades.csv --db @/db --partition-by week      | --partition-by is hour, day, month, year or none, not week
            import @/trades.csv --db @/db --on-error maybe         | --on-error is abort or skip, not maybe
            import @/trades.csv --db @/db --separator ab           | one character expected, got ab
            inspect @/trades.csv --table t                         | --table is of databases, not of files: file=@/trades.csv
            drop-partition @/db --table trades --at 0001-01-01     | --at is between 1677-09-21T00:12:43.145224192Z and
            retention @/db --before 3000-01-01T00:00:00            | --before is between 1677-09-21T00:12:43.145224192Z and
            retention @/db --keep 999999_years                     | --keep is between 1677-09-21T00:12:43.145224192Z and
            """)
    void anOptionThatMakesNoSenseIsToldWithTheUsage(String line, String told) {
        CommandRun run = run(line);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines().findFirst().orElseThrow().replace(folder.toString(), "@"))
                .contains(told);
        assertThat(run.err()).contains("Usage: arenite ").doesNotContain("\tat ");
        assertThat(run("verify @/db").out()).contains("rows=2");
    }

    @Test
    void theHelpTellsTheExitCodes() {
        assertThat(run("--help").out()).contains("130", "143");
    }
}
