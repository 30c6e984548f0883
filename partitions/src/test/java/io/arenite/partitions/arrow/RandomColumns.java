package io.arenite.partitions.arrow;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Columns of every type that the writer writes, with random values and nulls.
final class RandomColumns {
    static final long DICTIONARY = 7;
    static final List<String> SYMBOLS = List.of("AAPL", "", "ß€😀", "BTC/USDT", "x".repeat(300));
    static final ArrowSchema SCHEMA = schema();

    private final Random random;

    RandomColumns(long seed) {
        this.random = new Random(seed);
    }

    private static ArrowSchema schema() {
        List<ArrowField> fields = new ArrayList<>();
        fields.add(ArrowField.of("bool", new ArrowType.Bool()));
        for (int bits = 8; bits <= 64; bits *= 2) {
            fields.add(ArrowField.of("int" + bits, new ArrowType.Int(bits, true)));
            fields.add(ArrowField.of("uint" + bits, new ArrowType.Int(bits, false)));
        }
        fields.add(ArrowField.of("float32", new ArrowType.FloatingPoint(32)));
        fields.add(ArrowField.of("float64", new ArrowType.FloatingPoint(64)));
        fields.add(ArrowField.of("decimal64", new ArrowType.Decimal(18, 4, 64)));
        fields.add(ArrowField.of("date32", new ArrowType.Date(32)));
        for (ArrowUnit unit : ArrowUnit.values()) {
            fields.add(ArrowField.of("timestamp_" + unit.symbol(), new ArrowType.Timestamp(unit, null)));
            fields.add(ArrowField.of("duration_" + unit.symbol(), new ArrowType.Duration(unit)));
        }
        fields.add(ArrowField.symbols("symbol", DICTIONARY));
        fields.add(ArrowField.of("utf8", new ArrowType.Text(ArrowType.Layout.OFFSETS_64)));
        fields.add(ArrowField.of("binary", new ArrowType.Bytes(ArrowType.Layout.OFFSETS_64)));
        return new ArrowSchema(
                fields.stream()
                        .map(field -> field.withMetadata(java.util.Map.of("column", field.name())))
                        .toList(),
                java.util.Map.of("written by", "a test"));
    }

    List<ColumnBuffers> batch(int rows) {
        return SCHEMA.fields().stream().map(field -> column(field, rows)).toList();
    }

    /// A third of the columns has no nulls, a third some, a third nulls only.
    private ColumnBuffers column(ArrowField field, int rows) {
        ArrowTarget target = ArrowTarget.of(field);
        int nullChoice = random.nextInt(3);
        MemorySegment validity = bytes(ArrowTarget.bitmapBytes(rows));
        long nulls = 0;
        for (int row = 0; row < rows; row++) {
            boolean isNull = nullChoice == 2 || nullChoice == 1 && random.nextBoolean();
            nulls += isNull ? 1 : 0;
            if (!isNull) {
                ArrowVector.setBit(validity, row);
            }
        }
        MemorySegment bitmap = nulls == 0 ? null : validity;
        if (target == ArrowTarget.VARIABLE) {
            return variable(field, rows, nulls, bitmap);
        }
        byte[] values = new byte[Math.toIntExact(target.valuesBytes(rows))];
        random.nextBytes(values);
        MemorySegment segment = MemorySegment.ofArray(values);
        for (int row = 0; row < rows; row++) {
            tame(field, segment, row);
        }
        return new ColumnBuffers(nulls, bitmap, segment, null);
    }

    /// Into the range of the type, and into what Python's own types can hold.
    private void tame(ArrowField field, MemorySegment segment, int row) {
        long at = (long) row * Long.BYTES;
        if (field.dictionary() != null) {
            segment.set(ArrowFileLayout.INT, (long) row * Integer.BYTES, random.nextInt(SYMBOLS.size()));
        } else if (field.type() instanceof ArrowType.Date) {
            segment.set(ArrowFileLayout.INT, (long) row * Integer.BYTES, random.nextInt(-700_000, 2_900_000));
        } else if (field.type() instanceof ArrowType.Decimal) {
            segment.set(
                    ArrowFileLayout.LONG, at, random.nextLong(-999_999_999_999_999_999L, 1_000_000_000_000_000_000L));
        } else if (field.type() instanceof ArrowType.Timestamp || field.type() instanceof ArrowType.Duration) {
            segment.set(ArrowFileLayout.LONG, at, random.nextLong(-1_000_000_000L, 4_000_000_000L));
        }
    }

    private ColumnBuffers variable(ArrowField field, int rows, long nulls, MemorySegment validity) {
        MemorySegment offsets = bytes(ArrowTarget.VARIABLE.valuesBytes(rows));
        List<byte[]> values = new ArrayList<>();
        long total = 0;
        for (int row = 0; row < rows; row++) {
            byte[] value = new byte[random.nextInt(20)];
            random.nextBytes(value);
            if (field.type() instanceof ArrowType.Text) {
                value = SYMBOLS.get(random.nextInt(SYMBOLS.size())).getBytes(StandardCharsets.UTF_8);
            }
            values.add(value);
            total += value.length;
            offsets.set(ArrowFileLayout.LONG, (row + 1L) * Long.BYTES, total);
        }
        MemorySegment bytes = bytes(total);
        for (int row = 0; row < rows; row++) {
            MemorySegment.copy(
                    MemorySegment.ofArray(values.get(row)),
                    0,
                    bytes,
                    offsets.get(ArrowFileLayout.LONG, (long) row * Long.BYTES),
                    values.get(row).length);
        }
        return new ColumnBuffers(nulls, validity, offsets, bytes);
    }

    private static MemorySegment bytes(long count) {
        return MemorySegment.ofArray(new byte[Math.toIntExact(count)]);
    }
}
