package io.arenite;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.partitions.ColumnType;
import io.arenite.partitions.TimeResolution;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Results as tables and as CSV.
@ExtendWith(NoLeaks.class)
final class ResultTextTest {
    private final TestFrames frames = new TestFrames();

    @AfterEach
    void close() {
        frames.close();
    }

    @Test
    void printsLikeTheFieldsTools() {
        Result result = frames.column("ts", ColumnType.TIMESTAMP_NS, TestTables.AUGUST_8, TestTables.AUGUST_8 + 1, null)
                .column("sym", ColumnType.SYMBOL, "AAPL", "MSFT", null)
                .column("price", ColumnType.FLOAT64, 187.25, 100.0 / 3, null)
                .column("amount", ColumnType.decimal64(2), new BigDecimal("1.50"), new BigDecimal("-20.00"), null)
                .column("buy", ColumnType.BOOL, true, false, null)
                .result();
        assertThat(result).hasToString("""
                        shape: (3, 5)
                        ┌────────────────────────────────┬────────┬───────────┬──────────────┬───────┐
                        │ ts                             ┆ sym    ┆     price ┆       amount ┆ buy   │
                        │ ---                            ┆ ---    ┆       --- ┆          --- ┆ ---   │
                        │ timestamp(ns)                  ┆ symbol ┆   float64 ┆ decimal64(2) ┆ bool  │
                        ╞════════════════════════════════╪════════╪═══════════╪══════════════╪═══════╡
                        │ 2024-08-08T00:00:00Z           ┆ AAPL   ┆    187.25 ┆         1.50 ┆ true  │
                        │ 2024-08-08T00:00:00.000000001Z ┆ MSFT   ┆ 33.333333 ┆       -20.00 ┆ false │
                        │ null                           ┆ null   ┆      null ┆         null ┆ null  │
                        └────────────────────────────────┴────────┴───────────┴──────────────┴───────┘""");
    }

    @Test
    void leavesOutTheMiddleRows() {
        Object[] numbers = IntStream.range(0, 1_234).boxed().toArray();
        Result result = frames.column("n", ColumnType.INT64, numbers).result();
        assertThat(result.toString(4, 80)).isEqualTo("""
                        shape: (1,234, 1)
                        ┌───────┐
                        │     n │
                        │   --- │
                        │ int64 │
                        ╞═══════╡
                        │     0 │
                        │     1 │
                        │     … │
                        │  1232 │
                        │  1233 │
                        └───────┘""");
        assertThat(result.toString().lines()).hasSize(18);
    }

    @Test
    void leavesOutTheMiddleColumns() {
        for (int i = 0; i < 20; i++) {
            frames.column("column" + i, ColumnType.INT64, i);
        }
        Result result = frames.result();
        assertThat(result.toString(10, 48)).isEqualTo("""
                        shape: (1, 20)
                        ┌─────────┬─────────┬───┬──────────┬──────────┐
                        │ column0 ┆ column1 ┆ … ┆ column18 ┆ column19 │
                        │     --- ┆     --- ┆   ┆      --- ┆      --- │
                        │   int64 ┆   int64 ┆   ┆    int64 ┆    int64 │
                        ╞═════════╪═════════╪═══╪══════════╪══════════╡
                        │       0 ┆       1 ┆ … ┆       18 ┆       19 │
                        └─────────┴─────────┴───┴──────────┴──────────┘""");
    }

    @Test
    void clipsLongCellsAndShowsLineEnds() {
        Result result =
                frames.column("t", ColumnType.UTF8, "a\nb", "x".repeat(50)).result();
        assertThat(result.toString()).contains("│ a\\nb ").contains("│ " + "x".repeat(33) + "… │");
    }

    @Test
    void printsAFrameWithoutRows() {
        assertThat(frames.column("n", ColumnType.INT64).result()).hasToString("""
                        shape: (0, 1)
                        ┌───────┐
                        │     n │
                        │   --- │
                        │ int64 │
                        ╞═══════╡
                        └───────┘""");
    }

    @Test
    void showsFloatsWithSixDecimals() {
        Result result = frames.column("x", ColumnType.FLOAT64, 0.0, -0.0, 1e-7, 1e20, 123456.123456789, Double.NaN)
                .column("y", ColumnType.FLOAT64, 1.0, -1.5, 0.0001, Double.POSITIVE_INFINITY, 3.0000001, 1e15)
                .result();
        assertThat(result.toString().lines().skip(6).limit(6))
                .containsExactly(
                        "│           0.0 ┆      1.0 │",
                        "│          -0.0 ┆     -1.5 │",
                        "│        1.0E-7 ┆   0.0001 │",
                        "│        1.0E20 ┆ Infinity │",
                        "│ 123456.123457 ┆ 3.000000 │",
                        "│           NaN ┆   1.0E15 │");
    }

    @Test
    void writesCsvThatReadsBack(@TempDir Path folder) throws IOException {
        Result result = frames.column("ts", ColumnType.TIMESTAMP_NS, TestTables.AUGUST_8 + 1, null)
                .column("a,b", ColumnType.UTF8, "say \"hi\", twice", "")
                .column("text", ColumnType.UTF8, "two\nlines", " blank")
                .column("x", ColumnType.FLOAT64, 0.1 + 0.2, Double.NEGATIVE_INFINITY)
                .column("f", ColumnType.FLOAT32, 0.1, null)
                .column("d", ColumnType.decimal64(3), new BigDecimal("1.100"), new BigDecimal("0.000"))
                .column("hold", ColumnType.duration(TimeResolution.SECONDS), 90, null)
                .column("bytes", ColumnType.BINARY, new byte[] {1, (byte) 0xff}, null)
                .column("buy", ColumnType.BOOL, true, null)
                .column("day", ColumnType.DATE32, 19_943, null)
                .result();
        Path file = folder.resolve("out.csv");
        result.writeCsv(file);
        assertThat(Files.readString(file)).isEqualTo("""
                        ts,"a,b",text,x,f,d,hold,bytes,buy,day
                        2024-08-08T00:00:00.000000001Z,"say ""hi"", twice","two
                        lines",0.30000000000000004,0.1,1.100,PT1M30S,01ff,true,2024-08-08
                        ,""," blank",-Infinity,,0.000,,,,
                        """);
    }
}
