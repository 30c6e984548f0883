package io.arenite.lazy.plan;

import io.arenite.partitions.SymbolDictionary;

/// The dictionary as one binding sees it. It remembers whether a symbol was missing: such a plan is good only
/// as long as the dictionary does not grow.
public final class SymbolNames {
    private final SymbolDictionary dictionary;
    private final int known;
    private boolean missed;

    public SymbolNames(SymbolDictionary dictionary) {
        this.dictionary = dictionary;
        // read first: a symbol added while we bind makes the plan stale, not wrong
        this.known = dictionary.knownCount();
    }

    /// -1 for a symbol that nobody has stored; nothing is created.
    public int code(String symbol) {
        int code = dictionary.code(symbol);
        missed |= code < 0;
        return code;
    }

    public String symbol(int code) {
        return dictionary.symbol(code);
    }

    /// Whether a plan bound with this is still right.
    public boolean isCurrent() {
        return !missed || dictionary.knownCount() == known;
    }
}
