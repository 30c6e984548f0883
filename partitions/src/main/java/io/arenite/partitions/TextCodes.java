package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.partitions.arrow.ArrowColumnReader;
import io.arenite.partitions.arrow.ArrowType;
import io.arenite.partitions.arrow.ArrowVector;
import io.arenite.partitions.arrow.HeapMemory;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/// A column of text as codes of a dictionary, which gets the texts that it does not know. Texts that came
/// before are remembered by their bytes, so that only a new one becomes a `String`. Not thread safe.
final class TextCodes {
    private static final long ROWS_AT_ONCE = 1 << 14;
    private static final long MOST_SCRATCH_BYTES = 1 << 30;
    /// A power of two.
    private static final int REMEMBERED = 1 << 12;

    private final Symbols symbols;
    /// By hash; null where no text of that hash has come.
    private final byte[][] texts = new byte[REMEMBERED][];
    private final int[] codes = new int[REMEMBERED];

    /// What the texts of a file become.
    ///
    /// @param most how many symbols there may be: columns of ever new texts would fill the heap
    record Symbols(Path file, SymbolDictionary dictionary, int most) {}

    TextCodes(Symbols symbols) {
        this.symbols = symbols;
    }

    /// Some rows at a time, for which texts and offsets are on the heap.
    ///
    /// @param into gets an int32 for each row, 0 for a null
    /// @param validity all ones, in which nulls are cleared; null where the column has none
    /// @throws IllegalArgumentException where there are too many different texts
    /// @throws IndexOutOfBoundsException where the file changes meanwhile
    void read(ArrowColumnReader reader, MemorySegment into, MemorySegment validity) {
        long rows = reader.rows();
        // each range of runs begins with the first run
        long step = reader.field().type() instanceof ArrowType.RunEndEncoded ? rows : ROWS_AT_ONCE;
        for (long from = 0; from < rows; from += step) {
            long count = Math.min(step, rows - from);
            encode(reader.read(from, count, new HeapMemory(MOST_SCRATCH_BYTES)), from, into, validity);
            if (symbols.dictionary.size() > symbols.most) {
                throw new IllegalArgumentException("too many different texts to be symbols: file=" + symbols.file
                        + ", column=" + reader.field().name() + ", limit=" + symbols.most);
            }
        }
    }

    private void encode(ArrowVector text, long from, MemorySegment into, MemorySegment validity) {
        MemorySegment offsets = text.values();
        for (long row = 0; row < text.rows(); row++) {
            int code = 0;
            if (text.isNull(row)) {
                Bits.set(validity, 0, from + row, false);
            } else {
                long start = offsets.getAtIndex(JAVA_LONG, row);
                code = code(text.bytes(), start, offsets.getAtIndex(JAVA_LONG, row + 1));
            }
            into.setAtIndex(JAVA_INT, from + row, code);
        }
    }

    private int code(MemorySegment bytes, long from, long to) {
        Objects.checkFromToIndex(from, to, bytes.byteSize());
        int hash = 0;
        for (long at = from; at < to; at++) {
            hash = 31 * hash + bytes.get(JAVA_BYTE, at);
        }
        int place = (hash ^ hash >>> 15) & REMEMBERED - 1;
        byte[] known = texts[place];
        if (known == null || !isSame(known, bytes, from, to)) {
            known = bytes.asSlice(from, to - from).toArray(JAVA_BYTE);
            texts[place] = known;
            codes[place] = symbols.dictionary.intern(new String(known, StandardCharsets.UTF_8));
        }
        return codes[place];
    }

    private static boolean isSame(byte[] known, MemorySegment bytes, long from, long to) {
        if (known.length != to - from) {
            return false;
        }
        for (int at = 0; at < known.length; at++) {
            if (known[at] != bytes.get(JAVA_BYTE, from + at)) {
                return false;
            }
        }
        return true;
    }
}
