package io.arenite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "7, 7 ns",
        "1500, 1.50 us",
        "12345, 12.3 us",
        "999499, 999 us",
        "999999, 1.00 ms",
        "4560000, 4.56 ms",
        "999999999, 1.00 s",
        "1230000000, 1.23 s"
    })
    void durations(long ns, String text) {
        assertThat(Figures.duration(ns)).isEqualTo(text);
    }

    @Test
    void countsAndRates() {
        assertThat(Figures.count(10_000_000)).isEqualTo("10,000,000");
        assertThat(Figures.millions(16_400_000)).isEqualTo("16.4 M");
        assertThat(Figures.megabytes(312_345_678)).isEqualTo("312 MB");
    }

    @ParameterizedTest
    @CsvSource({
        "usdm-20240808-trades.csv.gz, trades",
        "fxcm-20140508-ticks.csv.gz, ticks",
        "eurusd_ticks.csv, ticks",
        "fxcm-20140508-bars-1m.csv.gz, bars",
        "20240808.csv, ticks",
        "AAPL.csv, aapl"
    })
    void tablesAreNamedAfterFiles(Path file, String name) {
        assertThat(TableNames.of(file, List.of())).isEqualTo(name);
        assertThat(TableNames.of(file, List.of(name))).isEqualTo(name + "_2");
    }

    @Test
    void tablesAreAligned() {
        TextTable table = new TextTable("query", "cold", "answer");
        table.add("count", "5 us", "1");
        table.add("a", "120 ms", "22");
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text, true));
        assertThat(text.toString()).isEqualTo("""
                query     cold   answer
                count     5 us   1
                a       120 ms   22
                """);
    }
}
