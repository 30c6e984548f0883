package io.arenite.csv;

import java.util.function.ToIntFunction;

/// Turns characters into symbol codes without making a `String` for a symbol that was seen before.
///
/// An open-addressing table over the characters' hash, as large as the symbols it has seen.
final class SymbolCache {

    private final ToIntFunction<String> intern;
    private String[] symbols = new String[256];
    private int[] codes = new int[256];
    private int size;

    /// @param intern gives a symbol its code, such as `dictionary::intern`
    SymbolCache(ToIntFunction<String> intern) {
        this.intern = intern;
    }

    int code(char[] text, int offset, int length) {
        int mask = symbols.length - 1;
        int slot = hash(text, offset, length) & mask;
        while (symbols[slot] != null) {
            if (isSame(symbols[slot], text, offset, length)) {
                return codes[slot];
            }
            slot = slot + 1 & mask;
        }
        String symbol = new String(text, offset, length);
        int code = intern.applyAsInt(symbol);
        symbols[slot] = symbol;
        codes[slot] = code;
        if (++size * 2 > symbols.length) {
            grow();
        }
        return code;
    }

    private void grow() {
        String[] oldSymbols = symbols;
        int[] oldCodes = codes;
        symbols = new String[oldSymbols.length * 2];
        codes = new int[symbols.length];
        int mask = symbols.length - 1;
        for (int i = 0; i < oldSymbols.length; i++) {
            if (oldSymbols[i] != null) {
                char[] text = oldSymbols[i].toCharArray();
                int slot = hash(text, 0, text.length) & mask;
                while (symbols[slot] != null) {
                    slot = slot + 1 & mask;
                }
                symbols[slot] = oldSymbols[i];
                codes[slot] = oldCodes[i];
            }
        }
    }

    private static int hash(char[] text, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = hash * 31 + text[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }

    private static boolean isSame(String symbol, char[] text, int offset, int length) {
        if (symbol.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (symbol.charAt(i) != text[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
