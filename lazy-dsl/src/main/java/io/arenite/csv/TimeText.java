package io.arenite.csv;

import io.arenite.partitions.TimeResolution;
import java.time.YearMonth;
import java.util.Locale;

/// Timestamps out of the parser's characters, as nanoseconds since 1970-01-01 00:00 UTC.
///
/// Two forms. ISO-8601: `2024-08-08`, `2024-08-08T23:54:15.088165267Z`, with a space for the `T`, with `+02:00`,
/// `+0200` or `+02` for the `Z`; without a zone it is UTC. Epoch: a count of an [TimeResolution], with a fraction
/// (`1723161255.088`). Nothing is rounded: what is finer than a nanosecond, or outside 1677 to 2262, is an error.
final class TimeText {

    private static final long DAY_NS = 86_400_000_000_000L;
    private static final String NOT_ISO = "not an ISO-8601 timestamp";
    private static final String OUTSIDE = "timestamp outside 1677-09-21 to 2262-04-11";

    private TimeText() {}

    static long parseEpochNs(char[] text, int offset, int length, TimeResolution unit) {
        long plain = NumberText.plainDigits(text, offset, length);
        if (plain >= 0 && unit == TimeResolution.NANOS) {
            return plain;
        }
        try {
            return isInteger(text, offset, length)
                    ? Math.multiplyExact(NumberText.parseLong(text, offset, length), unit.nsPerUnit())
                    : NumberText.parseDecimal(text, offset, length, decimals(unit));
        } catch (ArithmeticException e) {
            throw new BadFieldException(OUTSIDE);
        } catch (BadFieldException e) {
            throw new BadFieldException(epochRule(e.getMessage(), unit));
        }
    }

    /// How many decimal places the unit is above a nanosecond.
    private static int decimals(TimeResolution unit) {
        return switch (unit) {
            case SECONDS -> 9;
            case MILLIS -> 6;
            case MICROS -> 3;
            case NANOS -> 0;
        };
    }

    private static boolean isInteger(char[] text, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (text[i] == '.' || text[i] == 'e' || text[i] == 'E') {
                return false;
            }
        }
        return true;
    }

    private static String epochRule(String rule, TimeResolution unit) {
        if (rule.startsWith("outside")) {
            return OUTSIDE;
        }
        return rule.startsWith("more than")
                ? "timestamp finer than a nanosecond"
                : "not an epoch timestamp in " + unit.name().toLowerCase(Locale.ROOT);
    }

    static long parseIsoNs(char[] text, int offset, int length) {
        Cursor at = new Cursor(text, offset, offset + length);
        at.skipSpaces();
        long day = date(at);
        long ns = 0;
        if (!at.isAtEnd()) {
            if (!at.accept('T') && !at.accept('t') && !at.accept(' ')) {
                throw new BadFieldException(NOT_ISO);
            }
            ns = timeOfDayNs(at) - zoneNs(at);
            at.requireEnd();
        }
        try {
            return addDays(day, ns);
        } catch (ArithmeticException e) {
            throw new BadFieldException(OUTSIDE);
        }
    }

    /// Days since 1970-01-01.
    static int parseDate(char[] text, int offset, int length) {
        Cursor at = new Cursor(text, offset, offset + length);
        at.skipSpaces();
        long day = date(at);
        at.requireEnd();
        return (int) day;
    }

    /// Near the ends of the range day x DAY_NS overflows although the sum fits, so a negative day lends one to the ns.
    private static long addDays(long day, long ns) {
        if (day < 0) {
            return Math.addExact(Math.multiplyExact(day + 1, DAY_NS), ns - DAY_NS);
        }
        return Math.addExact(Math.multiplyExact(day, DAY_NS), ns);
    }

    private static long date(Cursor at) {
        int year = at.digits(4);
        at.require('-');
        int month = at.digits(2);
        at.require('-');
        int day = at.digits(2);
        if (month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            throw new BadFieldException("no such date");
        }
        return epochDay(year, month, day);
    }

    /// Howard Hinnant's days_from_civil: years start in March, so that the leap day is the last one.
    private static long epochDay(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468L;
    }

    private static long timeOfDayNs(Cursor at) {
        int hour = at.digits(2);
        at.require(':');
        int minute = at.digits(2);
        int second = 0;
        long fractionNs = 0;
        if (at.accept(':')) {
            second = at.digits(2);
            if (at.accept('.') || at.accept(',')) {
                fractionNs = at.fractionNs();
            }
        }
        if (hour > 23 || minute > 59 || second > 59) {
            throw new BadFieldException("no such time of day");
        }
        return ((hour * 60L + minute) * 60 + second) * 1_000_000_000L + fractionNs;
    }

    private static long zoneNs(Cursor at) {
        if (at.isAtEnd() || at.accept('Z') || at.accept('z')) {
            return 0;
        }
        boolean west = at.accept('-');
        if (!west && !at.accept('+')) {
            throw new BadFieldException(NOT_ISO);
        }
        int hours = at.digits(2);
        boolean colon = at.accept(':');
        int minutes = colon || !at.isAtEnd() ? at.digits(2) : 0;
        if (hours > 18 || minutes > 59) {
            throw new BadFieldException("no such time zone offset");
        }
        long ns = (hours * 60L + minutes) * 60_000_000_000L;
        return west ? -ns : ns;
    }

    /// A place in the text; the methods read on from it.
    private static final class Cursor {
        private final char[] text;
        private final int end;
        private int at;

        Cursor(char[] text, int start, int end) {
            this.text = text;
            this.at = start;
            this.end = end;
        }

        boolean isAtEnd() {
            return at == end || isBlank();
        }

        private boolean isBlank() {
            for (int i = at; i < end; i++) {
                if (text[i] != ' ' && text[i] != '\t') {
                    return false;
                }
            }
            return true;
        }

        void skipSpaces() {
            while (at < end && (text[at] == ' ' || text[at] == '\t')) {
                at++;
            }
        }

        void requireEnd() {
            if (!isAtEnd()) {
                throw new BadFieldException(NOT_ISO);
            }
        }

        boolean accept(char c) {
            if (at < end && text[at] == c) {
                at++;
                return true;
            }
            return false;
        }

        void require(char c) {
            if (!accept(c)) {
                throw new BadFieldException(NOT_ISO);
            }
        }

        int digits(int count) {
            int value = 0;
            for (int i = 0; i < count; i++) {
                int digit = at < end ? text[at] - '0' : -1;
                if (digit < 0 || digit > 9) {
                    throw new BadFieldException(NOT_ISO);
                }
                value = value * 10 + digit;
                at++;
            }
            return value;
        }

        long fractionNs() {
            long value = 0;
            int count = 0;
            for (; at < end && text[at] >= '0' && text[at] <= '9'; at++, count++) {
                if (count < 9) {
                    value = value * 10 + (text[at] - '0');
                } else if (text[at] != '0') {
                    throw new BadFieldException("timestamp finer than a nanosecond");
                }
            }
            if (count == 0) {
                throw new BadFieldException(NOT_ISO);
            }
            for (; count < 9; count++) {
                value *= 10;
            }
            return value;
        }
    }
}
