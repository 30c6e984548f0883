package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A table against a model of it, a list of rows: random appends in and out of order, ties, nulls, batches, commits,
/// rollbacks, drops, growth and folds, with snapshots held and looked at again later. `-Darenite.seed` repeats a run.
class RandomTableTest {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int STEPS = Integer.getInteger("arenite.steps", 250);

    private final List<Held> held = new ArrayList<>();
    private final List<List<Object>> committed = new ArrayList<>();
    private final List<List<Object>> pending = new ArrayList<>();
    private SplittableRandom random;
    private Schema schema;
    private PartitionBy partitionBy;
    private TableStore table;
    private long clockNs;
    private double nullShare;

    private record Held(TableSnapshot snapshot, List<List<Object>> rows) {}

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void equalsTheModel(int round) {
        long seed = Long.getLong("arenite.seed", System.nanoTime() * 31 + round);
        try {
            run(seed);
        } catch (Throwable e) {
            throw new AssertionError("failed with -Darenite.seed=" + seed, e);
        }
    }

    private void run(long seed) {
        random = new SplittableRandom(seed);
        schema = random.nextInt(4) == 0 ? AllTypes.KEYLESS : AllTypes.KEYED;
        partitionBy = random.nextInt(4) == 0 ? PartitionBy.NONE : PartitionBy.HOUR;
        clockNs = random.nextLong(-5, 5) * HOUR_NS;
        try (Storage db = Storage.inMemory()) {
            table = db.createTable("t", schema, partitionBy);
            table.lateRowsBeforeFold = random.nextInt(3) == 0 ? 1024 : random.nextInt(40);
            Appender rows = table.appender();
            for (int step = 0; step < STEPS; step++) {
                rows = step(rows);
            }
            rows.rollback();
            rows.close();
            held.forEach(this::verify);
            held.forEach(each -> each.snapshot.close());
            assertThat(table.stats().retired()).isZero();
        }
    }

