package io.arenite.partitions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;

/// 10,000 quiet symbols of four columns, then 1,000 commits that touch 100 of them each, with snapshots taken all the
/// while. Prints kilobytes of resident memory and page tables, and microseconds per commit.
final class ManySymbols {
    private static final int SYMBOLS = 10_000;
    private static final int ROWS = 20;
    private static final int COMMITS = 1_000;
    private static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .key("sym")
            .build();

    private ManySymbols() {}

    public static void main(String[] arguments) throws IOException {
        try (Storage db = Storage.inMemory()) {
            TableStore table = db.createTable("trades", SCHEMA, PartitionBy.DAY);
            try (Appender rows = table.appender()) {
                for (int i = 0; i < SYMBOLS * ROWS; i++) {
                    append(rows, i, i % SYMBOLS);
                }
                rows.commit();
                System.out.println("kilobytes=" + (status("VmRSS") + status("VmPTE")));
                commitOften(table, rows);
            }
        }
    }

    private static void commitOften(TableStore table, Appender rows) {
        ArrayDeque<TableSnapshot> held = new ArrayDeque<>();
        long startNs = System.nanoTime();
        for (int commit = 0; commit < COMMITS; commit++) {
            for (int i = 0; i < 100; i++) {
                append(rows, SYMBOLS * ROWS + commit, (commit * 100 + i) % SYMBOLS);
            }
            rows.commit();
            held.add(table.snapshot());
            if (held.size() > 10) {
                held.remove().close();
            }
        }
        System.out.println("microsPerCommit=" + (System.nanoTime() - startNs) / 1000 / COMMITS);
        held.forEach(TableSnapshot::close);
    }

    private static void append(Appender rows, long tsNs, int symbol) {
        rows.at(tsNs).symbol("SYMBOL" + symbol).float64(symbol).int64(tsNs).append();
    }

    private static long status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .sum();
    }
}
