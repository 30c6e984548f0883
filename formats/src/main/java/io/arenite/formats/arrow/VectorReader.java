package io.arenite.formats.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.formats.rows.ColumnValues;
import io.arenite.formats.rows.RowChunk;
import io.arenite.formats.rows.RowFile;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.arrow.ArrowBatch;
import io.arenite.partitions.arrow.ArrowColumnReader;
import io.arenite.partitions.arrow.ArrowFile;
import io.arenite.partitions.arrow.ArrowType;
import io.arenite.partitions.arrow.ArrowVector;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/// Copies one column out of record batches into chunks of rows.
final class VectorReader {
    private static final int ABSENT = -1;
    private static final long DECIMAL_LIMIT = 1_000_000_000_000_000_000L;

    private final ArrowFile file;
    private final int place;
    private final int field;
    private final ColumnType as;
    private final boolean isTextDictionary;
    private final ToIntFunction<String> intern;

    private ArrowColumnReader reader;
    /// Of the batch's dictionary: texts by code, and what they are as symbols; null for none.
    private byte[][] texts;

    private int[] codeMap;
    private byte[] lastText = {};
    private int lastCode = ABSENT;

    /// @param place of the column in chunks
    VectorReader(ArrowFile file, int place, RowFile.Wanted wanted, ToIntFunction<String> intern) {
        this.file = file;
        this.place = place;
        this.field = wanted.field();
        this.as = wanted.as();
        var described = file.schema().fields().get(field);
        this.isTextDictionary = described.dictionary() != null && described.type() instanceof ArrowType.Text;
        this.intern = intern;
    }

    void begin(ArrowBatch batch) {
        reader = file.reader(batch, field, ArrowRows.memory());
        if (isTextDictionary) {
            String[] values = file.dictionary(batch, field).texts();
            codeMap = null;
            texts = null;
            if (as.kind() == ColumnType.Kind.SYMBOL) {
                codeMap = new int[values.length];
                Arrays.setAll(codeMap, code -> values[code] == null ? ABSENT : intern.applyAsInt(values[code]));
            } else {
                texts = new byte[values.length][];
                Arrays.setAll(
                        texts, code -> values[code] == null ? null : values[code].getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    void read(long from, int rows, RowChunk chunk) {
        ColumnValues target = chunk.column(place);
        ArrowVector vector = reader.read(from, rows, codeMap, ArrowRows.memory());
        for (int row = 0; vector.validity() != null && row < rows; row++) {
            if (vector.isNull(row)) {
                target.setNull(row);
            }
        }
        MemorySegment values = vector.values();
        switch (as.kind()) {
            case INT64, UINT64, TIMESTAMP, DURATION ->
                MemorySegment.copy(values, JAVA_LONG_UNALIGNED, 0, target.longs(), 0, rows);
            case DECIMAL64 -> decimals(values, rows, target, chunk);
            case FLOAT64 ->
                MemorySegment.copy(values, 0, MemorySegment.ofArray(target.doubles()), 0, (long) rows * Double.BYTES);
            case FLOAT32 ->
                MemorySegment.copy(values, 0, MemorySegment.ofArray(target.floats()), 0, (long) rows * Float.BYTES);
            case INT32, UINT32, DATE32 -> MemorySegment.copy(values, JAVA_INT_UNALIGNED, 0, target.ints(), 0, rows);
            case INT16, UINT16 ->
                MemorySegment.copy(values, 0, MemorySegment.ofArray(target.shorts()), 0, (long) rows * Short.BYTES);
            case INT8, UINT8 -> MemorySegment.copy(values, JAVA_BYTE, 0, target.bytes(), 0, rows);
            case BOOL -> {
                for (int row = 0; row < rows; row++) {
                    target.booleans()[row] = (values.get(JAVA_BYTE, (long) row >>> 3) >>> (row & 7) & 1) != 0;
                }
            }
            case SYMBOL -> symbols(vector, rows, target, chunk);
            case UTF8, BINARY -> texts(vector, rows, target, chunk);
        }
    }

    private void decimals(MemorySegment values, int rows, ColumnValues target, RowChunk chunk) {
        MemorySegment.copy(values, JAVA_LONG_UNALIGNED, 0, target.longs(), 0, rows);
        for (int row = 0; row < rows; row++) {
            long value = target.longs()[row];
            if ((value >= DECIMAL_LIMIT || value <= -DECIMAL_LIMIT) && !target.isNull(row)) {
                chunk.refuse(row, place, "outside " + as, Long.toString(value));
            }
        }
    }

    private void symbols(ArrowVector vector, int rows, ColumnValues target, RowChunk chunk) {
        if (isTextDictionary) {
            MemorySegment.copy(vector.values(), JAVA_INT_UNALIGNED, 0, target.ints(), 0, rows);
            return;
        }
        for (int row = 0; row < rows; row++) {
            if (!target.isNull(row)) {
                byte[] text = bytes(vector, row);
                if (lastCode == ABSENT || !Arrays.equals(text, lastText)) {
                    String symbol = decoded(text);
                    if (symbol == null) {
                        chunk.refuse(row, place, "not UTF-8", null);
                        continue;
                    }
                    lastText = text;
                    lastCode = intern.applyAsInt(symbol);
                }
                target.ints()[row] = lastCode;
            }
        }
    }

    private static byte[] bytes(ArrowVector vector, int row) {
        long start = vector.values().get(JAVA_LONG_UNALIGNED, (long) row * Long.BYTES);
        long end = vector.values().get(JAVA_LONG_UNALIGNED, (row + 1L) * Long.BYTES);
        return vector.bytes().asSlice(start, end - start).toArray(JAVA_BYTE);
    }

    private static String decoded(byte[] text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private void texts(ArrowVector vector, int rows, ColumnValues target, RowChunk chunk) {
        boolean unchecked = as.kind() == ColumnType.Kind.UTF8
                && !(file.schema().fields().get(field).type() instanceof ArrowType.Text);
        for (int row = 0; row < rows; row++) {
            if (target.isNull(row)) {
                continue;
            }
            if (isTextDictionary) {
                byte[] text = texts[vector.values().get(JAVA_INT_UNALIGNED, (long) row * Integer.BYTES)];
                if (text == null) {
                    target.setNull(row);
                } else {
                    target.texts().set(row, ByteBuffer.wrap(text));
                }
                continue;
            }
            long start = vector.values().get(JAVA_LONG_UNALIGNED, (long) row * Long.BYTES);
            long end = vector.values().get(JAVA_LONG_UNALIGNED, (row + 1L) * Long.BYTES);
            if (unchecked && decoded(bytes(vector, row)) == null) {
                chunk.refuse(row, place, "not UTF-8", null);
            } else {
                target.texts().set(row, vector.bytes(), start, Math.toIntExact(end - start));
            }
        }
    }
}
