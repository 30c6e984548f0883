package io.arenite.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.arena.LeakCheck;
import io.arenite.csv.CsvOptions;
import io.arenite.csv.ImportWatch;
import io.arenite.partitions.PartitionBy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables into Parquet and back.
final class ParquetRoundTripTest {
    private static final CsvOptions DEFAULTS = CsvOptions.defaults();

    @TempDir
    Path folder;

    private final Arenite db = Arenite.inMemory();

    @AfterEach
    void close() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "snappy", "gzip", "zstd", "lz4"})
    void everyTypeAndEveryNullComesBack(String compression) throws Exception {
        long seed = new Random().nextLong();
        Table table = AllTypes.fill(db, "t", 40_000, new Random(seed));
        Path file = folder.resolve("t.parquet");
        ExportOptions options =
                ExportOptions.defaults().withCompression(compression).withGroupRows(30_001);
        assertThat(FileExport.write(table, file, options, ImportWatch.NONE)).isEqualTo(40_000);
        assertThat(Files.exists(folder.resolve("t.parquet.part"))).isFalse();
        ImportReport report = FileImport.into(
                db, "back", PartitionBy.HOUR, List.of(file), DEFAULTS.withTimestampColumn("ts"), ImportWatch.NONE);
        assertThat(report.rows()).isEqualTo(40_000);
        assertThat(report.skipped()).isZero();
        assertThat(db.table("back").schema()).isEqualTo(table.schema());
        SameRows.assertSame(table, db.table("back"), "seed=" + seed);
    }
}
