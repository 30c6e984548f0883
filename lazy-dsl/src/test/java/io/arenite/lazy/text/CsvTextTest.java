package io.arenite.lazy.text;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.engine.frame.ColumnBuffers;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.SymbolDictionary;
import io.arenite.partitions.TimeResolution;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/// CSV is made of bytes; it has to be what the text of each value is.
final class CsvTextTest {
    private static final int ROWS = 20_000;
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "größer",
            "日本",
            "\uD83D\uDE00",
            "a,b",
            "\"",
            "say \"so\"",
            " padded",
            "padded ",
            "\t",
            "two\nlines",
            "\r",
            "null",
            "\u00a0",
            "x".repeat(70_000));

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void everyValueIsWrittenAsItsText() throws IOException {
        List<ColumnType> types = new ArrayList<>(List.of(
                ColumnType.BOOL,
                ColumnType.INT8,
                ColumnType.INT16,
                ColumnType.INT32,
                ColumnType.INT64,
                ColumnType.UINT8,
                ColumnType.UINT16,
                ColumnType.UINT32,
                ColumnType.UINT64,
                ColumnType.FLOAT32,
                ColumnType.FLOAT64,
                ColumnType.DATE32,
                ColumnType.decimal64(0),
                ColumnType.decimal64(1),
                ColumnType.decimal64(8),
                ColumnType.decimal64(18)));
        for (TimeResolution unit : TimeResolution.values()) {
            types.add(ColumnType.timestamp(unit));
            types.add(ColumnType.duration(unit));
        }
        List<FrameColumn> columns = new ArrayList<>();
        for (ColumnType type : types) {
            columns.add(column(type, this::anyBits));
            columns.add(column(type, () -> random.nextInt(2_001) - 1_000));
        }
        // Days and instants of the years around those that have four digits.
        columns.add(column(ColumnType.DATE32, () -> random.nextInt(8_000_000) - 4_000_000));
        columns.add(column(
                ColumnType.timestamp(TimeResolution.SECONDS),
                () -> random.nextLong(-100_000_000_000L, 300_000_000_000L)));
        columns.add(column(
                ColumnType.timestamp(TimeResolution.MILLIS),
                () -> random.nextLong(-100_000_000_000_000L, 300_000_000_000_000L)));
        columns.add(column(ColumnType.TIMESTAMP_NS, () -> 1_723_161_600_000_000_000L + random.nextInt(200) * 1_000L));
        columns.add(column(ColumnType.TIMESTAMP_NS, () -> -1_000_000L * random.nextInt(5_000)));
        assertSame(columns, ROWS);
    }

    @Test
    void textsAreQuotedWhereTheyMust() throws IOException {
        SymbolDictionary symbols = new SymbolDictionary();
        TEXTS.forEach(symbols::intern);
        int rows = 400;
        byte[][] bytes = new byte[rows][];
        for (int row = 0; row < rows; row++) {
            bytes[row] = TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8);
        }
        byte[] validity = bits(rows);
        List<FrameColumn> columns = List.of(
                FrameColumn.over("a,b", ColumnType.UTF8, rows, variable(bytes, validity), null),
                FrameColumn.over("", ColumnType.BINARY, rows, variable(bytes, null), null),
                FrameColumn.over("s", ColumnType.SYMBOL, rows, codes(rows, validity), symbols),
                FrameColumn.over("größe", ColumnType.SYMBOL, rows, codes(rows, null), symbols));
        assertSame(columns, rows);
    }

    @Test
    void doublesHaveTheirShortestDigits() {
        var text = new ByteText();
        for (int i = 0; i < 2_000_000; i++) {
            double value = anyDouble();
            text.clear();
            text.number(value);
            String written = new String(text.bytes(), 0, text.size(), StandardCharsets.US_ASCII);
            if (!written.equals(Double.toString(value))) {
                assertThat(written).as("seed=" + seed).isEqualTo(Double.toString(value));
            }
        }
    }

    /// Prices of so many places, what lies beside them, borders between notations, and any bits.
    private double anyDouble() {
        double decimal = random.nextLong(1L << 1 + random.nextInt(53)) / Math.pow(10, random.nextInt(20));
        double value = switch (random.nextInt(8)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> Math.nextUp(decimal);
            case 2 -> Math.nextDown(decimal);
            case 3 -> 1e7 + random.nextInt(-40, 40) / 8.0;
            case 4 -> 1e-3 + random.nextInt(-40, 40) * 0x1p-62;
            case 5 -> decimal * (1 + random.nextInt(-3, 3) * 0x1p-50);
            default -> decimal;
        };
        return random.nextBoolean() ? value : -value;
    }

    private long anyBits() {
        return switch (random.nextInt(8)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> Long.MAX_VALUE;
            case 2 -> Double.doubleToLongBits(anyDouble());
            default -> random.nextLong() >> random.nextInt(64);
        };
    }

    private FrameColumn column(ColumnType type, LongSupplier values) {
        byte[] bytes = new byte[ROWS * Math.max(1, type.widthBytes()) + Long.BYTES];
        MemorySegment segment = MemorySegment.ofArray(bytes);
        for (int row = 0; row < ROWS; row++) {
            segment.set(
                    JAVA_LONG_UNALIGNED, (long) row * Math.max(1, type.widthBytes()), valid(type, values.getAsLong()));
        }
        MemorySegment validity = random.nextBoolean() ? null : MemorySegment.ofArray(bits(ROWS));
        return FrameColumn.over(type.displayName(), type, ROWS, new ColumnBuffers(segment, validity, null), null);
    }

    /// Seconds of all 64 bits are no instant that Java has; for floats, bits of a number.
    private static long valid(ColumnType type, long bits) {
        return type.kind() == ColumnType.Kind.TIMESTAMP && type.unit() == TimeResolution.SECONDS ? bits / 1_000 : bits;
    }

    private byte[] bits(int rows) {
        byte[] bits = new byte[rows + 7 >>> 3];
        random.nextBytes(bits);
        return bits;
    }

    private ColumnBuffers codes(int rows, byte[] validity) {
        int[] codes = random.ints(rows, 0, TEXTS.size()).toArray();
        return new ColumnBuffers(
                MemorySegment.ofArray(codes), validity == null ? null : MemorySegment.ofArray(validity), null);
    }

    private static ColumnBuffers variable(byte[][] texts, byte[] validity) {
        long[] offsets = new long[texts.length + 1];
        var data = new ByteArrayOutputStream();
        for (int row = 0; row < texts.length; row++) {
            data.writeBytes(texts[row]);
            offsets[row + 1] = data.size();
        }
        return new ColumnBuffers(
                MemorySegment.ofArray(offsets),
                validity == null ? null : MemorySegment.ofArray(validity),
                MemorySegment.ofArray(data.toByteArray()));
    }

    private void assertSame(List<FrameColumn> columns, long rows) throws IOException {
        var expected = new StringBuilder();
        expected.append(String.join(
                        ",",
                        columns.stream().map(column -> quoted(column.name())).toList()))
                .append('\n');
        for (long row = 0; row < rows; row++) {
            for (int i = 0; i < columns.size(); i++) {
                FrameColumn column = columns.get(i);
                expected.append(i == 0 ? "" : ",");
                if (!column.isNull(row)) {
                    String exact = CellText.exact(column, row);
                    boolean isText = column.type().kind() == ColumnType.Kind.SYMBOL
                            || column.type().isVariable();
                    expected.append(isText ? quoted(exact) : exact);
                }
            }
            expected.append('\n');
        }
        var bytes = new ByteArrayOutputStream();
        write(new CsvText((some, count) -> bytes.write(some, 0, count)), columns, rows);
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().toList())
                .as("seed=" + seed)
                .isEqualTo(expected.toString().lines().toList());
        assertThat(bytes.toByteArray()).isEqualTo(expected.toString().getBytes(StandardCharsets.UTF_8));
        var characters = new StringBuilder();
        write(CsvText.to(characters), columns, rows);
        assertThat(characters.compareTo(expected)).isZero();
    }

    private static void write(CsvText text, List<FrameColumn> columns, long rows) throws IOException {
        text.writeHeader(columns.stream().map(FrameColumn::name).toList());
        text.writeRows(columns, rows);
        text.flush();
    }

    private static String quoted(String text) {
        boolean isPlain = !text.isEmpty()
                && text.charAt(0) > ' '
                && text.charAt(text.length() - 1) > ' '
                && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
