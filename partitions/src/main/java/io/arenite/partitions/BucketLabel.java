package io.arenite.partitions;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A bucket's name in a file's name: its start in UTC, as far as buckets differ.
final class BucketLabel {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private BucketLabel() {}

    static String of(PartitionBy partitionBy, long bucketStartNs) {
        if (partitionBy == PartitionBy.NONE) {
            return "all";
        }
        if (bucketStartNs == Long.MIN_VALUE) {
            return "oldest";
        }
        String pattern = switch (partitionBy) {
            case HOUR -> "yyyy-MM-dd'T'HH";
            case DAY -> "yyyy-MM-dd";
            case MONTH -> "yyyy-MM";
            case YEAR, NONE -> "yyyy";
        };
        Instant start = Instant.ofEpochSecond(
                Math.floorDiv(bucketStartNs, NS_PER_SECOND), Math.floorMod(bucketStartNs, NS_PER_SECOND));
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(start);
    }
}
