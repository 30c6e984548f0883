package io.arenite.cli;

import java.util.Locale;

/// Durations, counts and sizes as people read them: three digits and a unit, the same on every machine.
public final class Figures {

    private Figures() {}

    public static String duration(long ns) {
        if (ns < 1_000) {
            return ns + " ns";
        }
        if (ns < 999_500) {
            return threeDigits(ns / 1e3) + " us";
        }
        return ns < 999_500_000 ? threeDigits(ns / 1e6) + " ms" : threeDigits(ns / 1e9) + " s";
    }

    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /// `1 row` or `2 rows`.
    public static String rows(long count) {
        return count(count) + (count == 1 ? " row" : " rows");
    }

    /// Millions per second, as `12.3 M`.
    public static String millions(double perSecond) {
        return threeDigits(perSecond / 1e6) + " M";
    }

    public static String megabytes(long bytes) {
        return threeDigits(bytes / 1e6) + " MB";
    }

    private static String threeDigits(double value) {
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
