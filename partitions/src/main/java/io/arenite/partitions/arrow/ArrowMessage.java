package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;

/// A message's header, read and taken apart.
///
/// @param kind one of [MessageHeader]
record ArrowMessage(int kind, FlatTable header, int version, long bodyBytes, Map<String, String> metadata) {

    private static final int MAX_HEADER_BYTES = 1 << 29;

    /// A message of which the footer tells where it is.
    static ArrowMessage read(ArrowSource source, ArrowBlock block) {
        Prefix prefix = Prefix.read(source, block.offset());
        if (prefix.headerBytes() <= 0 || prefix.headerBytes() > block.metadataBytes() - prefix.bytes()) {
            throw new CorruptFileException(
                    "length of a header is wrong",
                    source.path(),
                    block.offset(),
                    ", bytes=" + prefix.headerBytes() + ", bytes in footer=" + block.metadataBytes());
        }
        ArrowMessage message = read(source, block.offset() + prefix.bytes(), prefix.headerBytes());
        if (message.bodyBytes > block.bodyBytes()) {
            throw new CorruptFileException(
                    "length of a body is wrong",
                    source.path(),
                    block.offset(),
                    ", bytes=" + message.bodyBytes + ", bytes in footer=" + block.bodyBytes());
        }
        return message;
    }

    /// Message: version, header_type, header, bodyLength, custom_metadata.
    static ArrowMessage read(ArrowSource source, long offset, int headerBytes) {
        byte[] bytes = bytes(source, offset, headerBytes);
        FlatTable message = new FlatBytes(bytes, source.path(), offset).root();
        int version = message.int16(0, MetadataVersion.V1);
        requireVersion(version, source);
        long bodyBytes = message.int64(3, 0);
        if (bodyBytes < 0) {
            throw message.corrupt("length of a body is wrong", ", bytes=" + bodyBytes);
        }
        int kind = message.int8(1, MessageHeader.NONE);
        FlatTable header = message.requiredTable(2, "message");
        return new ArrowMessage(kind, header, version, bodyBytes, message.pairs(4));
    }

    static void requireVersion(int version, ArrowSource source) {
        if (version != MetadataVersion.V4 && version != MetadataVersion.V5) {
            throw new UnsupportedArrowException("unsupported version of Arrow's metadata: file=" + source.path()
                    + ", version=" + (version + 1) + ", known=4, 5");
        }
    }

    void require(int expected, ArrowSource source, long offset) {
        if (kind != expected) {
            throw new CorruptFileException(
                    "message is of another kind",
                    source.path(),
                    offset,
                    ", kind=" + kind + ", expected=" + MessageHeader.name(expected));
        }
    }

    static byte[] bytes(ArrowSource source, long offset, int length) {
        if (length > MAX_HEADER_BYTES) {
            throw new UnsupportedArrowException(
                    "header is too long: file=" + source.path() + ", offset=" + offset + ", bytes=" + length);
        }
        return source.slice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /// What stands before a header; [#headerBytes()] is 0 at the end of a stream.
    record Prefix(int bytes, int headerBytes) {

        static Prefix read(ArrowSource source, long offset) {
            MemorySegment prefix =
                    source.slice(offset, Math.min(ArrowFileLayout.PREFIX_BYTES, source.sizeBytes() - offset));
            if (prefix.byteSize() < Integer.BYTES) {
                throw new CorruptFileException("message is cut off", source.path(), offset, "");
            }
            int first = prefix.get(ArrowFileLayout.INT, 0);
            if (first != ArrowFileLayout.CONTINUATION) {
                return new Prefix(Integer.BYTES, first);
            }
            if (prefix.byteSize() < ArrowFileLayout.PREFIX_BYTES) {
                throw new CorruptFileException("message is cut off", source.path(), offset, "");
            }
            return new Prefix(ArrowFileLayout.PREFIX_BYTES, prefix.get(ArrowFileLayout.INT, Integer.BYTES));
        }
    }
}
