package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PartitionByTest {
    @Test
    void agreesWithTheCalendar() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 20_000; i++) {
            long tsNs = random.nextLong() / 2;
            ZonedDateTime time = Instant.EPOCH.plusNanos(tsNs).atZone(ZoneOffset.UTC);
            check(PartitionBy.HOUR, tsNs, time.truncatedTo(ChronoUnit.HOURS), ChronoUnit.HOURS);
            ZonedDateTime day = time.truncatedTo(ChronoUnit.DAYS);
            check(PartitionBy.DAY, tsNs, day, ChronoUnit.DAYS);
            check(PartitionBy.MONTH, tsNs, day.withDayOfMonth(1), ChronoUnit.MONTHS);
            check(PartitionBy.YEAR, tsNs, day.withDayOfYear(1), ChronoUnit.YEARS);
        }
    }

    private static void check(PartitionBy by, long tsNs, ZonedDateTime start, ChronoUnit unit) {
        assertThat(by.bucketStartNs(tsNs)).isEqualTo(ns(start));
        assertThat(by.bucketEndNs(tsNs)).isEqualTo(ns(start.plus(1, unit)));
    }

    private static long ns(ZonedDateTime time) {
        return ChronoUnit.NANOS.between(Instant.EPOCH, time.toInstant());
    }

    @Test
    void clipsAtTheEndsOfTime() {
        for (PartitionBy by : PartitionBy.values()) {
            assertThat(by.bucketStartNs(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
            assertThat(by.bucketEndNs(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
            assertThat(by.bucketEndNs(Long.MIN_VALUE)).isGreaterThan(Long.MIN_VALUE);
            assertThat(by.bucketStartNs(-1)).isLessThanOrEqualTo(-1);
            assertThat(by.bucketStartNs(0)).isLessThanOrEqualTo(0);
        }
        assertThat(PartitionBy.DAY.bucketStartNs(-1)).isEqualTo(-86_400_000_000_000L);
    }
}
