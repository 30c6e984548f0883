package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The frame of an Arrow IPC file, around flatbuffers:
///
///     | "ARROW1" 00 00 | schema | dictionary or record batch ... | end | footer | its length i32 | "ARROW1" |
///
///     message:   | -1 i32 | header's length i32 | header, a flatbuffer, padded | body: buffers, each padded |
///     end:       | -1 i32 | 0 i32 |
///     in our own files, between end and footer:    | "ARENITE1" | CRC32C of the footer i32 | 0 i32 |
///
/// A stream has messages and end only, and maybe no end. Up to version 4 of the metadata a message began with
/// its header's length. Messages begin at multiples of 8. Our own files have each body, and in it each
/// buffer, at a multiple of 64.
final class ArrowFileLayout {
    static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    static final int HEAD_BYTES = 8;
    /// After the footer.
    static final int TAIL_BYTES = 4 + MAGIC.length;
    static final byte[] SEAL = "ARENITE1".getBytes(StandardCharsets.US_ASCII);
    static final int SEAL_BYTES = 16;
    static final int CONTINUATION = -1;
    static final int PREFIX_BYTES = 8;
    static final int BUFFER_ALIGNMENT = 64;
    static final int MESSAGE_ALIGNMENT = 8;

    /// In Footer: offset i64, metaDataLength i32, 4 of padding, bodyLength i64.
    static final int BLOCK_BYTES = 24;
    /// In RecordBatch: length i64, null_count i64.
    static final int NODE_BYTES = 16;
    /// In RecordBatch: offset i64 in the body, length i64.
    static final int RANGE_BYTES = 16;

    /// Before a compressed buffer, its length without compression; [#NOT_COMPRESSED] where the bytes that
    /// follow are as they are.
    static final int COMPRESSED_PREFIX_BYTES = 8;

    static final long NOT_COMPRESSED = -1;

    static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ArrowFileLayout() {}

    static long align(long position) {
        return position + BUFFER_ALIGNMENT - 1 & -BUFFER_ALIGNMENT;
    }
}
