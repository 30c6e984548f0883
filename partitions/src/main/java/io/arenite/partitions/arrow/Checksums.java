package io.arenite.partitions.arrow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// CRC32C of parts of a file, as our own files carry them: eight hex digits each, one after the other. A
/// record or dictionary batch has in its metadata those of its buffers, as they lie in the file; the footer
/// those of all headers: schema, dictionary batches, record batches. A [seal][ArrowFileLayout] before the
/// footer has the footer's.
final class Checksums {
    static final String KEY = "arenite.crc32c";
    static final int DIGITS = 8;
    /// What a view of a segment as a buffer can have.
    private static final long CHUNK_BYTES = 1L << 30;
    /// At a time, of memory that has no such view.
    private static final long COPY_BYTES = 64 << 10;

    private static final HexFormat HEX = HexFormat.of();

    private Checksums() {}

    static int of(MemorySegment bytes) {
        CRC32C checksum = new CRC32C();
        update(checksum, bytes);
        return (int) checksum.getValue();
    }

    static void update(CRC32C checksum, MemorySegment bytes) {
        boolean viewable = bytes.isNative() || bytes.heapBase().orElse(null) instanceof byte[];
        long chunk = viewable ? CHUNK_BYTES : COPY_BYTES;
        for (long at = 0; at < bytes.byteSize(); at += chunk) {
            MemorySegment part = bytes.asSlice(at, Math.min(chunk, bytes.byteSize() - at));
            checksum.update(viewable ? part.asByteBuffer() : ByteBuffer.wrap(part.toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    static void append(StringBuilder text, int checksum) {
        HEX.toHexDigits(text, (byte) (checksum >>> 24));
        HEX.toHexDigits(text, (byte) (checksum >>> 16));
        HEX.toHexDigits(text, (byte) (checksum >>> 8));
        HEX.toHexDigits(text, (byte) checksum);
    }

    /// How many a text has.
    static int count(String text) {
        return text.length() / DIGITS;
    }

    /// Whether the text has this checksum at a place.
    static boolean matches(String text, int index, int checksum) {
        StringBuilder digits = new StringBuilder(DIGITS);
        append(digits, checksum);
        return text.regionMatches(index * DIGITS, digits.toString(), 0, DIGITS);
    }
}
