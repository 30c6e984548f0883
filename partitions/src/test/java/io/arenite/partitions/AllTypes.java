package io.arenite.partitions;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A table with a column of every type, and random rows for it.
final class AllTypes {
    static final Schema KEYED = columns(
                    Schema.builder().bool("flag").timestamp("ts").symbol("sym"))
            .key("sym")
            .build();
    static final Schema KEYLESS =
            columns(Schema.builder().timestamp("ts").symbol("sym").bool("flag")).build();

    private static final String[] SYMBOLS = {"AAPL", "MSFT", "EURUSD", "BTC", "x", "ölpreis"};

    private AllTypes() {}

    private static Schema.Builder columns(Schema.Builder builder) {
        return builder.int8("i8")
                .int16("i16")
                .int32("i32")
                .int64("i64")
                .uint8("u8")
                .uint16("u16")
                .uint32("u32")
                .uint64("u64")
                .float32("f32")
                .float64("f64")
                .decimal64("dec", 2)
                .timestamp("when", TimeResolution.MILLIS)
                .date32("day")
                .duration("took", TimeResolution.MICROS)
                .symbol("venue")
                .utf8("note")
                .binary("blob");
    }

    static List<Object> row(Schema schema, SplittableRandom random, long tsNs, double nullShare) {
        Object[] values = new Object[schema.columnCount()];
        for (Column column : schema.columns()) {
            boolean required = column.index() == schema.timestampIndex() || column.index() == schema.keyIndex();
            values[column.index()] = column.index() == schema.timestampIndex()
                    ? Long.valueOf(tsNs)
                    : !required && random.nextDouble() < nullShare ? null : value(column, random);
        }
        return Arrays.asList(values);
    }

    private static Object value(Column column, SplittableRandom random) {
        return switch (column.type().kind()) {
            case BOOL -> random.nextBoolean();
            case INT8 -> (long) (byte) random.nextInt();
            case INT16 -> (long) (short) random.nextInt();
            case INT32, DATE32 -> (long) random.nextInt();
            case UINT8 -> random.nextLong(256);
            case UINT16 -> random.nextLong(65_536);
            case UINT32 -> random.nextLong(1L << 32);
            case INT64, UINT64, DECIMAL64, TIMESTAMP, DURATION -> random.nextLong();
            case FLOAT32 -> random.nextInt(20) == 0 ? Float.NaN : (float) random.nextDouble();
            case FLOAT64 -> random.nextInt(20) == 0 ? Double.NEGATIVE_INFINITY : random.nextDouble();
            case SYMBOL -> SYMBOLS[random.nextInt(column.name().equals("sym") ? 3 : SYMBOLS.length)];
            case UTF8 -> "ä".repeat(random.nextInt(random.nextInt(50) == 0 ? 400 : 12));
            case BINARY -> {
                byte[] bytes = new byte[random.nextInt(6)];
                random.nextBytes(bytes);
                yield Arrays.toString(bytes);
            }
        };
    }

