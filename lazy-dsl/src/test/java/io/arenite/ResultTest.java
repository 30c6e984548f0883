package io.arenite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.partitions.ColumnType;
import io.arenite.partitions.TimeResolution;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
final class ResultTest {
    private final TestFrames frames = new TestFrames();

    @AfterEach
    void close() {
        frames.close();
    }

    record Trade(String sym, double price, Long size, BigDecimal amount, Instant ts) {}

    private Result trades() {
        return frames.column("ts", ColumnType.TIMESTAMP_NS, TestTables.AUGUST_8, TestTables.AUGUST_8 + 1)
                .column("sym", ColumnType.SYMBOL, "AAPL", null)
                .column("price", ColumnType.FLOAT64, 1.5, Double.NaN)
                .column("size", ColumnType.INT64, 7, null)
                .column("amount", ColumnType.decimal64(2), new BigDecimal("1.25"), new BigDecimal("-0.10"))
                .column("day", ColumnType.DATE32, 19_943, 0)
                .column("hold", ColumnType.duration(TimeResolution.MILLIS), 1_500, -1)
                .column("level", ColumnType.UINT64, -1, 5)
                .result();
    }

    @Test
    void givesTypedValues() {
        try (Result result = trades()) {
            assertThat(result.rowCount()).isEqualTo(2);
            assertThat(result.columnNames())
                    .containsExactly("ts", "sym", "price", "size", "amount", "day", "hold", "level");
            assertThat(result.getInstant("ts", 1)).isEqualTo(Instant.parse("2024-08-08T00:00:00.000000001Z"));
            assertThat(result.getLong("ts", 0)).isEqualTo(TestTables.AUGUST_8);
            assertThat(result.getString("sym", 0)).isEqualTo("AAPL");
            assertThat(result.isNull("sym", 1)).isTrue();
            assertThat(result.getDouble("price", 0)).isEqualTo(1.5);
            assertThat(result.getDouble("price", 1)).isNaN();
            assertThat(result.getLong("size", 0)).isEqualTo(7);
            assertThat(result.getDecimal("amount", 1)).isEqualTo(new BigDecimal("-0.10"));
            assertThat(result.getDouble("amount", 0)).isEqualTo(1.25);
            assertThat(result.getDate("day", 0)).isEqualTo(LocalDate.of(2024, 8, 8));
            assertThat(result.getDuration("hold", 1)).isEqualTo(Duration.ofMillis(-1));
            assertThat(result.getDecimal("level", 0)).isEqualTo("18446744073709551615");
        }
    }

    @Test
    void refusesNullsAndOtherTypes() {
        try (Result result = trades()) {
            assertThatThrownBy(() -> result.getLong("size", 1))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("the value is null: column=size, row=1");
            assertThatThrownBy(() -> result.getLong("size", 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> result.getLong("price", 0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> result.getInstant("size", 0))
                    .hasMessage("the column is of another type: column=size, type=int64, asked for=Instant");
            assertThatThrownBy(() -> result.getLong("siz", 0))
                    .hasMessage("no such column: column=siz, columns=[ts, sym, price, size, amount, day, hold, level]");
            assertThatThrownBy(result::scalarLong)
                    .hasMessage("not a scalar: rows=2, columns=[ts, sym, price, size, amount, day, hold, level]");
        }
    }

    @Test
    void givesScalars() {
        try (Result result = new TestFrames().column("n", ColumnType.INT64, 3).result()) {
            assertThat(result.scalarLong()).isEqualTo(3);
            assertThat(result.scalarDouble()).isEqualTo(3.0);
            assertThat(result.scalarDecimal()).isEqualTo("3");
            assertThat(result.isScalarNull()).isFalse();
        }
        try (Result result =
                new TestFrames().column("n", ColumnType.FLOAT64, (Object) null).result()) {
            assertThat(result.isScalarNull()).isTrue();
            assertThatThrownBy(result::scalarDouble).hasMessage("the value is null: column=n, row=0");
        }
    }

    @Test
    void givesRows() {
        try (Result result = trades()) {
            assertThat(result.rows(Trade.class))
                    .containsExactly(
                            new Trade("AAPL", 1.5, 7L, new BigDecimal("1.25"), Instant.parse("2024-08-08T00:00:00Z")),
                            new Trade(
                                    null,
                                    Double.NaN,
                                    null,
                                    new BigDecimal("-0.10"),
                                    Instant.parse("2024-08-08T00:00:00.000000001Z")));
            assertThat(result.rows().getFirst())
                    .isEqualTo(Arrays.asList(
                            TestTables.AUGUST_8,
                            "AAPL",
                            1.5,
                            7L,
                            new BigDecimal("1.25"),
                            19_943L,
                            1_500L,
                            new BigDecimal("18446744073709551615")));
        }
    }

    record Wrong(int nowhere) {}

    record Unsuited(List<String> sym) {}

    @Test
    void refusesRecordsThatDoNotSuit() {
        try (Result result = frames.column("sym", ColumnType.SYMBOL, "x").result()) {
            assertThatThrownBy(() -> result.rows(Wrong.class))
                    .hasMessage("no column for a component: component=nowhere, record=io.arenite.ResultTest$Wrong, "
                            + "columns=[sym]");
            assertThatThrownBy(() -> result.rows(Unsuited.class))
                    .hasMessage("no such component type: component=sym, type=java.util.List; use long, int, double, "
                            + "boolean, String, BigDecimal, Instant, LocalDate, Duration or Object");
        }
    }
}
