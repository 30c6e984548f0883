package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.lit;
import static io.arenite.Functions.vwap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.lazy.plan.QueryException;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExprTest {
    @Test
    void readsAsItWasWritten() {
        assertThat(col("price").gt(100).and(col("sym").eq("AAPL"))).hasToString("price > 100 and sym == \"AAPL\"");
        assertThat(col("a").plus(col("b")).times(2)).hasToString("(a + b) * 2");
        assertThat(col("a").plus(col("b").times(2))).hasToString("a + b * 2");
        assertThat(col("a").minus(col("b").minus(col("c")))).hasToString("a - (b - c)");
        assertThat(col("a").minus(col("b")).minus(col("c"))).hasToString("a - b - c");
        assertThat(col("a").plus(1).negate().abs()).hasToString("abs(-(a + 1))");
        assertThat(col("a").floorDividedBy(2).times(col("b").modulo(3))).hasToString("a // 2 * (b % 3)");
        assertThat(col("a").plus(1).power(2).negate()).hasToString("-((a + 1) ** 2)");
        assertThat(col("a").eq(1).or(col("b").eq(2)).and(col("c").isNull().not()))
                .hasToString("(a == 1 or b == 2) and not c is null");
        assertThat(col("a").eq(col("b").eq(col("c")))).hasToString("a == (b == c)");
        assertThat(col("a").between(1, 2.5)).hasToString("a between 1 and 2.5");
        assertThat(col("a").isIn(1, 2, null)).hasToString("a in [1, 2, null]");
        assertThat(col("a").isIn(List.of("x", "y"))).hasToString("a in [\"x\", \"y\"]");
        assertThat(col("a").isNotNan()).hasToString("not a is nan");
        assertThat(col("a").cast(ColumnType.decimal64(2)).fillNull(0))
                .hasToString("fill_null(cast(a as decimal64(2)), 0)");
        assertThat(col("a").desc()).hasToString("a desc");
    }

    @Test
    void readsAggregates() {
        assertThat(vwap("price", "size").alias("v")).hasToString("vwap(price, size) as v");
        assertThat(count()).hasToString("count()");
        assertThat(col("a").count()).hasToString("count(a)");
        assertThat(col("a").variance(0)).hasToString("variance(a, ddof=0)");
        assertThat(col("a").stddev()).hasToString("stddev(a)");
    }

    @Test
    void takesLiteralsOfTheUsualClasses() {
        assertThat(lit(new BigDecimal("1.50"))).hasToString("1.50");
        assertThat(lit(BigInteger.TWO)).hasToString("2");
        assertThat(lit(Instant.parse("2024-08-08T00:00:00Z"))).hasToString("timestamp '2024-08-08T00:00:00Z'");
        assertThat(lit(LocalDate.of(2024, 8, 8))).hasToString("date '2024-08-08'");
        assertThat(lit(Duration.ofMillis(1500))).hasToString("duration 'PT1.5S'");
        assertThat(lit(null)).hasToString("null");
        assertThat(lit(true)).hasToString("true");
        assertThat(lit((short) 1)).isEqualTo(lit(1L));
        assertThat(lit(1.5f)).isEqualTo(lit(1.5));
    }

    @Test
    void refusesOtherLiterals() {
        assertThatThrownBy(() -> lit(new Date(0)))
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith("not a literal: class=java.util.Date, value=")
                .hasMessageEndingWith("; use a number, String, Boolean, Instant, LocalDate or Duration");
        assertThatThrownBy(() -> col("a").variance(-1)).hasMessage("ddof is negative: ddof=-1, expression=a");
    }

    @Test
    void equalTreesAreEqual() {
        assertThat(col("a").plus(1).gt(2))
                .isEqualTo(col("a").plus(1).gt(2))
                .hasSameHashCodeAs(col("a").plus(1).gt(2));
        assertThat(col("a").plus(1)).isNotEqualTo(col("a").plus(2));
    }
}
