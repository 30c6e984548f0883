package io.arenite.python.ingest;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.partitions.SymbolDictionary;
import io.arenite.python.handle.DataException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The codes of symbols that come as UTF-8 bytes. A symbol that came lately is found by its bytes, of
/// which up to 16 are compared as two numbers; only another becomes a string and is looked up in the
/// database's dictionary.
final class SymbolCodes {
    private static final int SLOTS = 1 << 12;
    private static final int LONGEST_PACKED = 2 * Long.BYTES;

    private final SymbolDictionary symbols;
    private final long[] low = new long[SLOTS];
    private final long[] high = new long[SLOTS];
    private final int[] lengths = new int[SLOTS];
    private final int[] codes = new int[SLOTS];

    SymbolCodes(SymbolDictionary symbols) {
        this.symbols = symbols;
        Arrays.fill(lengths, -1);
    }

    int intern(String text) {
        return symbols.intern(text);
    }

    /// @throws DataException if the bytes are not UTF-8
    int intern(MemorySegment segment, long offset, int length) {
        if (length > LONGEST_PACKED) {
            return look(segment, offset, length);
        }
        long first = packed(segment, offset, Math.min(length, Long.BYTES));
        long second = length <= Long.BYTES ? 0 : packed(segment, offset + Long.BYTES, length - Long.BYTES);
        long mixed = (first ^ second * 0x9E3779B97F4A7C15L ^ length) * 0xD6E8FEB86659FD93L;
        int slot = (int) (mixed >>> 32) & SLOTS - 1;
        if (low[slot] != first || high[slot] != second || lengths[slot] != length) {
            codes[slot] = look(segment, offset, length);
            low[slot] = first;
            high[slot] = second;
            lengths[slot] = length;
        }
        return codes[slot];
    }

    /// Up to eight bytes as a number, the first one lowest; read at once unless the segment ends before.
    private static long packed(MemorySegment segment, long offset, int length) {
        if (offset + Long.BYTES <= segment.byteSize()) {
            long eight = segment.get(JAVA_LONG_UNALIGNED, offset);
            return length == Long.BYTES ? eight : eight & (1L << length * 8) - 1;
        }
        long bytes = 0;
        for (int i = 0; i < length; i++) {
            bytes |= (segment.get(JAVA_BYTE, offset + i) & 0xFFL) << i * 8;
        }
        return bytes;
    }

    private int look(MemorySegment segment, long offset, int length) {
        return symbols.intern(decode(segment.asSlice(offset, length).toArray(JAVA_BYTE)));
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DataException("not UTF-8: text=" + new String(bytes, StandardCharsets.UTF_8), e);
        }
    }
}
