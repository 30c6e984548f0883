package io.arenite.engine.reference;

import io.arenite.partitions.Appender;
import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.RowBuilder;
import io.arenite.partitions.Schema;
import io.arenite.partitions.Storage;
import io.arenite.partitions.SymbolDictionary;
import io.arenite.partitions.TableStore;
import java.util.SplittableRandom;

/// A table of a random schema, filled with random rows side by side with its reference: nulls, NaN, infinities, both
/// zeros, late rows and ties.
final class RandomTable {
    static final String[] SYMBOLS = {"AAPL", "BTC", "EURUSD", "MSFT", "XAU"};
    static final long HOUR_NS = 3_600_000_000_000L;
    static final long START_NS = 480_000 * HOUR_NS;
    static final int HOURS = 3;

    final Schema schema;
    final PartitionBy partitionBy;
    final ReferenceTable reference;
    private final double[] nullShare;
    private final boolean oddFloats;

    private RandomTable(Schema schema, PartitionBy partitionBy, double[] nullShare, boolean oddFloats) {
        this.schema = schema;
        this.partitionBy = partitionBy;
        this.reference = new ReferenceTable(schema, partitionBy);
        this.nullShare = nullShare;
        this.oddFloats = oddFloats;
    }

    static RandomTable create(SplittableRandom random) {
        Schema.Builder builder = Schema.builder().timestamp("ts");
        boolean keyed = random.nextInt(4) > 0;
        if (keyed) {
            builder.symbol("sym").key("sym");
        }
        builder.float64("px").int64("qty");
        optional(random, builder, "n8", ColumnType.INT8);
        optional(random, builder, "n16", ColumnType.INT16);
        optional(random, builder, "n32", ColumnType.INT32);
        optional(random, builder, "u8", ColumnType.UINT8);
        optional(random, builder, "u16", ColumnType.UINT16);
        optional(random, builder, "u32", ColumnType.UINT32);
        optional(random, builder, "u64", ColumnType.UINT64);
        optional(random, builder, "dec", ColumnType.decimal64(2));
        optional(random, builder, "fee", ColumnType.decimal64(4));
        optional(random, builder, "f32", ColumnType.FLOAT32);
        optional(random, builder, "bid", ColumnType.FLOAT64);
        optional(random, builder, "flag", ColumnType.BOOL);
        optional(random, builder, "venue", ColumnType.SYMBOL);
        optional(random, builder, "day", ColumnType.DATE32);
        optional(random, builder, "took", ColumnType.DURATION_NS);
        optional(random, builder, "note", ColumnType.UTF8);
        Schema schema = builder.build();
        double[] shares = new double[schema.columnCount()];
        for (Column column : schema.columns()) {
            boolean required = column.index() == schema.timestampIndex() || column.index() == schema.keyIndex();
            double[] choices = {0, 0, 0, 0.02, 0.3, 1};
            shares[column.index()] = required ? 0 : choices[random.nextInt(choices.length)];
        }
        PartitionBy by = random.nextInt(4) == 0 ? PartitionBy.NONE : PartitionBy.HOUR;
        return new RandomTable(schema, by, shares, random.nextInt(3) == 0);
    }

    private static void optional(SplittableRandom random, Schema.Builder builder, String name, ColumnType type) {
        if (random.nextInt(3) > 0) {
            builder.column(name, type);
        }
    }

    /// Symbols get their codes in one order in each database.
    TableStore createIn(Storage storage, String name) {
        for (String symbol : SYMBOLS) {
            storage.symbols().intern(symbol);
        }
        return storage.createTable(name, schema, partitionBy);
    }

    /// Appends random rows to the table and its reference, in one commit.
    ///
    /// @param jitterNs how far timestamps stray from a line through the table's hours: late rows come of it
    void append(SplittableRandom random, TableStore table, int rows, long fromNs, long toNs, long jitterNs) {
        try (Appender appender = table.appender()) {
            for (int i = 0; i < rows; i++) {
                long line = fromNs + (toNs - fromNs) / Math.max(1, rows) * i;
                long ts = line + (jitterNs == 0 ? 0 : random.nextLong(-jitterNs, jitterNs + 1));
                // Coarse, so that there are ties.
                Object[] row = row(random, Math.max(START_NS, ts) / 1000 * 1000);
                reference.append(row);
                append(appender, row, table.symbols());
            }
            appender.commit();
        }
    }

    /// The rows of the reference in order of time, in one commit.
    void appendSorted(TableStore table) {
        try (Appender appender = table.appender()) {
            for (ReferenceTable.Part part : reference.parts()) {
                part.rows().forEach(row -> append(appender, row, table.symbols()));
            }
            appender.commit();
        }
    }

    private Object[] row(SplittableRandom random, long ts) {
        Object[] row = new Object[schema.columnCount()];
        for (Column column : schema.columns()) {
            boolean isNull = random.nextDouble() < nullShare[column.index()];
            row[column.index()] =
                    column.index() == schema.timestampIndex() ? (Object) ts : isNull ? null : value(random, column);
        }
        return row;
    }

    private Object value(SplittableRandom random, Column column) {
        return switch (column.type().kind()) {
            case BOOL -> random.nextBoolean();
            case INT8, INT16, INT32, INT64 -> random.nextLong(-100, 101);
            case UINT8, UINT16, UINT32 -> random.nextLong(0, 200);
            case UINT64 -> random.nextInt(500) == 0 ? -random.nextLong(1, 100) : random.nextLong(0, 1000);
            case DECIMAL64 -> random.nextLong(-20_000, 20_001);
            case TIMESTAMP, DURATION -> random.nextLong(-1_000_000, 1_000_000);
            case DATE32 -> random.nextLong(20_000, 20_010);
            case SYMBOL -> (long) random.nextInt(column.index() == schema.keyIndex() ? 4 : SYMBOLS.length);
            case FLOAT32 -> (double) (float) real(random);
            case FLOAT64 -> real(random);
            case UTF8 -> "n".repeat(random.nextInt(4)) + random.nextInt(10);
            case BINARY -> throw new IllegalStateException("not in these tables");
        };
    }

    private double real(SplittableRandom random) {
        if (oddFloats && random.nextInt(50) == 0) {
            double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0, 1e300, 1e-300};
            return odd[random.nextInt(odd.length)];
        }
        return random.nextInt(10) == 0 ? random.nextInt(-5, 6) : random.nextDouble() * 200 - 50;
    }

    private void append(Appender appender, Object[] row, SymbolDictionary symbols) {
        RowBuilder builder = appender.at((Long) row[schema.timestampIndex()]);
        for (Column column : schema.columns()) {
            Object value = row[column.index()];
            if (column.index() == schema.timestampIndex()) {
                continue;
            }
            if (value == null) {
                builder.nul();
                continue;
            }
            switch (column.type().kind()) {
                case BOOL -> builder.bool((Boolean) value);
                case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> builder.int64((Long) value);
                case UINT64 -> builder.uint64((Long) value);
                case DECIMAL64 -> builder.decimal((long) (Long) value);
                case TIMESTAMP -> builder.timestamp((Long) value);
                case DURATION -> builder.duration((Long) value);
                case DATE32 -> builder.date32((int) (long) (Long) value);
                case SYMBOL -> builder.symbol(symbols.symbol((int) (long) (Long) value));
                case FLOAT32 -> builder.float32((float) (double) (Double) value);
                case FLOAT64 -> builder.float64((Double) value);
                case UTF8 -> builder.utf8((String) value);
                case BINARY -> throw new IllegalStateException("not in these tables");
            }
        }
        builder.append();
    }
}
