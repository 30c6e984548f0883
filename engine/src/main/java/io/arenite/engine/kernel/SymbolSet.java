package io.arenite.engine.kernel;

import java.util.Arrays;

/// A set of symbol codes, prepared once when a filter is bound. Codes are dense from 0, so membership is one bit.
public final class SymbolSet {
    private final int[] codes;
    private final long[] bits;

    private SymbolSet(int[] codes) {
        this.codes = codes;
        this.bits = new long[codes.length == 0 ? 0 : (codes[codes.length - 1] >>> 6) + 1];
        for (int code : codes) {
            bits[code >>> 6] |= 1L << code;
        }
    }

    /// Negative codes stand for unknown symbols and are left out; repeated ones count once.
    public static SymbolSet of(int... codes) {
        return new SymbolSet(Arrays.stream(codes)
                .filter(code -> code >= 0)
                .sorted()
                .distinct()
                .toArray());
    }

    public int size() {
        return codes.length;
    }

    /// The code at `index` of the set in ascending order.
    public int code(int index) {
        return codes[index];
    }

    public boolean contains(int code) {
        int word = code >>> 6;
        return word < bits.length && (bits[word] >>> code & 1) != 0;
    }
}
