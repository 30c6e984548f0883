package io.arenite.partitions;

import java.time.LocalDate;

/// The length of a table's time buckets, all UTC, so that no daylight-saving change can bend them. A bucket is
/// `[start, end)` in nanoseconds since the epoch; starts and ends that int64 cannot say are clipped to its limits.
public enum PartitionBy {
    HOUR,
    DAY,
    MONTH,
    YEAR,
    /// One bucket for all time.
    NONE;

    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final long DAY_NS = 24 * HOUR_NS;

    public long bucketStartNs(long tsNs) {
        return switch (this) {
            case HOUR -> floor(tsNs, HOUR_NS);
            case DAY -> floor(tsNs, DAY_NS);
            case MONTH -> dayStartNs(date(tsNs).withDayOfMonth(1));
            case YEAR -> dayStartNs(date(tsNs).withDayOfYear(1));
            case NONE -> Long.MIN_VALUE;
        };
    }

    /// Exclusive; `Long.MAX_VALUE` where the bucket has no end, and then that nanosecond belongs to it.
    public long bucketEndNs(long tsNs) {
        return switch (this) {
            case HOUR -> ceiling(tsNs, HOUR_NS);
            case DAY -> ceiling(tsNs, DAY_NS);
            case MONTH -> dayStartNs(date(tsNs).withDayOfMonth(1).plusMonths(1));
            case YEAR -> dayStartNs(date(tsNs).withDayOfYear(1).plusYears(1));
            case NONE -> Long.MAX_VALUE;
        };
    }

    private static long floor(long tsNs, long lengthNs) {
        long into = Math.floorMod(tsNs, lengthNs);
        return tsNs < Long.MIN_VALUE + into ? Long.MIN_VALUE : tsNs - into;
    }

    private static long ceiling(long tsNs, long lengthNs) {
        long left = lengthNs - Math.floorMod(tsNs, lengthNs);
        return tsNs > Long.MAX_VALUE - left ? Long.MAX_VALUE : tsNs + left;
    }

    private static LocalDate date(long tsNs) {
        return LocalDate.ofEpochDay(Math.floorDiv(tsNs, DAY_NS));
    }

    private static long dayStartNs(LocalDate date) {
        long day = date.toEpochDay();
        if (day < Long.MIN_VALUE / DAY_NS) {
            return Long.MIN_VALUE;
        }
        return day > Long.MAX_VALUE / DAY_NS ? Long.MAX_VALUE : day * DAY_NS;
    }
}
