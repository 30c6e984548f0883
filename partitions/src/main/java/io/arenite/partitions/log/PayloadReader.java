package io.arenite.partitions.log;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.arenite.arena.file.CorruptFileException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Reads what [RecordBuffer] wrote, and trusts nothing: whatever does not fit into the payload is a
/// [CorruptFileException] that names the file and the record's offset.
public final class PayloadReader {
    /// A dictionary's largest array has four times as many elements.
    private static final int LARGEST_SYMBOL_CODE = (1 << 28) - 1;

    private static final int CHUNK_BYTES = 8192;

    private final Path file;
    private final long recordOffset;
    private final MemorySegment payload;
    private final long end;
    private long at;

    /// The bytes that come next, or that were read last: a process that has just started reads an array a
    /// hundred times as fast as it reads a segment.
    private byte[] chunk = {};

    private long chunkStart;

    /// @param recordOffset where in the file the record begins
    PayloadReader(Path file, long recordOffset, MemorySegment payload) {
        this.file = file;
        this.recordOffset = recordOffset;
        this.payload = payload;
        this.end = payload.byteSize();
    }

    public int readByte() {
        long index = at - chunkStart;
        if (index >= chunk.length) {
            require(1);
            chunk = payload.asSlice(at, Math.min(CHUNK_BYTES, end - at)).toArray(JAVA_BYTE);
            chunkStart = at;
            index = 0;
        }
        at++;
        return chunk[(int) index];
    }

    /// Seven bits a byte, the lowest first, a set top bit where more follow. A negative number is the
    /// complement of what its bytes say, and a zero byte follows them.
    public long readNumber() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = readByte();
            if (next >= 0) {
                return next == 0 && shift > 0 ? ~value : value | (long) next << shift;
            }
            value |= (next & 0x7fL) << shift;
        }
        throw corrupt("number is too long", "");
    }

    /// @throws CorruptFileException where it is not from `least` to `most`
    public long readNumber(String what, long least, long most) {
        long value = readNumber();
        if (value < least || value > most) {
            throw corrupt(
                    "value is out of range",
                    ", what=" + what + ", value=" + value + ", least=" + least + ", most=" + most);
        }
        return value;
    }

    /// A number of things of which each takes a byte at least.
    public int readCount(String what) {
        return (int) readNumber(what, 0, end - at);
    }

    public String readText() {
        int length = readCount("text bytes");
        byte[] bytes = payload.asSlice(at, length).toArray(JAVA_BYTE);
        at += length;
        for (byte each : bytes) {
            if (each < 0) {
                return decode(bytes);
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// Each char of its own in one to three bytes, surrogates too.
    private String decode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        int place = 0;
        while (place < bytes.length) {
            int first = bytes[place] & 0xff;
            int more = first < 0x80 ? 0 : first >>> 5 == 0b110 ? 1 : first >>> 4 == 0b1110 ? 2 : -1;
            if (more < 0 || more >= bytes.length - place) {
                throw corrupt("text is not valid", "");
            }
            int character = more == 0 ? first : first & 0x3f >>> more;
            for (int i = 1; i <= more; i++) {
                if (bytes[place + i] >> 6 != -2) {
                    throw corrupt("text is not valid", "");
                }
                character = character << 6 | bytes[place + i] & 0x3f;
            }
            text.append((char) character);
            place += 1 + more;
        }
        return text.toString();
    }

    /// What [RecordBuffer#reserve] made room for.
    public MemorySegment readBytes(long count) {
        // the payload begins at a multiple of 8 of the frame
        long start = RecordFrame.align(at);
        if (count < 0 || start > end || RecordFrame.align(count) > end - start) {
            throw corrupt("record is too short", ", wanted=" + count + ", left=" + (end - at));
        }
        at = start + RecordFrame.align(count);
        return payload.asSlice(start, count);
    }

    /// What the record takes in its file.
    long frameBytes() {
        return RecordFrame.frameBytes(end);
    }

    public boolean hasMore() {
        return at < end;
    }

    /// Reads a code and a text.
    ///
    /// @return the code
    public int readSymbol(SymbolsFile.Restore symbols) {
        int code = (int) readNumber("symbol code", 0, LARGEST_SYMBOL_CODE);
        String text = readText();
        try {
            symbols.restore(code, text);
        } catch (IllegalArgumentException e) {
            throw corrupt("symbol cannot be restored", ", code=" + code + ", reason=" + e.getMessage());
        }
        return code;
    }

    /// A record of a kind that this version does not know.
    public CorruptFileException newerKind(int kind, int newestKnown) {
        return corrupt(
                "file was written by a newer version of Arenite",
                ", record kind=" + kind + ", newest known=" + newestKnown);
    }

    /// The caller says what is wrong with the record.
    ///
    /// @param details what follows the offset in the text, beginning with `, `; or empty
    public CorruptFileException corrupt(String rule, String details) {
        return new CorruptFileException(rule, file, recordOffset, details);
    }

    private void require(long count) {
        if (count > end - at) {
            throw corrupt("record is too short", ", wanted=" + count + ", left=" + (end - at));
        }
    }
}
