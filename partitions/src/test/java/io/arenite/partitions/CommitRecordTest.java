package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.FileLayer;
import io.arenite.partitions.log.DamagePolicy;
import io.arenite.partitions.log.LogOptions;
import io.arenite.partitions.log.LogReader;
import io.arenite.partitions.log.LogSync;
import io.arenite.partitions.log.SyncMode;
import io.arenite.partitions.log.TableLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a table commits is what a replay of its log commits. `-Darenite.seed` repeats a random run.
class CommitRecordTest {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final LogOptions OPTIONS = LogOptions.of(SyncMode.none());

    @TempDir
    private Path folder;

    private SplittableRandom random;
    private long clockNs;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void aReplayedTableIsTheSame(int round) {
        long seed = Long.getLong("arenite.seed", System.nanoTime() * 31 + round);
        try {
            random = new SplittableRandom(seed);
            run(schema());
        } catch (Throwable e) {
            throw new AssertionError("failed with -Darenite.seed=" + seed, e);
        }
    }

    /// Some columns of all types, in any order.
    private Schema schema() {
        Schema all = random.nextInt(4) == 0 ? AllTypes.KEYLESS : AllTypes.KEYED;
        List<Column> columns = new ArrayList<>(all.columns());
        Schema.Builder builder = Schema.builder();
        while (!columns.isEmpty()) {
            Column column = columns.remove(random.nextInt(columns.size()));
            if (column.name().equals("ts") || column.name().equals("sym") || random.nextBoolean()) {
                builder.column(column.name(), column.type());
            }
        }
        builder.designated("ts");
        return (all.hasKey() ? builder.key("sym") : builder).build();
    }

    private void run(Schema schema) {
        PartitionBy partitionBy = random.nextInt(4) == 0 ? PartitionBy.NONE : PartitionBy.HOUR;
        long fileBytes = random.nextBoolean() ? 1 << 14 : 1 << 20;
        clockNs = random.nextLong(-3, 3) * HOUR_NS;
        try (Storage db = Storage.inMemory();
                LogSync sync = new LogSync("test")) {
            TableStore table = db.createTable("t", schema, partitionBy);
            table.lateRowsBeforeFold = random.nextInt(40);
            try (TableLog log = open(db, new LogOptions(SyncMode.none(), fileBytes, 1L << 30), sync);
                    Appender rows = table.appender()) {
                CommitRecord record = new CommitRecord(table.layout(), ids(schema, 0));
                for (int commit = 1; commit <= 40; commit++) {
                    append(schema, rows);
                    log(table, record, log, commit);
                    rows.commit();
                }
            }
            Map<String, List<List<Object>>> written = contents(table);
            assertThat(replay(schema, ids(schema, 0), partitionBy, bucket -> 0)).isEqualTo(written);

            long covered = partitionBy.bucketStartNs(clockNs);
            Map<String, List<List<Object>>> others = new TreeMap<>(written);
            others.keySet().removeIf(partition -> partition.startsWith(covered + "/"));
            assertThat(replay(schema, ids(schema, 0), partitionBy, bucket -> bucket == covered ? 40 : 0))
                    .isEqualTo(others);
            Map<String, List<List<Object>>> half =
                    replay(schema, ids(schema, 0), partitionBy, bucket -> bucket == covered ? 20 : 0);
            assertThat(half).containsAllEntriesOf(others);
            assertThat(count(half)).isBetween(count(others), count(written));
        }
    }

    private static int count(Map<String, List<List<Object>>> contents) {
        return contents.values().stream().mapToInt(List::size).sum();
    }

