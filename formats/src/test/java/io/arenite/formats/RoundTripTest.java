package io.arenite.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.Arenite;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.arena.LeakCheck;
import io.arenite.csv.CsvOptions;
import io.arenite.csv.ImportWatch;
import io.arenite.partitions.Appender;
import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.RowBuilder;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TimeResolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tables into files and back.
final class RoundTripTest {
    @TempDir
    Path folder;

    private final Arenite db = Arenite.inMemory();

    @AfterEach
    void close() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @CsvSource({
        "parquet, uncompressed",
        "parquet, snappy",
        "parquet, gzip",
        "parquet, zstd",
        "parquet, lz4",
        "arrow, uncompressed",
        "arrow, lz4",
        "arrow, zstd"
    })
    void everyTypeAndEveryNullComesBack(String suffix, String compression) throws Exception {
        long seed = new Random().nextLong();
        Table table = AllTypes.fill(db, "t", 40_000, new Random(seed));
        Path file = folder.resolve("t." + suffix);
        ExportOptions options =
                ExportOptions.defaults().withCompression(compression).withGroupRows(30_001);
        assertThat(FileExport.write(table, file, options, ImportWatch.NONE)).isEqualTo(40_000);
        assertThat(Files.exists(folder.resolve("t." + suffix + ".part"))).isFalse();
        Table back = load("back", file);
        assertThat(back.schema()).as("seed=" + seed).isEqualTo(table.schema());
        SameRows.assertSame(table, back, "seed=" + seed);
    }

    private Table load(String name, Path file) {
        CsvOptions options = CsvOptions.defaults().withTimestampColumn("ts").withKeyColumn("sym");
        ImportReport report = FileImport.into(db, name, PartitionBy.HOUR, List.of(file), options, ImportWatch.NONE);
        assertThat(report.skipped()).isZero();
        return db.table(name);
    }

    @Test
    void manySmallPartitionsBecomeFewPagesAndBatches() throws Exception {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .bool("odd")
                .int64("n")
                .utf8("note")
                .key("sym")
                .build();
        Table table = db.createTable("t", schema, PartitionBy.HOUR);
        try (Appender rows = table.appender()) {
            for (int i = 0; i < 100_000; i++) {
                RowBuilder row = rows.at(AllTypes.START_NS + i * 1_000_000L).symbol("S" + i % 1_999);
                row.bool(i % 2 == 1).int64(i);
                if (i % 5 == 0) {
                    row.nul();
                } else {
                    row.utf8("note " + i);
                }
                row.append();
            }
            rows.commit();
        }
        for (String suffix : List.of("parquet", "arrow", "csv")) {
            Path file = folder.resolve("t." + suffix);
            FileExport.write(table, file, ExportOptions.defaults(), ImportWatch.NONE);
            SameRows.assertSame(table, load(suffix, file), suffix);
        }
        assertThat(FileInfo.of(folder.resolve("t.arrow")).groups()).isEqualTo(2);
        assertThat(FileInfo.of(folder.resolve("t.parquet")).groups()).isEqualTo(1);
    }

    @Test
    void csvThroughATableIsTheSameCsv() throws Exception {
        long seed = new Random().nextLong();
        Table table = AllTypes.fill(db, "t", 5_000, new Random(seed));
        Path file = folder.resolve("t.csv.gz");
        CsvOptions options = CsvOptions.defaults().withTimestampColumn("ts").withKeyColumn("sym");
        Schema.Builder schema = Schema.builder();
        List<String> names = new ArrayList<>();
        for (Column column : table.schema().columns()) {
            // Bytes and durations are not read from CSV, and its timestamps are nanoseconds.
            boolean isTime = column.type().kind() == ColumnType.Kind.TIMESTAMP;
            boolean isForeign = column.type().kind() == ColumnType.Kind.DURATION
                    || column.type().kind() == ColumnType.Kind.BINARY
                    || isTime && column.type().unit() != TimeResolution.NANOS;
            if (!isForeign) {
                names.add(column.name());
                schema.column(column.name(), column.type());
            }
        }
        try (Result result = table.lazy().select(names.toArray(String[]::new)).collect()) {
            FileExport.write(result, file, ExportOptions.defaults());
        }
        db.createTable("back", schema.designated("ts").key("sym").build(), PartitionBy.HOUR);
        FileImport.into(db, "back", PartitionBy.HOUR, List.of(file), options, ImportWatch.NONE);
        Path again = folder.resolve("again.csv.gz");
        FileExport.write(db.table("back"), again, ExportOptions.defaults(), ImportWatch.NONE);
        assertThat(text(again)).as("seed=" + seed).isEqualTo(text(file));
        try (Result left = table.lazy().select(names.toArray(String[]::new)).collect();
                Result right = db.table("back").lazy().collect()) {
            SameRows.assertSame(left, right, "seed=" + seed);
        }
    }

    private static String text(Path file) throws Exception {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anExportThatIsStoppedLeavesNoFile() {
        Table table = AllTypes.fill(db, "t", 1_000, new Random(1));
        ImportWatch stop = new ImportWatch() {
            @Override
            public void progress(String file, long rows, long textBytes, double fileShare) {
                assertThat(rows).isPositive();
            }

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        for (String suffix : List.of("parquet", "arrow", "csv")) {
            Path file = folder.resolve("t." + suffix);
            assertThatThrownBy(() -> FileExport.write(table, file, ExportOptions.defaults(), stop))
                    .isInstanceOf(ExportCancelledException.class)
                    .hasMessage("export cancelled: file=" + file);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderThatIsMissingIsAnErrorThatNamesTheFile() {
        Table table = AllTypes.fill(db, "t", 1_000, new Random(1));
        for (String suffix : List.of("parquet", "arrow", "csv")) {
            Path file = folder.resolve("none").resolve("t." + suffix);
            assertThatThrownBy(() -> FileExport.write(table, file, ExportOptions.defaults(), ImportWatch.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot be written: file=" + file + ", reason=no such folder");
        }
    }
}
