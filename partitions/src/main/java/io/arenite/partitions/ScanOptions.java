package io.arenite.partitions;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// How an Arrow file is scanned.
///
/// @param symbols the columns of text that are read as symbols
/// @param mostSymbols how many different texts these columns may have, so that one that was named by mistake
///     does not fill the heap
public record ScanOptions(Set<String> symbols, int mostSymbols) {
    private static final int MOST_SYMBOLS = 1 << 24;

    public ScanOptions {
        symbols = Collections.unmodifiableSet(new LinkedHashSet<>(symbols));
        symbols.forEach(name -> Objects.requireNonNull(name, "name of a column"));
        if (mostSymbols < 1) {
            throw new IllegalArgumentException("number of symbols is not positive: mostSymbols=" + mostSymbols);
        }
    }

    /// Each column is of the type that the file says; 16,777,216 different texts.
    public static ScanOptions defaults() {
        return new ScanOptions(Set.of(), MOST_SYMBOLS);
    }

    /// Text of these columns becomes symbols, which can be compared and grouped by: for columns that have few
    /// different texts. The first query goes through these columns as a whole. A column of which the file has
    /// a dictionary is of symbols anyway.
    public ScanOptions withSymbols(String... names) {
        return withSymbols(List.of(names));
    }

    public ScanOptions withSymbols(Collection<String> names) {
        return new ScanOptions(new LinkedHashSet<>(names), mostSymbols);
    }

    public ScanOptions withMostSymbols(int most) {
        return new ScanOptions(symbols, most);
    }
}
