package io.arenite.csv;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Numbers out of the parser's characters, without a `String` on the way for the texts that ticks consist of.
///
/// Spaces around a number are allowed, a leading `+` too. Nothing else of Java's syntax is (no `1f`, no `0x10`).
final class NumberText {

    /// 10^0 to 10^22 are exact as doubles.
    private static final double[] EXACT_POWERS = powers();

    private static final long[] LONG_POWERS = longPowers();

    private static final int LONGEST_SAFE_DIGITS = 18;
    private static final long LARGEST_EXACT_MANTISSA = 1L << 53;

    private NumberText() {}

    /// The number that a run of digits and nothing else stands for, or -1 where the text is anything else or longer
    /// than int64: what nearly all integers of a tick file are, in one short loop.
    static long plainDigits(char[] text, int offset, int length) {
        int uncheckedEnd = offset + Math.min(length, LONGEST_SAFE_DIGITS);
        long value = 0;
        for (int at = offset; at < uncheckedEnd; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        if (length <= LONGEST_SAFE_DIGITS) {
            return length == 0 ? -1 : value;
        }
        int digit = text[uncheckedEnd] - '0';
        boolean fits = length == LONGEST_SAFE_DIGITS + 1
                && digit >= 0
                && digit <= 9
                && (value < Long.MAX_VALUE / 10 || value == Long.MAX_VALUE / 10 && digit <= 7);
        return fits ? value * 10 + digit : -1;
    }

    static long parseLong(char[] text, int offset, int length) {
        long plain = plainDigits(text, offset, length);
        return plain >= 0 ? plain : parseRareLong(text, offset, length);
    }

    private static long parseRareLong(char[] text, int offset, int length) {
        int at = skipSpaces(text, offset, offset + length);
        int end = skipSpacesBack(text, at, offset + length);
        boolean negative = at < end && text[at] == '-';
        if (at < end && (negative || text[at] == '+')) {
            at++;
        }
        if (at == end) {
            throw new BadFieldException("not an integer");
        }
        long value = 0;
        int uncheckedEnd = Math.min(end, at + LONGEST_SAFE_DIGITS);
        for (; at < uncheckedEnd; at++) {
            value = value * 10 - digit(text[at]);
        }
        for (; at < end; at++) {
            value = appendDigitChecked(value, digit(text[at]));
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw new BadFieldException("outside int64");
        }
        return negative ? value : -value;
    }

    private static int digit(char c) {
        int digit = c - '0';
        if (digit < 0 || digit > 9) {
            throw new BadFieldException("not an integer");
        }
        return digit;
    }

    /// Accumulates downwards, because there is one more negative long than there are positive ones.
    private static long appendDigitChecked(long value, int digit) {
        if (value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
            throw new BadFieldException("outside int64");
        }
        return value * 10 - digit;
    }

    static long parseUnsignedLong(char[] text, int offset, int length) {
        int at = skipSpaces(text, offset, offset + length);
        int end = skipSpacesBack(text, at, offset + length);
        try {
            return Long.parseUnsignedLong(new String(text, at, end - at));
        } catch (NumberFormatException e) {
            throw new BadFieldException("not a uint64");
        }
    }

    /// The double nearest to the text: digits and exponent that fit are exact in one multiplication or division
    /// (Clinger, "How to read floating point numbers accurately", 1990); the rest goes to the JDK.
    static double parseDouble(char[] text, int offset, int length) {
        int start = skipSpaces(text, offset, offset + length);
        int end = skipSpacesBack(text, start, offset + length);
        int at = start;
        boolean negative = at < end && text[at] == '-';
        if (at < end && (negative || text[at] == '+')) {
            at++;
        }
        long mantissa = 0;
        int digits = 0;
        int fraction = 0;
        boolean inFraction = false;
        for (; at < end; at++) {
            char c = text[at];
            if (c >= '0' && c <= '9') {
                mantissa = mantissa * 10 + (c - '0');
                digits++;
                fraction += inFraction ? 1 : 0;
            } else if (c == '.' && !inFraction) {
                inFraction = true;
            } else {
                return parseRareDouble(text, start, end);
            }
        }
        if (digits == 0) {
            throw new BadFieldException("not a number");
        }
        if (digits > LONGEST_SAFE_DIGITS || mantissa > LARGEST_EXACT_MANTISSA || fraction >= EXACT_POWERS.length) {
            return parseRareDouble(text, start, end);
        }
        double magnitude = fraction == 0 ? mantissa : mantissa / EXACT_POWERS[fraction];
        return negative ? -magnitude : magnitude;
    }

    private static double parseRareDouble(char[] text, int start, int end) {
        String word = new String(text, start, end - start);
        Double named = namedDouble(word);
        if (named != null) {
            return named;
        }
        if (!isDecimal(word)) {
            throw new BadFieldException("not a number");
        }
        return Double.parseDouble(word);
    }

    /// nan, inf and infinity, in any case and with a sign, or null.
    private static Double namedDouble(String word) {
        String unsigned = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        if (unsigned.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        if (unsigned.equalsIgnoreCase("inf") || unsigned.equalsIgnoreCase("infinity")) {
            return word.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return null;
    }

    /// `[+-] digits [. digits] [e [+-] digits]` with a digit before the exponent.
    static boolean isDecimal(String word) {
        int at = word.startsWith("-") || word.startsWith("+") ? 1 : 0;
        int exponent = Math.max(word.indexOf('e'), word.indexOf('E'));
        int end = exponent < 0 ? word.length() : exponent;
        int digits = 0;
        int points = 0;
        for (; at < end; at++) {
            char c = word.charAt(at);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.') {
                points++;
            } else {
                return false;
            }
        }
        return digits > 0 && points <= 1 && (exponent < 0 || isExponent(word, exponent + 1));
    }

    private static boolean isExponent(String word, int start) {
        int at = start;
        if (at < word.length() && (word.charAt(at) == '-' || word.charAt(at) == '+')) {
            at++;
        }
        if (at == word.length()) {
            return false;
        }
        for (; at < word.length(); at++) {
            if (word.charAt(at) < '0' || word.charAt(at) > '9') {
                return false;
            }
        }
        return true;
    }

    /// The number as units of 10^-scale, exact: a digit that the scale cannot hold is an error, not rounded.
    static long parseDecimal(char[] text, int offset, int length, int scale) {
        int start = skipSpaces(text, offset, offset + length);
        int end = skipSpacesBack(text, start, offset + length);
        int at = start;
        boolean negative = at < end && text[at] == '-';
        if (at < end && (negative || text[at] == '+')) {
            at++;
        }
        long unscaled = 0;
        int digits = 0;
        int fraction = 0;
        boolean inFraction = false;
        for (; at < end; at++) {
            char c = text[at];
            if (c >= '0' && c <= '9') {
                unscaled = unscaled * 10 + (c - '0');
                digits++;
                fraction += inFraction ? 1 : 0;
            } else if (c == '.' && !inFraction) {
                inFraction = true;
            } else {
                return parseRareDecimal(text, start, end, scale);
            }
        }
        if (digits == 0 || fraction > scale || digits + scale - fraction > LONGEST_SAFE_DIGITS) {
            return parseRareDecimal(text, start, end, scale);
        }
        unscaled *= LONG_POWERS[scale - fraction];
        return negative ? -unscaled : unscaled;
    }

    private static long parseRareDecimal(char[] text, int start, int end, int scale) {
        String word = new String(text, start, end - start);
        if (!isDecimal(word)) {
            throw new BadFieldException("not a decimal number");
        }
        try {
            BigDecimal value = new BigDecimal(word);
            if (value.signum() != 0 && Math.abs((long) value.precision() - value.scale()) > 40) {
                throw new BadFieldException("outside decimal64(" + scale + ")");
            }
            return value.setScale(scale, RoundingMode.UNNECESSARY)
                    .unscaledValue()
                    .longValueExact();
        } catch (NumberFormatException e) {
            throw new BadFieldException("not a decimal number");
        } catch (ArithmeticException e) {
            throw new BadFieldException(
                    e.getMessage() != null && e.getMessage().startsWith("Rounding")
                            ? "more than " + scale + " decimals"
                            : "outside decimal64(" + scale + ")");
        }
    }

    private static int skipSpaces(char[] text, int from, int end) {
        int at = from;
        while (at < end && (text[at] == ' ' || text[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int skipSpacesBack(char[] text, int start, int from) {
        int end = from;
        while (end > start && (text[end - 1] == ' ' || text[end - 1] == '\t')) {
            end--;
        }
        return end;
    }

    private static double[] powers() {
        double[] powers = new double[23];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    private static long[] longPowers() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
