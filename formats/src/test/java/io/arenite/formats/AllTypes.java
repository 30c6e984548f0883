package io.arenite.formats;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.RowBuilder;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TimeResolution;
import java.util.Random;

/// Tables with a column of every type, random values, extremes and nulls.
final class AllTypes {
    static final long START_NS = 1_723_100_000_000_000_000L;

    private AllTypes() {}

    static Schema schema() {
        Schema.Builder schema = Schema.builder().timestamp("ts").symbol("sym");
        schema.bool("bool").int8("i8").int16("i16").int32("i32").int64("i64");
        schema.uint8("u8").uint16("u16").uint32("u32").uint64("u64");
        schema.float32("f32")
                .float64("f64")
                .decimal64("dec0", 0)
                .decimal64("dec4", 4)
                .decimal64("dec18", 18);
        for (TimeResolution unit : TimeResolution.values()) {
            schema.timestamp("ts_" + unit.symbol(), unit).duration("dur_" + unit.symbol(), unit);
        }
        return schema.date32("day")
                .symbol("venue")
                .utf8("note")
                .binary("raw")
                .key("sym")
                .build();
    }

    /// A table of these rows, a few of them late.
    static Table fill(Arenite db, String name, int rows, Random random) {
        Table table = db.createTable(name, schema(), PartitionBy.HOUR);
        try (Appender appender = table.appender()) {
            for (int i = 0; i < rows; i++) {
                long late = random.nextInt(20) == 0 ? 100_000_000_000L : 0;
                RowBuilder row = appender.at(START_NS + i * 50_000_000L - late);
                row.symbol("SYM" + random.nextInt(5));
                for (Column column : schema().columns().subList(2, schema().columnCount())) {
                    value(row, column.type(), random);
                }
                row.append();
                if (random.nextInt(100) == 0) {
                    appender.commit();
                }
            }
            appender.commit();
        }
        return table;
    }

    private static void value(RowBuilder row, ColumnType type, Random random) {
        if (random.nextInt(8) == 0) {
            row.nul();
            return;
        }
        switch (type.kind()) {
            case BOOL -> row.bool(random.nextBoolean());
            case INT8, INT16, INT32, INT64 -> row.int64(signed(type.widthBytes() * 8, random));
            case UINT8, UINT16, UINT32 ->
                row.int64(signed(type.widthBytes() * 8, random) + (1L << type.widthBytes() * 8 - 1));
            case UINT64 -> row.uint64(signed(64, random));
            case FLOAT32 -> row.float32((float) floating(random));
            case FLOAT64 -> row.float64(floating(random));
            case DECIMAL64 -> row.decimal(signed(64, random) % 1_000_000_000_000_000_000L);
            case TIMESTAMP -> row.timestamp(signed(64, random) / (type.unit() == TimeResolution.SECONDS ? 1_000 : 1));
            case DURATION -> row.duration(signed(64, random));
            case DATE32 -> row.date32(random.nextInt(200_000) - 100_000);
            case SYMBOL -> row.symbol("V" + random.nextInt(300));
            case UTF8 -> row.utf8(text(random));
            case BINARY -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                row.binary(bytes);
            }
        }
    }

    private static long signed(int bits, Random random) {
        long largest = bits == 64 ? Long.MAX_VALUE : (1L << bits - 1) - 1;
        return switch (random.nextInt(10)) {
            case 0 -> largest;
            case 1 -> -largest - 1;
            case 2 -> 0;
            default -> random.nextLong() >> 64 - bits;
        };
    }

    private static double floating(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> -0.0;
            case 4 -> Double.MIN_VALUE;
            case 5 -> 0.0;
            default -> random.nextGaussian() * 1e6;
        };
    }

    private static String text(Random random) {
        String[] texts = {"", "a", "größer", "日本", "\uD83D\uDE00", "a,\"b\"\n", " padded ", "null"};
        return texts[random.nextInt(texts.length)] + (random.nextBoolean() ? "" : random.nextInt(1_000));
    }
}
