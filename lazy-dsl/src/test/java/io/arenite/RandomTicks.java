package io.arenite;

import io.arenite.RandomExprs.Kind;
import io.arenite.RandomExprs.Typed;
import io.arenite.naive.NaiveFrame;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.RowBuilder;
import io.arenite.partitions.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// A table and a list of the same rows: three days of ticks out of order and with ties, with nulls, NaN, infinities and
/// both zeros; floats are multiples of a quarter.
final class RandomTicks {
    private static final List<String> SYMBOLS = List.of("AAPL", "BTC", "CSCO", "DAX", "EURUSD");
    private static final long STEP_NS = 1_700_000_000_000L;
    private static final int STEPS = 150;

    private final Random random;
    private final PartitionBy partitionBy;
    private final boolean keyed;
    private final Table table;
    private final List<Row> rows = new ArrayList<>();

    private record Row(long tsNs, List<Object> values) {}

    RandomTicks(Random random, Arenite db) {
        this.random = random;
        PartitionBy[] choices = {PartitionBy.DAY, PartitionBy.HOUR, PartitionBy.MONTH, PartitionBy.NONE};
        this.partitionBy = choices[random.nextInt(choices.length)];
        this.keyed = random.nextInt(4) > 0;
        Schema.Builder schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .symbol("venue")
                .float64("price")
                .float64("qty")
                .int64("size")
                .int8("tiny")
                .uint16("level")
                .float32("ratio")
                .decimal64("amount", 2)
                .bool("buy")
                .utf8("note");
        this.table = db.createTable("ticks", (keyed ? schema.key("sym") : schema).build(), partitionBy);
    }

    static List<Typed> columns() {
        return List.of(
                typed("ts", Kind.TIME, 0),
                typed("sym", Kind.SYMBOL, 0),
                typed("venue", Kind.SYMBOL, 0),
                typed("price", Kind.FLOAT, 0),
                typed("qty", Kind.FLOAT, 0),
                typed("size", Kind.INT, 0),
                typed("tiny", Kind.INT, 0),
                typed("level", Kind.INT, 0),
                typed("ratio", Kind.FLOAT, 0),
                typed("amount", Kind.DECIMAL, 2),
                typed("buy", Kind.BOOL, 0),
                typed("note", Kind.TEXT, 0));
    }

    private static Typed typed(String name, Kind kind, int scale) {
        return new Typed(Functions.col(name), kind, scale, kind == Kind.DECIMAL ? 5 : 2, true, true);
    }

    Table table() {
        return table;
    }

    static String symbol(Random random) {
        return SYMBOLS.get(random.nextInt(SYMBOLS.size()));
    }

    static Instant instant(Random random) {
        return RandomExprs.epoch(TestTables.AUGUST_8 + random.nextInt(STEPS) * STEP_NS);
    }

    /// Appends and commits some rows; at times it rolls some back before.
    void append() {
        try (var appender = table.appender()) {
            if (random.nextInt(4) == 0) {
                add(appender.at(TestTables.AUGUST_8), values());
                appender.rollback();
            }
            int count = random.nextInt(200);
            for (int i = 0; i < count; i++) {
                long tsNs = TestTables.AUGUST_8 + random.nextInt(STEPS) * STEP_NS;
                List<Object> values = values();
                add(appender.at(tsNs), values);
                rows.add(new Row(tsNs, values));
            }
            appender.commit();
        }
    }

    /// Retention: drops what lies in buckets that end by some moment.
    void drop() {
        Instant moment = instant(random);
        table.dropBefore(moment);
        rows.removeIf(row -> !bucketEnd(row.tsNs()).isAfter(moment));
    }

    private Instant bucketEnd(long tsNs) {
        return switch (partitionBy) {
            case HOUR -> RandomExprs.epoch((Math.floorDiv(tsNs, 3_600_000_000_000L) + 1) * 3_600_000_000_000L);
            case DAY -> RandomExprs.epoch((Math.floorDiv(tsNs, TestTables.DAY_NS) + 1) * TestTables.DAY_NS);
            case MONTH, YEAR, NONE -> Instant.MAX;
        };
    }

    /// The committed rows in scan order: bucket, key code, timestamp, arrival.
    NaiveFrame frame() {
        Comparator<Row> order = Comparator.comparing(row -> bucketEnd(row.tsNs()));
        if (keyed) {
            List<String> codes = symbols();
            order = order.thenComparing(
                    row -> codes.indexOf((String) row.values().getFirst()));
        }
        List<List<Object>> ordered = new ArrayList<>();
        rows.stream().sorted(order.thenComparing(Row::tsNs)).forEach(row -> {
            List<Object> values = new ArrayList<>();
            values.add(RandomExprs.epoch(row.tsNs()));
            values.addAll(row.values());
            ordered.add(values);
        });
        return new NaiveFrame(
                table.schema().columns().stream()
                        .map(io.arenite.partitions.Column::name)
                        .toList(),
                ordered);
    }

    /// The dictionary in the order of its codes.
    List<String> symbols() {
        try (var snapshot = table.snapshot()) {
            var symbols = snapshot.table().symbols();
            return IntStream.range(0, symbols.size()).mapToObj(symbols::symbol).toList();
        }
    }

    private List<Object> values() {
        List<Object> values = new ArrayList<>();
        values.add(symbol(random));
        values.add(orNull(symbol(random)));
        values.add(orNull(number()));
        values.add(orNull((random.nextInt(400) - 200) / 4.0));
        values.add(orNull((long) random.nextInt(100) - 50));
        values.add(orNull((long) random.nextInt(7) - 3));
        values.add(orNull((long) random.nextInt(5)));
        values.add(orNull((random.nextInt(40) - 20) / 4.0));
        values.add(orNull(BigDecimal.valueOf(random.nextInt(100_000) - 50_000, 2)));
        values.add(orNull(random.nextBoolean()));
        values.add(orNull("note " + random.nextInt(5)));
        return values;
    }

    private Object orNull(Object value) {
        return random.nextInt(6) == 0 ? null : value;
    }

    private double number() {
        return switch (random.nextInt(40)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> -0.0;
            case 4 -> 0.0;
            default -> (random.nextInt(200) - 100) / 4.0;
        };
    }

    private void add(RowBuilder row, List<Object> values) {
        for (int i = 0; i < values.size(); i++) {
            ColumnType type = table.schema().column(i + 1).type();
            switch (values.get(i)) {
                case null -> row.nul();
                case String text when type.equals(ColumnType.SYMBOL) -> row.symbol(text);
                case String text -> row.utf8(text);
                case Double number when type.equals(ColumnType.FLOAT32) -> row.float32(number.floatValue());
                case Double number -> row.float64(number);
                case Long number -> row.int64(number);
                case BigDecimal number -> row.decimal(number);
                case Boolean truth -> row.bool(truth);
                default -> throw new IllegalStateException("value=" + values.get(i));
            }
        }
        row.append();
    }
}
