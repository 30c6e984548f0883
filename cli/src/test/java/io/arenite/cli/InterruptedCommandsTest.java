package io.arenite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ctrl-C, SIGTERM, SIGKILL and a full disk in the middle of what takes long.
final class InterruptedCommandsTest {
    private static final int ROWS = 5_000;
    private static final int FILES = 400;
    private static final int LARGE = 400;

    @TempDir
    static Path shared;

    /// One table, trades.
    private static String large;

    @TempDir
    Path folder;

    @BeforeAll
    static void data() throws IOException {
        StringBuilder text = new StringBuilder("ts,symbol,price,size\n");
        for (int row = 0; row < ROWS; row++) {
            text.append(1_723_161_255_000L + row).append(",S").append(row % 7).append(',');
            text.append(row * 37 % 1009).append(".5,").append(row).append('\n');
        }
        Path csv = Files.writeString(shared.resolve("trades.csv"), text);
        String small = shared.resolve("small").toString();
        ok("import", csv.toString(), "--db", small);
        for (String suffix : new String[] {"csv.gz", "parquet", "arrow"}) {
            ok("export", shared.resolve("trades." + suffix).toString(), "--db", small, "--table", "trades");
        }
        large = shared.resolve("large").toString();
        ok(importing("arrow", LARGE, large));
    }

    private static void ok(String... line) {
        CommandRun run = CommandRun.of(line);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static String[] importing(String suffix, int files, String db) {
        List<String> line = new ArrayList<>(List.of("import", "--db", db));
        for (int i = 0; i < files; i++) {
            line.add(shared.resolve("trades." + suffix).toString());
        }
        return line.toArray(String[]::new);
    }

    /// What is in a database that opens for writing, so that nobody holds its lock.
    private static long rows(String db) {
        try (Arenite opened =
                Arenite.open(Path.of(db), AreniteOptions.defaults().withWarmUp(false))) {
            assertThat(opened.verify()).isEmpty();
            return opened.tables().isEmpty() ? 0 : opened.table("trades").count();
        }
    }

    private static boolean hasCommits(String db) {
        Path log = Path.of(db, "tables", "trades@1", "log");
        try (Stream<Path> files = Files.list(log)) {
            return files.anyMatch(file -> file.toFile().length() > 0);
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"csv, INT, 130", "csv.gz, TERM, 143", "parquet, INT, 130", "arrow, TERM, 143"})
    void anInterruptedImportTellsWhatItCommitted(String suffix, String signal, int exitCode) throws Exception {
        String db = folder.resolve("db").toString();
        try (CommandProcess command = CommandProcess.start(folder, importing(suffix, FILES, db))) {
            CommandRun run = command.await(() -> hasCommits(db)).signal(signal).end();
            assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
            assertThat(run.out()).isEmpty();
            Matcher told = Pattern.compile("arenite: interrupted: import cancelled: file=\\S+, committed before: "
                            + "files=(\\d+), rows=(\\d+)\n")
                    .matcher(run.err());
            assertThat(told.matches()).as(run.err()).isTrue();
            long rows = Long.parseLong(told.group(2));
            assertThat(rows).isPositive().isEqualTo(Long.parseLong(told.group(1)) * ROWS);
            assertThat(rows(db)).isEqualTo(rows);
        }
    }

    @Test
    void aKilledImportLeavesWholeFiles() throws Exception {
        String db = folder.resolve("db").toString();
        try (CommandProcess command = CommandProcess.start(folder, importing("csv", FILES, db))) {
            CommandRun run = command.await(() -> hasCommits(db)).signal("KILL").end();
            assertThat(run.exitCode()).isEqualTo(137);
        }
        long rows = rows(db);
        assertThat(rows % ROWS).isZero();
        assertThat(rows).isPositive().isLessThan((long) FILES * ROWS);
        ok(importing("csv", 1, db));
        assertThat(rows(db)).isEqualTo(rows + ROWS);
    }

    @ParameterizedTest
    @CsvSource({"csv, INT, 130", "parquet, TERM, 143"})
    void anInterruptedExportLeavesNoFile(String suffix, String signal, int exitCode) throws Exception {
        Path file = folder.resolve("out." + suffix);
        Path part = folder.resolve("out." + suffix + ".part");
        try (CommandProcess command =
                CommandProcess.start(folder, "export", file.toString(), "--db", large, "--table", "trades")) {
            CommandRun run =
                    command.await(() -> Files.exists(part)).signal(signal).end();
            assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
            assertThat(run.err()).isEqualTo("arenite: interrupted: export cancelled: file=" + file + "\n");
        }
        assertThat(file).doesNotExist();
        assertThat(part).doesNotExist();
    }

    @Test
    void anInterruptedBackupLeavesNoDirectory() throws Exception {
        Path copy = folder.resolve("copy");
        try (CommandProcess command = CommandProcess.start(folder, "backup", large, copy.toString())) {
            CommandRun run =
                    command.await(() -> Files.exists(copy)).signal("INT").end();
            assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(130);
            assertThat(run.err()).startsWith("arenite: interrupted: backup cancelled, nothing is kept of it: file=");
        }
        assertThat(copy).doesNotExist();
        assertThat(rows(large)).isEqualTo((long) LARGE * ROWS);
    }

    @ParameterizedTest
    @CsvSource({"csv, 100", "csv.gz, 100", "parquet, 100", "arrow, 100"})
    void anExportToAFullDiskLeavesNoFile(String suffix, int limitKib) throws Exception {
        Path file = Files.writeString(folder.resolve("out." + suffix), "of before");
        List<String> line = new ArrayList<>(List.of("export", file.toString(), "--db", large, "--table", "trades"));
        if (suffix.equals("parquet")) {
            line.addAll(List.of("--compression", "uncompressed"));
        }
        try (CommandProcess command = CommandProcess.startUnderLimit(folder, limitKib, line.toArray(String[]::new))) {
            CommandRun run = command.end();
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).matches("arenite: cannot be written: file=" + file + ", reason=.*File too large\n");
        }
        assertThat(file).hasContent("of before");
        assertThat(folder.resolve("out." + suffix + ".part")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"csv", "arrow"})
    void anImportToAFullDiskKeepsWhatItCommitted(String suffix) throws Exception {
        String db = folder.resolve("db").toString();
        try (CommandProcess command = CommandProcess.startUnderLimit(folder, 500, importing(suffix, FILES, db))) {
            CommandRun run = command.end();
            assertThat(run.exitCode()).isEqualTo(1);
            Matcher told = Pattern.compile("arenite: write failed: file=\\S+\\.log, position=\\d+, bytes=\\d+, "
                            + "reason=File too large, committed before: files=(\\d+), rows=(\\d+)\n")
                    .matcher(run.err());
            assertThat(told.matches()).as(run.err()).isTrue();
            assertThat(told.group(1)).isNotEqualTo("0");
            assertThat(rows(db)).isEqualTo(Long.parseLong(told.group(2)));
        }
    }

    @Test
    void aBackupToAFullDiskLeavesNothing() throws Exception {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        try (CommandProcess command = CommandProcess.startUnderLimit(folder, 1000, "backup", large, copy.toString())) {
            CommandRun run = command.end();
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).matches("arenite: write failed: file=\\S+, position=\\d+, .*File too large\n");
        }
        assertThat(copy).isEmptyDirectory();
    }
}
