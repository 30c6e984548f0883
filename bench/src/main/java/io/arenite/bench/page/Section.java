package io.arenite.bench.page;

import java.util.Arrays;
import java.util.Locale;

/// The sections of docs/benchmarks.md, in their order.
public enum Section {
    MACHINE("Machine and versions"),
    TRADES("10 million trades of 500 symbols, beside the peers"),
    SMALL("100,000 rows of one symbol, beside the peers"),
    GROWTH("How costs grow with the rows"),
    CACHE("Counts and repeated questions"),
    PYTHON("Called from Python"),
    SCANS("Scanned files"),
    FIRST("First query of a fresh process"),
    QUERIES("Whole queries beside their kernels"),
    GROUPS("Groups, latest and top-k"),
    LOOPS("Generated loops beside C and the memory"),
    KERNELS("Kernels beside C and the memory"),
    DURABLE("The log and sealed files");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return title;
    }

    public static Section ofId(String id) {
        return Arrays.stream(values())
                .filter(section -> section.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such section of the page: id=" + id));
    }
}
