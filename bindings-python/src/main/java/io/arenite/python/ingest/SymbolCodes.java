package io.arenite.python.ingest;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.arenite.partitions.SymbolDictionary;
import io.arenite.python.handle.DataException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The codes of symbols that come as UTF-8 bytes. A symbol that came lately is found by its bytes; only
/// another becomes a string and is looked up in the database's dictionary.
final class SymbolCodes {
    private static final int SLOTS = 1 << 12;

    private final SymbolDictionary symbols;
    private final byte[][] texts = new byte[SLOTS][];
    private final int[] codes = new int[SLOTS];

    SymbolCodes(SymbolDictionary symbols) {
        this.symbols = symbols;
    }

    int intern(String text) {
        return symbols.intern(text);
    }

    /// @throws DataException if the bytes are not UTF-8
    int intern(MemorySegment segment, long offset, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + segment.get(JAVA_BYTE, offset + i);
        }
        int slot = (hash ^ hash >>> 15) & SLOTS - 1;
        byte[] known = texts[slot];
        if (known != null && equal(known, segment, offset, length)) {
            return codes[slot];
        }
        byte[] bytes = segment.asSlice(offset, length).toArray(JAVA_BYTE);
        int code = symbols.intern(decode(bytes));
        texts[slot] = bytes;
        codes[slot] = code;
        return code;
    }

    private static boolean equal(byte[] known, MemorySegment segment, long offset, int length) {
        if (known.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known[i] != segment.get(JAVA_BYTE, offset + i)) {
                return false;
            }
        }
        return true;
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
