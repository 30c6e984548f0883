package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Commits that follow from their numbers: so a table says by itself whether it holds exactly the first so
/// many of them, each as a whole, in their order.
final class NumberedBatches {
    static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .int64("batch")
            .float64("price")
            .symbol("venue")
            .utf8("note")
            .key("sym")
            .build();

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long DAY_NS = 86_400 * SECOND_NS;
    private static final int SYMBOLS = 5;

    /// What of a row is not its number.
    private record Row(long tsNs, String symbol, long batch, double price, String venue, String note) {

        /// As [ViewRows] has it.
        String text() {
            return tsNs + "|" + symbol + "|" + batch + "|" + price + "|" + venue + "|" + note + "|";
        }
    }

    private NumberedBatches() {}

    /// Up to eight rows of some symbols, mostly later than those of the batch before; some are days late.
    private static List<Row> rowsOf(long batch) {
        List<Row> rows = new ArrayList<>();
        int count = 1 + (int) (mixed(batch) & 7);
        for (int i = 0; i < count; i++) {
            long hash = mixed(batch * 31 + i);
            long lateDays = hash % 6 == 0 ? (hash >>> 8) % 3 : 0;
            long tsNs = Math.max(0, batch * 1_200 * SECOND_NS + (hash >>> 16) % 1_000 * SECOND_NS - lateDays * DAY_NS);
            String note = hash % 4 == 0 ? null : "note " + "x".repeat((int) ((hash >>> 24) % 40)) + batch;
            String venue = "V" + (batch / 50 + hash % 3);
            rows.add(new Row(tsNs, "S" + (hash >>> 32) % SYMBOLS, batch, (hash >>> 40) / 8.0, venue, note));
        }
        return rows;
    }

    /// Without its commit.
    static void append(Appender appender, long batch) {
        for (Row row : rowsOf(batch)) {
            RowBuilder builder = appender.at(row.tsNs)
                    .symbol(row.symbol)
                    .int64(row.batch)
                    .float64(row.price)
                    .symbol(row.venue);
            builder = row.note == null ? builder.nul() : builder.utf8(row.note);
            builder.append();
        }
    }

    static void appendAndCommit(TableStore table, long batch) {
        try (Appender appender = table.appender()) {
            append(appender, batch);
            try {
                appender.commit();
            } catch (RuntimeException e) {
                // its close would try again
                appender.rollback();
                throw e;
            }
        }
    }

    /// Fails unless the table holds the first batches, each as a whole, in each partition by time and, among
    /// equal times, by arrival.
    ///
    /// @return how many
    static long check(TableStore table) {
        Map<String, List<String>> found = new TreeMap<>();
        long last = 0;
        try (TableSnapshot snapshot = table.snapshot()) {
            for (int index = 0; index < snapshot.partitionCount(); index++) {
                try (PartitionView view = snapshot.open(index)) {
                    List<String> rows = ViewRows.of(table, view);
                    for (String row : rows) {
                        last = Math.max(last, 1 + Long.parseLong(row.split("\\|")[2]));
                    }
                    if (!rows.isEmpty()) {
                        String[] first = rows.getFirst().split("\\|");
                        assertThat(found.put(partition(Long.parseLong(first[0]), first[1]), rows))
                                .isNull();
                    }
                }
            }
        }
        long batches = last;
        Map<String, List<String>> expected = expected(batches);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((partition, rows) -> {
            assertThat(differences(rows, found.get(partition)))
                    .as("missing and additional rows: %s, batches=%d", partition, batches)
                    .isEmpty();
            assertThat(found.get(partition)).as("order of %s", partition).isEqualTo(rows);
        });
        return batches;
    }

    private static List<String> differences(List<String> expected, List<String> found) {
        List<String> differences = new ArrayList<>();
        List<String> additional = new ArrayList<>(found);
        for (String row : expected) {
            if (!additional.remove(row)) {
                differences.add("-" + row);
            }
        }
        additional.forEach(row -> differences.add("+" + row));
        return differences;
    }

    private static Map<String, List<String>> expected(long batches) {
        Map<String, List<Row>> rows = new HashMap<>();
        for (long batch = 0; batch < batches; batch++) {
            for (Row row : rowsOf(batch)) {
                rows.computeIfAbsent(partition(row.tsNs, row.symbol), unused -> new ArrayList<>())
                        .add(row);
            }
        }
        Map<String, List<String>> texts = new TreeMap<>();
        rows.forEach((partition, list) -> {
            list.sort(Comparator.comparingLong(Row::tsNs));
            texts.put(partition, list.stream().map(Row::text).toList());
        });
        return texts;
    }

    private static String partition(long tsNs, String symbol) {
        return "day %05d of %s".formatted(Math.floorDiv(tsNs, DAY_NS), symbol);
    }

    /// Not negative. SplitMix64's end, by Steele, Lea and Flood (2014).
    private static long mixed(long value) {
        long z = (value + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return (z ^ z >>> 31) >>> 1;
    }
}