    private void append(Schema schema, Appender rows) {
        int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 400 : 20);
        double nullShare = random.nextInt(3) == 0 ? random.nextDouble() : 0;
        for (int i = 0; i < count; i++) {
            clockNs += random.nextInt(3) * 1_000L + (random.nextInt(200) == 0 ? HOUR_NS / 3 : 0);
            long behindNs = random.nextInt(6) == 0 ? random.nextLong(HOUR_NS / 2) : random.nextInt(3) * 500L;
            List<Object> row = AllTypes.row(schema, random, clockNs - behindNs, nullShare);
            AllTypes.append(rows.at(clockNs - behindNs), schema, row);
        }
    }

    @Test
    void columnsMayComeAndGoBetweenRecordAndReplay() {
        Schema written = Schema.builder()
                .timestamp("ts")
                .int64("gone")
                .symbol("sym")
                .float64("price")
                .key("sym")
                .build();
        try (Storage db = Storage.inMemory();
                LogSync sync = new LogSync("test")) {
            TableStore table = db.createTable("t", written, PartitionBy.DAY);
            try (TableLog log = open(db, OPTIONS, sync);
                    Appender rows = table.appender()) {
                rows.at(7).int64(1).symbol("A").float64(2.5).append();
                log(table, new CommitRecord(table.layout(), new int[] {0, 1, 2, 3}), log, 1);
                rows.commit();
            }
        }
        Schema now = Schema.builder()
                .bool("flag")
                .float64("cost")
                .timestamp("ts")
                .utf8("note")
                .symbol("sym")
                .int16("lots")
                .key("sym")
                .build();
        Map<String, List<List<Object>>> read = replay(now, new int[] {7, 3, 0, 5, 2, 9}, PartitionBy.DAY, bucket -> 0);
        List<Object> row = new ArrayList<>(List.of(2.5, 7L, "A"));
        row.add(0, null);
        row.add(3, null);
        row.add(null);
        assertThat(read.get("0/A")).containsExactly(row);
    }

    @Test
    void aRecordOfAnotherTableIsRefused() {
        Schema written = Schema.builder().timestamp("ts").int64("x").build();
        try (Storage db = Storage.inMemory();
                LogSync sync = new LogSync("test")) {
            TableStore table = db.createTable("t", written, PartitionBy.DAY);
            try (TableLog log = open(db, OPTIONS, sync);
                    Appender rows = table.appender()) {
                rows.at(7).int64(1).append();
                log(table, new CommitRecord(table.layout(), new int[] {0, 1}), log, 1);
            }
        }
        Schema keyed = Schema.builder().timestamp("ts").symbol("s").key("s").build();
        assertRefused(keyed, new int[] {0, 1}, "record is of another table", ", table=t, keyed=false");
        Schema otherType = Schema.builder().timestamp("ts").int32("x").build();
        assertRefused(otherType, new int[] {0, 1}, "column is of another type", ", column=x int32, layout=0");
        assertRefused(written, new int[] {5, 1}, "record is of another table", ", table=t, timestamp=missing");
    }

    private void assertRefused(Schema schema, int[] ids, String rule, String details) {
        assertThatThrownBy(() -> replay(schema, ids, PartitionBy.DAY, bucket -> 0))
                .isInstanceOf(CorruptFileException.class)
                .hasMessage(rule + ": file=" + folder.resolve("00000000000000000001.log") + ", offset=0" + details);
    }

    @Test
    void rowsThatAreRolledBackAreInNoLog() {
        Schema schema = Schema.builder().timestamp("ts").symbol("s").key("s").build();
        try (Storage db = Storage.inMemory();
                LogSync sync = new LogSync("test")) {
            TableStore table = db.createTable("t", schema, PartitionBy.DAY);
            try (TableLog log = open(db, OPTIONS, sync);
                    Appender rows = table.appender()) {
                CommitRecord record = new CommitRecord(table.layout(), ids(schema, 0));
                rows.at(1).symbol("A").append();
                log(table, record, log, 1);
                log.takeBack();
                rows.rollback();
                rows.at(2).symbol("B").append();
                log(table, record, log, 1);
                rows.commit();
                rows.at(3).symbol("A").append();
                log(table, record, log, 2);
                rows.commit();
            }
        }
        Map<String, List<List<Object>>> read = replay(schema, ids(schema, 0), PartitionBy.DAY, bucket -> 0);
        assertThat(read).isEqualTo(Map.of("0/A", List.of(List.of(3L, "A")), "0/B", List.of(List.of(2L, "B"))));
    }

    /// What a durable table's commit does first.
    private static void log(TableStore table, CommitRecord record, TableLog log, long commit) {
        table.writer().sortTails();
        Durability durability = new Durability() {
            @Override
            public void log(long number, Partition[] dirty, int count) {
                record.encode(log, dirty, count, table.symbols(), number);
            }
        };
        table.writer().log(durability, commit);
        log.append(commit);
    }

    private TableLog open(Storage db, LogOptions options, LogSync sync) {
        return open(db, options, sync, (record, touched) -> {
            throw record.corrupt("record in a new log", "");
        });
    }

    private TableLog open(Storage db, LogOptions options, LogSync sync, LogReader reader) {
        return TableLog.open(
                FileLayer.system(),
                folder,
                options,
                DamagePolicy.REFUSE,
                sync,
                db.pool(),
                db.pool().account("log"),
                reader);
    }

    /// What a new database has after a replay.
    private Map<String, List<List<Object>>> replay(
            Schema schema, int[] ids, PartitionBy partitionBy, LongUnaryOperator covered) {
        try (Storage db = Storage.inMemory();
                LogSync sync = new LogSync("test")) {
            TableStore table = db.createTable("t", schema, partitionBy);
            try (Appender rows = table.appender()) {
                CommitReplay replay = new CommitReplay(table.layout(), ids, table.symbols(), covered, rows::append);
                open(db, OPTIONS, sync, (record, touched) -> {
                            replay.read(record, touched);
                            rows.commit();
                        })
                        .close();
            }
            return contents(table);
        }
    }

    private static int[] ids(Schema schema, int first) {
        return IntStream.range(first, first + schema.columnCount()).toArray();
    }

    /// By bucket and key.
    private static Map<String, List<List<Object>>> contents(TableStore table) {
        Map<String, List<List<Object>>> contents = new TreeMap<>();
        try (TableSnapshot snapshot = table.snapshot()) {
            for (int i = 0; i < snapshot.partitionCount(); i++) {
                try (PartitionView view = snapshot.open(i)) {
                    String key = view.keyCode() < 0 ? "" : table.symbols().symbol(view.keyCode());
                    contents.put(
                            view.bucketStartNs() + "/" + key,
                            new ViewReader(view, table.schema(), table.symbols()).rows());
                }
            }
        }
        return contents;
    }
}
