package io.arenite.csv;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryLimitException;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files into real tables, and back out by queries.
final class TableImportTest {

    private static final Path DATA = Path.of(System.getenv().getOrDefault("ARENITE_TEST_DATA", "shared/data"));
    private static final CsvOptions DEFAULTS = CsvOptions.defaults();

    @TempDir
    Path folder;

    private final Arenite db = Arenite.inMemory();

    @AfterEach
    void close() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    private Table load(CsvOptions options, Path... files) {
        CsvLayout layout = CsvLayout.of(Arrays.asList(files), options);
        Table table = db.createTable("t", layout.schema(), PartitionBy.DAY);
        CsvImport.into(table, layout, Arrays.asList(files), options, ImportWatch.NONE);
        return table;
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void everyTypeComesBackAsItWasWritten() throws Exception {
        Path file = write("t.csv", """
                ts,b,i1,i2,i4,i8,u1,u2,u4,u8,f4,f8,d,when,day,s,t
                2024-08-08T10:00:00Z,true,-128,-32768,-2147483648,-9223372036854775808,255,65535,4294967295,\
                18446744073709551615,1.5,0.1,-1.25,2024-08-08 10:00:00.000000001,2024-02-29,buy,"a, ""b"" c"
                2024-08-08T10:00:01Z,,,,,,,,,,,,,,,,
                """);
        CsvOptions options = DEFAULTS.withType("i1", "int8")
                .withType("i2", "int16")
                .withType("i4", "int32")
                .withType("u1", "uint8")
                .withType("u2", "uint16")
                .withType("u4", "uint32")
                .withType("f4", "float32")
                .withType("d", "decimal64(2)")
                .withType("t", "utf8");
        Table table = load(options, file);
        try (Result rows = table.lazy()
                .select("b", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "f4", "f8", "d", "day", "s", "t")
                .collect()) {
            assertThat(rows.getBoolean("b", 0)).isTrue();
            assertThat(rows.getLong("i1", 0)).isEqualTo(-128);
            assertThat(rows.getLong("i2", 0)).isEqualTo(-32768);
            assertThat(rows.getLong("i4", 0)).isEqualTo(Integer.MIN_VALUE);
            assertThat(rows.getLong("i8", 0)).isEqualTo(Long.MIN_VALUE);
            assertThat(rows.getLong("u1", 0)).isEqualTo(255);
            assertThat(rows.getLong("u2", 0)).isEqualTo(65535);
            assertThat(rows.getLong("u4", 0)).isEqualTo(4294967295L);
            assertThat(rows.getDouble("f4", 0)).isEqualTo(1.5);
            assertThat(rows.getDouble("f8", 0)).isEqualTo(0.1);
            assertThat(rows.getDecimal("d", 0)).isEqualByComparingTo("-1.25");
            assertThat(rows.getDate("day", 0)).isEqualTo("2024-02-29");
            assertThat(rows.getString("s", 0)).isEqualTo("buy");
            assertThat(rows.getString("t", 0)).isEqualTo("a, \"b\" c");
            for (String column : rows.columnNames()) {
                assertThat(rows.isNull(column, 1)).as(column).isTrue();
            }
        }
        try (Result rows = table.lazy().select("ts", "when", "u8").collect()) {
            assertThat(rows.getInstant("ts", 0)).isEqualTo("2024-08-08T10:00:00Z");
            assertThat(rows.getInstant("when", 0)).isEqualTo("2024-08-08T10:00:00.000000001Z");
            assertThat(Long.toUnsignedString(rows.getLong("u8", 0))).isEqualTo("18446744073709551615");
        }
    }

    @Test
    void rowsOutOfOrderAndAFileThatLiesBeforeAnotherLoseNothing() throws Exception {
        long seed = 42;
        Random random = new Random(seed);
        StringBuilder late = new StringBuilder("ts,sym,id\n");
        StringBuilder early = new StringBuilder("ts,sym,id\n");
        for (int i = 0; i < 40_000; i++) {
            late.append(1_723_161_255_000L + random.nextInt(1_000_000))
                    .append(",S")
                    .append(i % 7)
                    .append(',')
                    .append(i)
                    .append('\n');
            early.append(1_723_161_000_000L + random.nextInt(1_000_000))
                    .append(",S")
                    .append(i % 5)
                    .append(',')
                    .append(i)
                    .append('\n');
        }
        Table table = load(DEFAULTS, write("late.csv", late.toString()), write("early.csv", early.toString()));
        assertThat(table.count()).isEqualTo(80_000);
        assertThat(table.lazy().select(col("id").sum()).collect().scalarLong()).isEqualTo(2L * 40_000 * 39_999 / 2);
        try (Result rows = table.lazy().filter(col("sym").eq("S3")).select("ts").collect()) {
            for (long row = 1; row < rows.rowCount(); row++) {
                assertThat(rows.getLong("ts", row)).isGreaterThanOrEqualTo(rows.getLong("ts", row - 1));
            }
        }
    }

    @Test
    void anAbortKeepsTheFilesBeforeAndNothingOfTheBadOne() throws Exception {
        Path good = write("good.csv", "ts,symbol,size\n1723161255000,A,1\n1723161256000,B,2\n");
        Path bad = write("bad.csv", "ts,symbol,size\n1723161257000,A,4\n1723161258000,C,x\n");
        assertThatThrownBy(() -> load(DEFAULTS, good, bad))
                .isInstanceOf(CsvException.class)
                .hasMessage("not an integer: file=" + bad
                        + ", line=3, column=size, text=\"x\", hint=--type size=utf8 or --on-error skip\n"
                        + "of this file nothing was imported; committed before: files=1, rows=2");
        Table table = db.table("t");
        assertThat(table.count()).isEqualTo(2);
        assertThat(table.lazy().select(col("size").sum()).collect().scalarLong())
                .isEqualTo(3);
    }

    @Test
    void aMissingKeyIsAnErrorOfItsRow() throws Exception {
        Path file = write("t.csv", "ts,symbol,size\n1723161255000,A,1\n1723161256000,,2\n");
        assertThatThrownBy(() -> load(DEFAULTS, file))
                .hasMessage("no key: file=" + file
                        + ", line=3, column=symbol, text=\"\", hint=--no-key\nnothing was imported");
        db.dropTable("t");
        assertThat(load(DEFAULTS.withoutKey(), file).count()).isEqualTo(2);
    }

    @Test
    void anImportThatReachesTheMemoryLimitSaysSo() throws Exception {
        StringBuilder text = new StringBuilder("ts,a,b,c\n");
        for (int i = 0; i < 200_000; i++) {
            text.append(1_723_161_255_000L + i).append(",1.5,2.5,3.5\n");
        }
        Path file = write("big.csv", text.toString());
        try (Arenite small = Arenite.inMemory(AreniteOptions.defaults().withMemoryLimitBytes(1 << 20))) {
            CsvLayout layout = CsvLayout.of(List.of(file), DEFAULTS);
            Table table = small.createTable("t", layout.schema(), PartitionBy.DAY);
            assertThatThrownBy(() -> CsvImport.into(table, layout, List.of(file), DEFAULTS, ImportWatch.NONE))
                    .isInstanceOf(MemoryLimitException.class);
            assertThat(table.count()).isZero();
        }
    }

    @Test
    void realTradesAddUpToTheLastDigit() throws Exception {
        Path file = DATA.resolve("binance/usdm-20240808-trades.csv.gz");
        assumeTrue(Files.exists(file), "no test data at " + DATA);
        BigDecimal volume = BigDecimal.ZERO;
        BigDecimal turnover = BigDecimal.ZERO;
        long rows = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file))))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(",");
                volume = volume.add(new BigDecimal(fields[3]));
                turnover = turnover.add(new BigDecimal(fields[2]).multiply(new BigDecimal(fields[3])));
                rows++;
            }
        }
        CsvOptions options = DEFAULTS.withType("price", "decimal64(2)").withType("size", "decimal64(3)");
        Table table = load(options, file);
        assertThat(table.lazy().select(count()).collect().scalarLong())
                .isEqualTo(rows)
                .isEqualTo(35_389);
        assertThat(table.lazy().select(col("size").sum()).collect().scalarDecimal())
                .isEqualByComparingTo(volume);
        assertThat(table.lazy()
                        .select(col("price").times(col("size")).sum())
                        .collect()
                        .scalarDecimal())
                .isEqualByComparingTo(turnover);
    }

    private CsvReport importInto(String table, CsvOptions options, Path... files) {
        return CsvImport.into(db, table, PartitionBy.DAY, Arrays.asList(files), options, ImportWatch.NONE);
    }

    @Test
    void makesTheTableOnceAndFitsItAfterwards() throws Exception {
        Path first = write("a.csv", "ts,symbol,price\n1700000000000,AAPL,1.5\n");
        Path second = write("b.csv", "price,ts,symbol\n2.5,1700000000001,MSFT\n");
        assertThat(importInto("trades", DEFAULTS, first).rows()).isEqualTo(1);
        assertThat(importInto("trades", DEFAULTS, second).rows()).isEqualTo(1);
        Table trades = db.table("trades");
        assertThat(trades.count()).isEqualTo(2);
        assertThat(trades.schema().hasKey()).isTrue();
        assertThat(trades.lazy().select(col("price").sum()).collect().scalarDouble())
                .isEqualTo(4.0);
    }

    @Test
    void takesTheTypesOfTheTableThatIsThere() throws Exception {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .decimal64("price", 2)
                .uint8("size")
                .build();
        db.createTable("trades", schema, PartitionBy.DAY);
        Path file = write("a.csv", "size,ts,price\n7,1700000000000,1.25\n");
        importInto("trades", DEFAULTS, file);
        assertThat(db.table("trades").lazy().collect().getDecimal("price", 0)).isEqualTo(new BigDecimal("1.25"));
        Path tooLarge = write("b.csv", "size,ts,price\n256,1700000000000,1.25\n");
        assertThatThrownBy(() -> importInto("trades", DEFAULTS, tooLarge))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining("outside uint8: file=" + tooLarge + ", line=2, column=size");
        assertThat(db.table("trades").count()).isEqualTo(1);
    }

    @Test
    void refusesWhatDoesNotFitTheTableThatIsThere() throws Exception {
        db.createTable("t", Schema.builder().timestamp("ts").float64("price").build(), PartitionBy.DAY);
        Path more = write("more.csv", "ts,price,note\n1700000000000,1.5,x\n");
        assertThatThrownBy(() -> importInto("t", DEFAULTS, more))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining("the table has no such column: ")
                .hasMessageContaining("column=note, hint=--type note=skip");
        assertThat(importInto("t", DEFAULTS.withType("note", "skip"), more).rows())
                .isEqualTo(1);
        Path less = write("less.csv", "ts\n1700000000000\n");
        assertThatThrownBy(() -> importInto("t", DEFAULTS, less))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining("missing column: ")
                .hasMessageContaining("column=price");
        assertThatThrownBy(() -> importInto("t", DEFAULTS.withKeyColumn("note"), more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the table has another key: asked=note, table's=");
        assertThatThrownBy(
                        () -> importInto("t", DEFAULTS.withType("note", "skip").withType("price", "int64"), more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the table's column has another type: column=price, type=float64, CSV's=int64");
    }

    @Test
    void aTableThatNothingWasImportedIntoGoesAgain() throws Exception {
        Path bad = write("bad.csv", "ts,price\n1700000000000,1.5\n1700000000001,x\n");
        assertThatThrownBy(() -> importInto("t", DEFAULTS.withType("price", "float64"), bad))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining("nothing was imported");
        assertThat(db.tables()).isEmpty();
    }
}
