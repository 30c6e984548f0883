package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.StorageException;
import io.arenite.lazy.plan.QueryException;
import io.arenite.partitions.Appender;
import io.arenite.partitions.DurableOptions;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.ScanOptions;
import io.arenite.partitions.Schema;
import io.arenite.partitions.arrow.ArrowCompression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScanTest {
    private static final int ROWS = 300_000;

    @TempDir
    Path directory;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    /// A sealed day of 3 symbols, in one file.
    private Path sealed(ArrowCompression compression) throws IOException {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .float64("price")
                .int64("size")
                .utf8("note")
                .key("sym")
                .build();
        var options = AreniteOptions.defaults()
                .withWarmUp(false)
                .withDurable(DurableOptions.defaults().withCompression(compression));
        try (var db = Arenite.open(directory.resolve("db"), options)) {
            Table table = db.createTable("trades", schema, PartitionBy.DAY);
            try (Appender rows = table.appender()) {
                for (int n = 0; n < ROWS; n++) {
                    rows.at(n * 1000L)
                            .symbol("S" + n % 3)
                            .float64(n % 1000)
                            .int64(n)
                            .utf8("n" + n % 10)
                            .append();
                }
            }
        }
        try (var files = Files.list(directory.resolve("db/tables/trades@1/segments"))) {
            return files.findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource(ArrowCompression.class)
    void aFileIsAskedLikeATable(ArrowCompression compression) throws IOException {
        Path file = sealed(compression);
        try (var db = Arenite.inMemory(AreniteOptions.defaults().withWarmUp(false))) {
            LazyFrame rows = db.scan(file);
            assertThat(rows.select(count()).collect().scalarLong()).isEqualTo(ROWS);
            assertThat(rows.filter(col("sym").eq("S1"))
                            .select(sum("size"))
                            .collect()
                            .scalarLong())
                    .isEqualTo(sumOf(1));
            assertThat(rows.filter(col("price").gt(998.5))
                            .select(count())
                            .collect()
                            .scalarLong())
                    .isEqualTo(ROWS / 1000);
            assertThat(rows.filter(col("price").gt(5000.0))
                            .select(count())
                            .collect()
                            .scalarLong())
                    .isZero();
            assertThat(rows.groupBy(col("sym")).agg(count()).collect().rowCount())
                    .isEqualTo(3);
        }
    }

    /// The first query knows all symbols already, and those of a column that it does not read.
    @ParameterizedTest
    @EnumSource(ArrowCompression.class)
    void textIsReadAsSymbolsWhereNamed(ArrowCompression compression) throws IOException {
        Path file = sealed(compression);
        ScanOptions options = ScanOptions.defaults().withSymbols("note", "sym");
        try (var db = Arenite.inMemory(AreniteOptions.defaults().withWarmUp(false))) {
            LazyFrame some = db.scan(file, options).filter(col("note").eq("n7")).select(count());
            assertThat(some.collect().scalarLong()).isEqualTo(ROWS / 10);
            LazyFrame rows = db.scan(file, options);
            try (Result groups =
                    rows.groupBy(col("note")).agg(count(), sum("size")).collect()) {
                assertThat(groups.rowCount()).isEqualTo(10);
            }
            assertThat(rows.filter(col("note").eq("n7").and(col("sym").eq("S1")))
                            .select(count())
                            .collect()
                            .scalarLong())
                    .isEqualTo(ROWS / 30);
            assertThat(rows.filter(col("note").eq("none"))
                            .select(count())
                            .collect()
                            .scalarLong())
                    .isZero();
            assertThatThrownBy(() -> db.scan(file).filter(col("note").eq("n7")).collect())
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("scan(path, symbols=[...])");
        }
    }

    private static long sumOf(int symbol) {
        long sum = 0;
        for (long n = symbol; n < ROWS; n += 3) {
            sum += n;
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(ArrowCompression.class)
    void damageIsFoundWhereItIsTouched(ArrowCompression compression) throws IOException {
        Path file = sealed(compression);
        List<Long> wrong = List.of(Files.size(file) / 2);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, wrong.getFirst());
            one.put(0, (byte) (one.get(0) ^ 4)).rewind();
            channel.write(one, wrong.getFirst());
        }
        try (var db =
                Arenite.open(directory.resolve("db"), AreniteOptions.defaults().withWarmUp(false))) {
            Table table = db.table("trades");
            assertThat(table.count()).isEqualTo(ROWS);
            assertThat(db.verify()).hasSize(1).first().asString().contains(file.toString());
            int failed = 0;
            for (String column : List.of("ts", "price", "size", "note")) {
                for (int symbol = 0; symbol < 3; symbol++) {
                    LazyFrame rows =
                            table.lazy().filter(col("sym").eq("S" + symbol)).select(col(column));
                    try (Result result = rows.collect()) {
                        assertThat(result.rowCount()).isEqualTo(ROWS / 3);
                    } catch (CorruptFileException e) {
                        assertThat(e).hasMessageStartingWith("checksum is wrong: file=" + file + ", offset=");
                        failed++;
                    }
                }
            }
            assertThat(failed).isEqualTo(1);
        }
    }

    @Test
    void noFileAndNoArrowFile() throws IOException {
        Path text = Files.writeString(directory.resolve("x.arrow"), "ts,price\n1,2\n");
        try (var db = Arenite.inMemory(AreniteOptions.defaults().withWarmUp(false))) {
            assertThatThrownBy(() -> db.scan(directory.resolve("missing.arrow")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("missing.arrow")
                    .hasMessageContaining("No such file or directory");
            assertThatThrownBy(() -> db.scan(text))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("file=" + text);
        }
    }

    @Test
    void fieldsOfUnknownTypesAreLeftOutByNamingTheOthers() {
        Path file = Repository.testData().resolve("arrow-testing/cpp-21.0.0/generated_custom_metadata.arrow_file");
        assumeTrue(Files.exists(file), () -> "no Arrow files: path=" + file + "; set ARENITE_TEST_DATA");
        try (var db = Arenite.inMemory(AreniteOptions.defaults().withWarmUp(false))) {
            LazyFrame rows = db.scan(file);
            long count = rows.select(count()).collect().scalarLong();
            assertThat(count).isPositive();
            assertThat(rows.select(col("lots_of_meta")).collect().rowCount()).isEqualTo(count);
            String field = "list_with_odd_values";
            for (LazyFrame all :
                    List.of(rows, rows.filter(col("lots_of_meta").gt(0)).limit(2))) {
                assertThatThrownBy(all::collect)
                        .isInstanceOf(QueryException.class)
                        .hasMessage("unsupported types: file=" + file + ", fields={" + field
                                + "=list}; name the other columns by select(...)");
            }
            assertThatThrownBy(() -> rows.select(col(field)).collect())
                    .isInstanceOf(QueryException.class)
                    .hasMessage("unsupported type: field=" + field + ", type=list");
        }
    }

    @Test
    void openingReadsNoBatch() throws IOException {
        Path file = sealed(ArrowCompression.NONE);
        byte[] bytes = Files.readAllBytes(file);
        byte[] zeros = new byte[100_000];
        System.arraycopy(zeros, 0, bytes, 1000, zeros.length);
        Path damaged = Files.write(directory.resolve("damaged.arrow"), bytes);
        try (var db = Arenite.inMemory(AreniteOptions.defaults().withWarmUp(false))) {
            LazyFrame rows = db.scan(damaged);
            assertThatThrownBy(() -> rows.select(count()).collect())
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("file=" + damaged);
        }
    }
}
