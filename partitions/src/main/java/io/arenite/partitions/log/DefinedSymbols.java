package io.arenite.partitions.log;

import java.util.Arrays;

/// The symbols that the current file of a log defines, so that every file can be read on its own. Those of
/// a record that then fails are taken back.
public final class DefinedSymbols {
    private long[] defined = new long[16];
    private int[] fresh = new int[64];
    private int freshCount;

    DefinedSymbols() {}

    /// Notes a symbol that the record uses.
    ///
    /// @return whether the record has to define it
    public boolean define(int code) {
        int word = code >>> 6;
        if (word >= defined.length) {
            defined = Arrays.copyOf(defined, Math.max(word + 1, 2 * defined.length));
        }
        long bit = 1L << code;
        if ((defined[word] & bit) != 0) {
            return false;
        }
        defined[word] |= bit;
        if (freshCount == fresh.length) {
            fresh = Arrays.copyOf(fresh, 2 * freshCount);
        }
        fresh[freshCount++] = code;
        return true;
    }

    /// How many the record has to define.
    public int freshCount() {
        return freshCount;
    }

    public int fresh(int index) {
        return fresh[index];
    }

    /// The record is written.
    void keep() {
        freshCount = 0;
    }

    /// The record is not written.
    void undo() {
        for (int i = 0; i < freshCount; i++) {
            defined[fresh[i] >>> 6] &= ~(1L << fresh[i]);
        }
        freshCount = 0;
    }

    void clear() {
        Arrays.fill(defined, 0);
        freshCount = 0;
    }
}
