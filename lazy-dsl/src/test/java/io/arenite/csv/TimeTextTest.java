package io.arenite.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.partitions.TimeResolution;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimeTextTest {

    private static long iso(String text) {
        return TimeText.parseIsoNs(text.toCharArray(), 0, text.length());
    }

    private static long epoch(String text, TimeResolution unit) {
        return TimeText.parseEpochNs(text.toCharArray(), 0, text.length(), unit);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-08-08T23:54:15.088165267Z, 2024-08-08T23:54:15.088165267Z",
        "2024-08-08T23:54:15Z, 2024-08-08T23:54:15Z",
        "2024-08-08 23:54:15.5, 2024-08-08T23:54:15.500Z",
        "2024-08-08T23:54, 2024-08-08T23:54:00Z",
        "2024-08-08, 2024-08-08T00:00:00Z",
        "2024-08-09T01:54:15+02:00, 2024-08-08T23:54:15Z",
        "2024-08-09T01:54:15+0200, 2024-08-08T23:54:15Z",
        "2024-08-08T18:54:15-05, 2024-08-08T23:54:15Z",
        "2024-02-29T00:00:00.000000001000Z, 2024-02-29T00:00:00.000000001Z",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999999999Z",
        "1677-09-21T00:12:43.145224192Z, 1677-09-21T00:12:43.145224192Z",
        "2262-04-11T23:47:16.854775807Z, 2262-04-11T23:47:16.854775807Z"
    })
    void readsIsoTimestamps(String text, Instant expected) {
        assertThat(iso(text)).isEqualTo(Math.floorDiv(iso(text), 1_000_000_000L) * 1_000_000_000L + expected.getNano());
        assertThat(Math.floorDiv(iso(text), 1_000_000_000L)).isEqualTo(expected.getEpochSecond());
    }

    @ParameterizedTest
    @CsvSource({
        "2024-13-01T00:00:00Z, no such date",
        "2023-02-29T00:00:00Z, no such date",
        "2024-08-08T24:00:00Z, no such time of day",
        "2024-08-08T10:00:00+19:00, no such time zone offset",
        "2024-08-08T10:00:00.0000000001Z, timestamp finer than a nanosecond",
        "1677-09-21T00:12:43.145224191Z, timestamp outside 1677-09-21 to 2262-04-11",
        "9999-01-01T00:00:00Z, timestamp outside 1677-09-21 to 2262-04-11",
        "08/08/2024, not an ISO-8601 timestamp",
        "2024-08-08T10:00:00 EST, not an ISO-8601 timestamp",
        "2024-08-08T, not an ISO-8601 timestamp"
    })
    void refusesWhatIsNoTimestamp(String text, String rule) {
        assertThatThrownBy(() -> iso(text))
                .isInstanceOf(BadFieldException.class)
                .hasMessage(rule);
    }

    @Test
    void everyDayIsTheJdksDay() {
        for (LocalDate day = LocalDate.of(1599, 12, 1); day.getYear() < 2410; day = day.plusDays(13)) {
            String text = day.toString();
            assertThat(TimeText.parseDate(text.toCharArray(), 0, text.length())).isEqualTo((int) day.toEpochDay());
        }
    }

    @Test
    void readsEpochsOfEachUnit() {
        assertThat(epoch("1723161255088165267", TimeResolution.NANOS)).isEqualTo(1723161255088165267L);
        assertThat(epoch("1723161255088165", TimeResolution.MICROS)).isEqualTo(1723161255088165000L);
        assertThat(epoch("1723161255088", TimeResolution.MILLIS)).isEqualTo(1723161255088000000L);
        assertThat(epoch("1723161255", TimeResolution.SECONDS)).isEqualTo(1723161255000000000L);
        assertThat(epoch("1723161255.088165267", TimeResolution.SECONDS)).isEqualTo(1723161255088165267L);
        assertThat(epoch("-1", TimeResolution.SECONDS)).isEqualTo(-1_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "1723161255088165267, SECONDS, timestamp outside 1677-09-21 to 2262-04-11",
        "1.5, NANOS, timestamp finer than a nanosecond",
        "2024-08-08, MILLIS, not an epoch timestamp in millis"
    })
    void refusesWhatIsNoEpoch(String text, TimeResolution unit, String rule) {
        assertThatThrownBy(() -> epoch(text, unit))
                .isInstanceOf(BadFieldException.class)
                .hasMessage(rule);
    }

    @Test
    void guessesTheUnitByMagnitudeAndName() {
        assertThat(EpochUnits.ofMagnitude(1723161255d)).isEqualTo(TimeResolution.SECONDS);
        assertThat(EpochUnits.ofMagnitude(1723161255088d)).isEqualTo(TimeResolution.MILLIS);
        assertThat(EpochUnits.ofMagnitude(1723161255088165d)).isEqualTo(TimeResolution.MICROS);
        assertThat(EpochUnits.ofMagnitude(1723161255088165267d)).isEqualTo(TimeResolution.NANOS);
        assertThat(EpochUnits.ofName("ts_ms")).isEqualTo(TimeResolution.MILLIS);
        assertThat(EpochUnits.ofName("recv_NS")).isEqualTo(TimeResolution.NANOS);
        assertThat(EpochUnits.ofName("ts")).isNull();
        assertThat(EpochUnits.isPlausible(250, TimeResolution.MILLIS)).isFalse();
    }
}
