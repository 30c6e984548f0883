package io.arenite.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NumberTextTest {

    private static final String AROUND = "12";

    private static double number(String text) {
        String padded = AROUND + text + AROUND;
        return NumberText.parseDouble(padded.toCharArray(), AROUND.length(), text.length());
    }

    private static long integer(String text) {
        String padded = AROUND + text + AROUND;
        return NumberText.parseLong(padded.toCharArray(), AROUND.length(), text.length());
    }

    private static long decimal(String text, int scale) {
        String padded = AROUND + text + AROUND;
        return NumberText.parseDecimal(padded.toCharArray(), AROUND.length(), text.length(), scale);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.0",
                "-0.0",
                "1",
                "+1",
                "187.25",
                "1.",
                ".5",
                "61800.30",
                "0.1",
                "1e5",
                "1E-5",
                "1.5e+300",
                "9007199254740993",
                "123456789012345678901234567890",
                "0.000000000000000000000000001",
                "4.9e-324",
                "1.7976931348623157e308",
                "1e400",
                "0.1234567890123456789"
            })
    void readsWhatTheJdkReads(String text) {
        assertThat(Double.doubleToRawLongBits(number(text)))
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }

    @Test
    void readsRandomDecimalsAsTheJdkDoes() {
        long seed = 20_240_808;
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            String text = new BigDecimal(
                            java.math.BigInteger.valueOf(random.nextLong() >> random.nextInt(63)), random.nextInt(24))
                    .toPlainString();
            assertThat(number(text)).as("seed=%d text=%s", seed, text).isEqualTo(Double.parseDouble(text));
        }
    }

    @Test
    void readsTheNamesOfWhatIsNoNumber() {
        assertThat(number("NaN")).isNaN();
        assertThat(number("nan")).isNaN();
        assertThat(number("inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(number("-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(number(" 1.5\t")).isEqualTo(1.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "-", ".", "1f", "1d", "0x10", "1e", "1e+", "1.2.3", "1 2", "e5", "--1", "1,5", "nano"})
    void refusesWhatIsNotADecimalNumber(String text) {
        assertThatThrownBy(() -> number(text))
                .isInstanceOf(BadFieldException.class)
                .hasMessage("not a number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "+7",
                "00012",
                "9223372036854775807",
                "-9223372036854775808",
                "0000000000000000000000005"
            })
    void readsIntegersToTheLimits(String text) {
        assertThat(integer(text)).isEqualTo(Long.parseLong(text));
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775808,outside int64",
        "-9223372036854775809,outside int64",
        "99999999999999999999,outside int64",
        "1.0,not an integer",
        "x,not an integer",
        "-,not an integer",
        "1 2,not an integer"
    })
    void refusesWhatIsNotAnInt64(String text, String rule) {
        assertThatThrownBy(() -> integer(text))
                .isInstanceOf(BadFieldException.class)
                .hasMessage(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "61800.30,2,6180030",
        "61800.3,2,6180030",
        "61800.300,2,6180030",
        "-0.01,2,-1",
        "5,0,5",
        "1e2,2,10000",
        "92233720368547758.07,2,9223372036854775807",
        "-92233720368547758.08,2,-9223372036854775808",
        "0,18,0"
    })
    void readsDecimalsExactly(String text, int scale, long unscaled) {
        assertThat(decimal(text, scale)).isEqualTo(unscaled);
    }

    @ParameterizedTest
    @CsvSource({
        "0.001,2,more than 2 decimals",
        "92233720368547758.08,2,outside decimal64(2)",
        "1e999999999,2,outside decimal64(2)",
        "abc,2,not a decimal number",
        "NaN,2,not a decimal number"
    })
    void refusesDecimalsThatDoNotFit(String text, int scale, String rule) {
        assertThatThrownBy(() -> decimal(text, scale))
                .isInstanceOf(BadFieldException.class)
                .hasMessage(rule);
    }
}
