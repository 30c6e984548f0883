package io.arenite.partitions;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// The symbols of a database: text to a dense int code from 0 and back. A code keeps its text for ever, also
/// on disk; only codes that no file of a database knew when it was opened, the *gaps*, are given to the next
/// new symbols.
///
/// Known symbols are looked up without a lock, new ones are inserted under one. Memory: about 20 bytes a
/// symbol beside its `String`.
///
/// 1. Slots are pairs (hash, code + 1) in an open-addressing table. An inserter writes `symbols[code]` and
///    the hash first, then the code with release; a reader that acquires a non-zero code therefore sees its
///    text.
/// 2. A table that is full is copied, and the copy published by the volatile field; a reader on the old one
///    misses only symbols that were inserted after its read of the field.
/// 3. `size` is written last, so every code below [#size()] that is no gap can be turned into text.
/// 4. Nobody has the code of a gap before [#intern] gives it out, so its text is written before anyone asks
///    for it.
public final class SymbolDictionary {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);

    private volatile Table table = new Table(64);
    private volatile int size;

    /// Under the lock: no gap is below.
    private int firstGap;

    private volatile int gaps;

    /// Written last.
    private volatile int known;

    private record Table(int[] slots, String[] symbols) {
        Table(int capacity) {
            this(new int[capacity * 4], new String[capacity]);
        }
    }

    /// The code, or -1 if nobody has stored this symbol. Creates nothing.
    public int code(String symbol) {
        return find(table, symbol);
    }

    /// The code, a new one if there is none yet.
    public int intern(String symbol) {
        int code = find(table, symbol);
        return code >= 0 ? code : insert(symbol);
    }

    /// @throws IndexOutOfBoundsException if nobody was given this code
    public String symbol(int code) {
        if (!isKnown(code)) {
            throw new IndexOutOfBoundsException("unknown symbol code: code=" + code + ", symbols=" + size);
        }
        return table.symbols[code];
    }

    /// Whether somebody was given this code.
    public boolean isKnown(int code) {
        return code >= 0 && code < size && table.symbols[code] != null;
    }

    boolean hasGaps() {
        return gaps > 0;
    }

    /// Gives a symbol the code that it has on disk. Before anyone asks for symbols.
    ///
    /// @throws IllegalArgumentException where the code has another symbol or the symbol another code
    public synchronized void restore(int code, String symbol) {
        int known = find(table, symbol);
        if (known == code) {
            return;
        }
        if (known >= 0 || isKnown(code)) {
            throw new IllegalArgumentException("symbol and code do not match: symbol=" + symbol + ", code=" + code
                    + ", " + (known >= 0 ? "code of symbol=" + known : "symbol of code=" + table.symbols[code]));
        }
        if (code < size) {
            gaps--;
        } else {
            gaps += code - size;
        }
        put(code, symbol);
        size = Math.max(size, code + 1);
        known++;
    }

    /// How many symbols there are. Grows with each new one, as [#size] does not where that fills a gap.
    public int knownCount() {
        return known;
    }

    /// Codes are 0 to size - 1.
    public int size() {
        return size;
    }

    private static int find(Table table, String symbol) {
        int[] slots = table.slots;
        int hash = mix(symbol.hashCode());
        int mask = slots.length - 2;
        for (int i = hash << 1 & mask; ; i = i + 2 & mask) {
            int code = (int) SLOT.getAcquire(slots, i + 1) - 1;
            if (code < 0) {
                return -1;
            }
            if (slots[i] == hash && table.symbols[code].equals(symbol)) {
                return code;
            }
        }
    }

    private synchronized int insert(String symbol) {
        int code = find(table, symbol);
        if (code >= 0) {
            return code;
        }
        code = size;
        if (gaps > 0) {
            while (table.symbols[firstGap] != null) {
                firstGap++;
            }
            code = firstGap;
            gaps--;
        }
        put(code, symbol);
        size = Math.max(size, code + 1);
        known++;
        return code;
    }

    private void put(int code, String symbol) {
        Table target = table;
        if (code >= target.symbols.length) {
            target = grow(target, code);
        }
        target.symbols[code] = symbol;
        place(target.slots, mix(symbol.hashCode()), code);
        table = target;
    }

    private static Table grow(Table old, int largestCode) {
        int capacity = old.symbols.length;
        while (capacity <= largestCode) {
            capacity *= 2;
        }
        Table grown = new Table(new int[capacity * 4], Arrays.copyOf(old.symbols, capacity));
        for (int code = 0; code < old.symbols.length; code++) {
            if (old.symbols[code] != null) {
                place(grown.slots, mix(old.symbols[code].hashCode()), code);
            }
        }
        return grown;
    }

    private static void place(int[] slots, int hash, int code) {
        int mask = slots.length - 2;
        int i = hash << 1 & mask;
        while (slots[i + 1] != 0) {
            i = i + 2 & mask;
        }
        slots[i] = hash;
        SLOT.setRelease(slots, i + 1, code + 1);
    }

    private static int mix(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }
}