    private Appender step(Appender rows) {
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> appendRows(rows, random.nextInt(60));
            case 4 -> appendRows(rows, random.nextInt(40) == 0 ? 3000 : 300);
            case 5 -> appendBatch(rows, random.nextInt(random.nextInt(30) == 0 ? 2500 : 50));
            case 6, 7, 8 -> commit(rows);
            case 9 -> {
                rows.rollback();
                pending.clear();
            }
            case 10, 11 -> held.add(new Held(table.snapshot(), List.copyOf(committed)));
            case 12 -> verifySome();
            default -> {
                return rare(rows);
            }
        }
        return rows;
    }

    private Appender rare(Appender rows) {
        switch (random.nextInt(4)) {
            case 0 -> nullShare = random.nextInt(3) == 0 ? 0 : random.nextDouble();
            case 1 -> clockNs += random.nextLong(HOUR_NS / 2);
            case 2 -> dropBefore(clockNs - random.nextLong(3 * HOUR_NS));
            default -> {
                rows.close();
                committed.addAll(pending);
                pending.clear();
                return table.appender();
            }
        }
        return rows;
    }

    private List<Object> nextRow() {
        clockNs += random.nextInt(3) * 1000L;
        long behind = random.nextInt(10) == 0
                ? random.nextLong(random.nextInt(5) == 0 ? 2 * HOUR_NS : 50_000)
                : random.nextInt(8) == 0 ? 1000 : 0;
        return AllTypes.row(schema, random, clockNs - behind, nullShare);
    }

    private void appendRows(Appender rows, int count) {
        for (int i = 0; i < count; i++) {
            List<Object> row = nextRow();
            AllTypes.append(rows.at((long) row.get(schema.timestampIndex())), schema, row);
            pending.add(row);
        }
    }

    private void appendBatch(Appender rows, int count) {
        List<List<Object>> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(nextRow());
        }
        ColumnBatch arrays = AllTypes.batch(schema, batch);
        rows.append(random.nextBoolean() ? arrays : AllTypes.inMemory(arrays));
        pending.addAll(batch);
    }

    private void commit(Appender rows) {
        assertThat(rows.uncommittedRows()).isEqualTo(pending.size());
        rows.commit();
        committed.addAll(pending);
        pending.clear();
        assertThat(table.rowCount()).isEqualTo(committed.size());
    }

    private void dropBefore(long tsNs) {
        table.dropPartitionsBefore(tsNs);
        if (partitionBy != PartitionBy.NONE) {
            committed.removeIf(row -> partitionBy.bucketEndNs((long) row.get(schema.timestampIndex())) <= tsNs);
        }
        assertThat(table.rowCount()).isEqualTo(committed.size());
    }

    private void verifySome() {
        if (held.isEmpty()) {
            return;
        }
        int place = random.nextInt(held.size());
        verify(held.get(place));
        if (random.nextBoolean()) {
            held.remove(place).snapshot.close();
        }
    }

    private void verify(Held each) {
        TableSnapshot snapshot = each.snapshot;
        Map<String, List<List<Object>>> expected = new TreeMap<>();
        for (List<Object> row : each.rows) {
            expected.computeIfAbsent(partitionOf(row), key -> new ArrayList<>()).add(row);
        }
        List<List<Object>> ordered = new ArrayList<>();
        assertThat(snapshot.rowCount()).isEqualTo(each.rows.size());
        for (int i = 0; i < snapshot.partitionCount(); i++) {
            try (PartitionView view = snapshot.open(i)) {
                String key = partition(view.bucketStartNs(), keyText(view.keyCode()));
                List<List<Object>> rows = expected.remove(key);
                rows = rows == null ? List.of() : rows;
                rows = new ArrayList<>(rows);
                rows.sort(Comparator.comparingLong(row -> (long) row.get(schema.timestampIndex())));
                assertThat(view.partition().rowCount(snapshot)).isEqualTo(rows.size());
                assertThat(new ViewReader(view, schema, table.symbols()).rows()).isEqualTo(rows);
                verifyLowerBound(view, rows);
                ordered.addAll(rows);
            }
        }
        verifyColumn(snapshot, schema.column(random.nextInt(schema.columnCount())), ordered);
        assertThat(expected).isEmpty();
    }

    private static void verifyColumn(TableSnapshot snapshot, Column column, List<List<Object>> rows) {
        try (ColumnView view = snapshot.column(column.name())) {
            assertThat(view.length()).isEqualTo(rows.size());
            for (int row = 0; row < rows.size(); row++) {
                assertThat(value(view, row)).isEqualTo(rows.get(row).get(column.index()));
            }
        }
    }

    private static Object value(ColumnView view, long row) {
        if (view.isNull(row)) {
            return null;
        }
        return switch (view.type().kind()) {
            case BOOL -> view.getBoolean(row);
            case FLOAT32 -> (float) view.getDouble(row);
            case FLOAT64 -> view.getDouble(row);
            case SYMBOL, UTF8 -> view.getString(row);
            case BINARY -> Arrays.toString(view.getBytes(row));
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, DECIMAL64, TIMESTAMP, DATE32, DURATION ->
                view.getLong(row);
        };
    }

    private void verifyLowerBound(PartitionView view, List<List<Object>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        long tsNs = (long) rows.get(random.nextInt(rows.size())).get(schema.timestampIndex()) + random.nextInt(3) - 1;
        long before = rows.stream()
                .filter(row -> (long) row.get(schema.timestampIndex()) < tsNs)
                .count();
        assertThat(view.lowerBound(tsNs)).isEqualTo(before);
    }

    private String partitionOf(List<Object> row) {
        String key = schema.hasKey() ? (String) row.get(schema.keyIndex()) : "";
        return partition(partitionBy.bucketStartNs((long) row.get(schema.timestampIndex())), key);
    }

    private String keyText(int code) {
        return code < 0 ? "" : table.symbols().symbol(code);
    }

    private static String partition(long startNs, String key) {
        return startNs + "/" + key;
    }
}
