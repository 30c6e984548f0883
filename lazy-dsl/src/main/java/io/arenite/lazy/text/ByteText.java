package io.arenite.lazy.text;

import io.arenite.lazy.plan.TimeText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/// Text in the making, as UTF-8: numbers and times become digits without an object for each, the same ones
/// that [CellText#exact] gives.
final class ByteText {
    private static final int START_BYTES = 1 << 12;
    private static final int LONGEST_LONG = 20;
    private static final long[] POWERS = powers();

    private static final double SMALLEST_PLAIN = 1e-3;
    private static final double SMALLEST_SCIENTIFIC = 1e7;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    private byte[] bytes = new byte[START_BYTES];
    private int size;

    /// The day before, as text: most times are of one day.
    private long lastDay;

    private byte[] lastDate = LocalDate.EPOCH.toString().getBytes(StandardCharsets.US_ASCII);

    private static long[] powers() {
        long[] powers = new long[19];
        Arrays.setAll(powers, power -> Math.powExact(10L, power));
        return powers;
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    private void room(int count) {
        if (count > bytes.length - size) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(size, count), (int) Math.min(1L << 30, 2L * bytes.length)));
        }
    }

    void add(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
    }

    void add(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
    }

    /// Of ASCII only.
    void add(String ascii) {
        int length = ascii.length();
        room(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) ascii.charAt(i);
        }
        size += length;
    }

    void integer(long value) {
        decimal(value, 0);
    }

    /// An unscaled value with so many places.
    void decimal(long unscaled, int scale) {
        if (unscaled == Long.MIN_VALUE) {
            add(BigDecimal.valueOf(unscaled, scale).toPlainString());
            return;
        }
        room(2 * LONGEST_LONG);
        long value = unscaled;
        if (value < 0) {
            bytes[size++] = '-';
            value = -value;
        }
        long whole = scale == 0 ? value : value / POWERS[scale];
        int count = 1;
        while (count < POWERS.length && whole >= POWERS[count]) {
            count++;
        }
        digits(whole, count);
        if (scale > 0) {
            bytes[size++] = '.';
            digits(value - whole * POWERS[scale], scale);
        }
    }

    /// With zeros in front; there is room.
    private void digits(long value, int count) {
        long left = value;
        for (int at = size + count - 1; at >= size; at--) {
            long tenth = left / 10;
            bytes[at] = (byte) ('0' + (left - tenth * 10));
            left = tenth;
        }
        size += count;
    }

    /// The shortest digits that read back.
    ///
    /// Most numbers are a few digits after the point. A decimal of 15 digits at most that is nearest to one
    /// double is the only such decimal, so there is no shorter one.
    void number(double value) {
        double positive = Math.abs(value);
        boolean isPlain = positive >= SMALLEST_PLAIN && positive < SMALLEST_SCIENTIFIC;
        if (!isPlain || !shortest(value, positive, 1e4, 4) && !shortest(value, positive, 1e8, 8)) {
            add(Double.toString(value));
        }
    }

    private boolean shortest(double value, double positive, double power, int places) {
        long scaled = Math.round(positive * power);
        if (scaled / power != positive) {
            return false;
        }
        int scale = places;
        while (scale > 1 && scaled % 10 == 0) {
            scaled /= 10;
            scale--;
        }
        decimal(value < 0 ? -scaled : scaled, scale);
        return true;
    }

    void date(long day) {
        if (day < FIRST_DAY || day > LAST_DAY) {
            add(LocalDate.ofEpochDay(day).toString());
            return;
        }
        if (day != lastDay) {
            lastDate = LocalDate.ofEpochDay(day).toString().getBytes(StandardCharsets.US_ASCII);
            lastDay = day;
        }
        add(lastDate);
    }

    /// A count of units since the epoch: `2024-08-08T23:54:15.088176367Z`, with as many threes of digits as
    /// it needs.
    void instant(long ticks, long unitNs) {
        long perSecond = NANOS_PER_SECOND / unitNs;
        long second = Math.floorDiv(ticks, perSecond);
        long nanos = (ticks - second * perSecond) * unitNs;
        long day = Math.floorDiv(second, SECONDS_PER_DAY);
        if (day < FIRST_DAY || day > LAST_DAY) {
            add(TimeText.instant(ticks, unitNs).toString());
            return;
        }
        date(day);
        int ofDay = (int) (second - day * SECONDS_PER_DAY);
        room(2 * LONGEST_LONG);
        bytes[size++] = 'T';
        digits(ofDay / 3_600, 2);
        bytes[size++] = ':';
        digits(ofDay / 60 % 60, 2);
        bytes[size++] = ':';
        digits(ofDay % 60, 2);
        if (nanos != 0) {
            int places = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
            bytes[size++] = '.';
            digits(nanos / POWERS[9 - places], places);
        }
        bytes[size++] = 'Z';
    }
}
