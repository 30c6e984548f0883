package io.arenite.formats.parquet;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.arenite.engine.frame.ColumnBuffers;
import io.arenite.engine.frame.FrameColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.io.api.Binary;

/// The symbols of one row group: a dictionary in order of appearance, and pages of places in it. No text
/// is looked at twice.
///
///     page:        width of a place in bits, 1 byte | places, run length or bit packed
///     dictionary:  length, 4 bytes | text        (of each symbol)
final class SymbolPages {
    static final Encoding ENCODING = Encoding.RLE_DICTIONARY;

    private static final int ABSENT = -1;
    private static final int SLAB_BYTES = 1 << 10;

    private final List<Binary> texts = new ArrayList<>();
    private int[] placeOfCode = {};
    private int[] lastPageOfPlace = new int[64];
    private int[] places = {};
    private int page;

    BytesInput page(FrameColumn column, long from, long to, Statistics<?> statistics) throws IOException {
        ColumnBuffers buffers = column.buffers();
        page++;
        int count = 0;
        if (places.length < to - from) {
            places = new int[(int) (to - from)];
        }
        for (long row = from; row < to; row++) {
            if (ColumnEncoder.isValid(buffers.validity(), row)) {
                int code = buffers.values().get(JAVA_INT_UNALIGNED, row * 4);
                int place = place(code, column);
                places[count++] = place;
                if (lastPageOfPlace[place] != page) {
                    lastPageOfPlace[place] = page;
                    statistics.updateStats(texts.get(place));
                }
            }
        }
        int width = BytesUtils.getWidthFromMaxInt(Math.max(0, texts.size() - 1));
        try (var encoder =
                new RunLengthBitPackingHybridEncoder(width, SLAB_BYTES, 1 << 20, new HeapByteBufferAllocator())) {
            for (int i = 0; i < count; i++) {
                encoder.writeInt(places[i]);
            }
            return BytesInput.from(
                    copy(BytesInput.concat(BytesInput.from(new byte[] {(byte) width}), encoder.toBytes())));
        }
    }

    private static byte[] copy(BytesInput bytes) throws IOException {
        var out = new ByteArrayOutputStream(Math.toIntExact(bytes.size()));
        bytes.writeAllTo(out);
        return out.toByteArray();
    }

    private int place(int code, FrameColumn column) {
        if (code >= placeOfCode.length) {
            int old = placeOfCode.length;
            placeOfCode = Arrays.copyOf(placeOfCode, Math.max(code + 1, old * 2));
            Arrays.fill(placeOfCode, old, placeOfCode.length, ABSENT);
        }
        int place = placeOfCode[code];
        if (place == ABSENT) {
            place = texts.size();
            placeOfCode[code] = place;
            texts.add(Binary.fromConstantByteArray(column.symbols().symbol(code).getBytes(StandardCharsets.UTF_8)));
            if (place == lastPageOfPlace.length) {
                lastPageOfPlace = Arrays.copyOf(lastPageOfPlace, place * 2);
            }
        }
        return place;
    }

    DictionaryPage dictionary() {
        int bytes = 0;
        for (Binary text : texts) {
            bytes = Math.addExact(bytes, 4 + text.length());
        }
        ByteBuffer plain = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (Binary text : texts) {
            plain.putInt(text.length()).put(text.toByteBuffer());
        }
        return new DictionaryPage(BytesInput.from(plain.array()), texts.size(), Encoding.PLAIN);
    }
}
