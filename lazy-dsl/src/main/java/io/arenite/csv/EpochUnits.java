package io.arenite.csv;

import io.arenite.partitions.TimeResolution;
import java.util.Locale;

/// Guesses the unit of a timestamp that a file writes as a number since 1970-01-01 00:00 UTC.
final class EpochUnits {

    private static final double YEAR_NS = 365.25 * 86_400e9;

    private EpochUnits() {}

    /// The unit in which the number is a date of our time: below 10^11 it counts seconds (to the year 5138), below
    /// 10^14 milliseconds (from 1973), below 10^17 microseconds, and nanoseconds from there.
    static TimeResolution ofMagnitude(double value) {
        double magnitude = Math.abs(value);
        if (magnitude < 1e11) {
            return TimeResolution.SECONDS;
        }
        if (magnitude < 1e14) {
            return TimeResolution.MILLIS;
        }
        return magnitude < 1e17 ? TimeResolution.MICROS : TimeResolution.NANOS;
    }

    /// The unit that a column's name ends in (`ts_ms`, `time_ns`), or null.
    static TimeResolution ofName(String column) {
        String name = column.toLowerCase(Locale.ROOT);
        for (TimeResolution unit : TimeResolution.values()) {
            if (unit != TimeResolution.SECONDS && name.endsWith("_" + unit.symbol())) {
                return unit;
            }
        }
        return null;
    }

    /// Whether the number lies between 1985 and 2105, which counts and prices do not do by chance.
    static boolean isPlausible(double value, TimeResolution unit) {
        double years = value * unit.nsPerUnit() / YEAR_NS;
        return years > 15 && years < 135;
    }
}