    static void append(RowBuilder builder, Schema schema, List<Object> row) {
        for (Column column : schema.columns()) {
            Object value = row.get(column.index());
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
                case DATE32 -> builder.date32((int) (long) value);
                case DECIMAL64 -> builder.decimal((long) value);
                case TIMESTAMP -> builder.timestamp((long) value);
                case DURATION -> builder.duration((long) value);
                case FLOAT32 -> builder.float32((float) value);
                case FLOAT64 -> builder.float64((double) value);
                case SYMBOL -> builder.symbol((String) value);
                case UTF8 -> builder.utf8((String) value);
                case BINARY -> builder.binary(parse((String) value));
            }
        }
        builder.append();
    }

    static ColumnBatch batch(Schema schema, List<List<Object>> rows) {
        ColumnBatch batch = ColumnBatch.of(schema, rows.size());
        for (Column column : schema.columns()) {
            List<Object> values = new ArrayList<>();
            boolean[] present = new boolean[rows.size()];
            for (int row = 0; row < rows.size(); row++) {
                Object value = rows.get(row).get(column.index());
                present[row] = value != null;
                values.add(value);
            }
            set(batch, column, values);
            boolean isObjects = column.type().isVariable() || column.type().kind() == ColumnType.Kind.SYMBOL;
            if (values.contains(null) && !isObjects) {
                batch.validity(column.name(), present);
            }
        }
        return batch;
    }

    /// The same batch with its columns as memory.
    static ColumnBatch inMemory(ColumnBatch arrays) {
        ColumnBatch batch = ColumnBatch.of(arrays.schema(), arrays.rows());
        for (Column column : arrays.schema().columns()) {
            String name = column.name();
            switch (arrays.values[column.index()]) {
                case long[] longs -> batch.segment(name, MemorySegment.ofArray(longs));
                case int[] ints -> batch.segment(name, MemorySegment.ofArray(ints));
                case short[] shorts -> batch.segment(name, MemorySegment.ofArray(shorts));
                case byte[] bytes -> batch.segment(name, MemorySegment.ofArray(bytes));
                case double[] doubles -> batch.segment(name, MemorySegment.ofArray(doubles));
                case float[] floats -> batch.segment(name, MemorySegment.ofArray(floats));
                case boolean[] booleans -> batch.segment(name, bits(booleans));
                case String[] texts when column.type().kind() == ColumnType.Kind.SYMBOL -> batch.symbols(name, texts);
                case Object[] objects -> bytes(batch, name, objects);
                default -> throw new AssertionError(name);
            }
            if (arrays.validity[column.index()] != null) {
                batch.validity(name, arrays.validity[column.index()]);
            }
        }
        return batch;
    }

    private static MemorySegment bits(boolean[] booleans) {
        MemorySegment bits = MemorySegment.ofArray(new byte[booleans.length / 8 + 1]);
        for (int i = 0; i < booleans.length; i++) {
            Bits.set(bits, 0, i, booleans[i]);
        }
        return bits;
    }

    private static void bytes(ColumnBatch batch, String name, Object[] objects) {
        byte[][] values = new byte[objects.length][];
        boolean[] present = new boolean[objects.length];
        int[] offsets = new int[objects.length + 1];
        var data = new ByteArrayOutputStream();
        for (int i = 0; i < objects.length; i++) {
            present[i] = objects[i] != null;
            values[i] = switch (objects[i]) {
                case null -> "a null's bytes".getBytes(StandardCharsets.UTF_8);
                case String text -> text.getBytes(StandardCharsets.UTF_8);
                default -> (byte[]) objects[i];
            };
            data.writeBytes(values[i]);
            offsets[i + 1] = data.size();
        }
        MemorySegment segment = MemorySegment.ofArray(data.toByteArray());
        batch.byteValues(name, new ByteValues() {
                    @Override
                    public int rows() {
                        return values.length;
                    }

                    @Override
                    public MemorySegment segment(int row) {
                        return segment;
                    }

                    @Override
                    public long offset(int row) {
                        return offsets[row];
                    }

                    @Override
                    public int length(int row) {
                        return offsets[row + 1] - offsets[row];
                    }
                })
                .validity(name, present);
    }

    private static void set(ColumnBatch batch, Column column, List<Object> values) {
        int rows = values.size();
        String name = column.name();
        long[] longs = new long[rows];
        int[] ints = new int[rows];
        short[] shorts = new short[rows];
        byte[] bytes = new byte[rows];
        double[] doubles = new double[rows];
        float[] floats = new float[rows];
        boolean[] booleans = new boolean[rows];
        String[] texts = new String[rows];
        byte[][] blobs = new byte[rows][];
        for (int row = 0; row < rows; row++) {
            switch (values.get(row)) {
                case null -> {}
                case Long value -> {
                    longs[row] = value;
                    ints[row] = (int) (long) value;
                    shorts[row] = (short) (long) value;
                    bytes[row] = (byte) (long) value;
                }
                case Double value -> doubles[row] = value;
                case Float value -> floats[row] = value;
                case Boolean value -> booleans[row] = value;
                case String value -> {
                    texts[row] = value;
                    blobs[row] = column.type().kind() == ColumnType.Kind.BINARY ? parse(value) : null;
                }
                default -> throw new AssertionError(values.get(row));
            }
        }
        switch (column.type().kind()) {
            case BOOL -> batch.booleans(name, booleans);
            case INT8, UINT8 -> batch.bytes(name, bytes);
            case INT16, UINT16 -> batch.shorts(name, shorts);
            case INT32, UINT32, DATE32 -> batch.ints(name, ints);
            case INT64, UINT64, DECIMAL64, TIMESTAMP, DURATION -> batch.longs(name, longs);
            case FLOAT32 -> batch.floats(name, floats);
            case FLOAT64 -> batch.doubles(name, doubles);
            case SYMBOL -> batch.symbols(name, texts);
            case UTF8 -> batch.utf8(name, texts);
            case BINARY -> batch.binary(name, blobs);
        }
    }

    private static byte[] parse(String list) {
        if (list.equals("[]")) {
            return new byte[0];
        }
        String[] parts = list.substring(1, list.length() - 1).split(", ");
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = Byte.parseByte(parts[i]);
        }
        return bytes;
    }
}
