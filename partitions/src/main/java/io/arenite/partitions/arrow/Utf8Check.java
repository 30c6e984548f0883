package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// Whether bytes are UTF-8 as the Unicode standard defines it: no overlong forms, no surrogates, nothing
/// above U+10FFFF.
final class Utf8Check {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8Check() {}

    /// Whether a range has only bytes below 128.
    static boolean isAscii(MemorySegment bytes, long from, long to) {
        long at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            if ((bytes.get(ArrowFileLayout.LONG, at) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (bytes.get(JAVA_BYTE, at) < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isValid(MemorySegment bytes, long from, long to) {
        long at = from;
        while (at < to) {
            int first = bytes.get(JAVA_BYTE, at);
            int length = first >= 0 ? 1 : sequence(bytes, at, to, first & 0xFF);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /// The length of a well-formed sequence of more than one byte, or 0. After table 3-7 of the Unicode
    /// standard.
    private static int sequence(MemorySegment bytes, long at, long to, int first) {
        int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4 || at + length > to) {
            return 0;
        }
        int second = bytes.get(JAVA_BYTE, at + 1) & 0xFF;
        int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int index = 2; index < length; index++) {
            if ((bytes.get(JAVA_BYTE, at + index) & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
