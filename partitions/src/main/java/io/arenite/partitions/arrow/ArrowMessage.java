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
    ///
    /// @param bytes all of its header, with what stands before and after
    static ArrowMessage read(ArrowSource source, ArrowBlock block, MemorySegment bytes) {
        Prefix prefix = Prefix.of(bytes, source, block.offset());
        if (prefix.headerBytes() <= 0 || prefix.headerBytes() > block.metadataBytes() - prefix.bytes()) {
            throw new CorruptFileException(
                    "length of a header is wrong",
                    source.path(),
                    block.offset(),
                    ", bytes=" + prefix.headerBytes() + ", bytes in footer=" + block.metadataBytes());
        }
        byte[] header = array(source, block.offset(), bytes.asSlice(prefix.bytes(), prefix.headerBytes()));
        ArrowMessage message = parse(source, block.offset() + prefix.bytes(), header);
        if (message.bodyBytes > block.bodyBytes()) {
            throw new CorruptFileException(
                    "length of a body is wrong",
                    source.path(),
                    block.offset(),
                    ", bytes=" + message.bodyBytes + ", bytes in footer=" + block.bodyBytes());
        }
        return message;
    }

    /// A message of which only the beginning is known.
    static ArrowMessage read(ArrowSource source, long offset, int headerBytes) {
        return parse(source, offset, array(source, offset, source.slice(offset, headerBytes)));
    }

    /// Message: version, header_type, header, bodyLength, custom_metadata.
    private static ArrowMessage parse(ArrowSource source, long offset, byte[] bytes) {
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

    static byte[] array(ArrowSource source, long offset, MemorySegment header) {
        if (header.byteSize() > MAX_HEADER_BYTES) {
            throw new UnsupportedArrowException("header is too long: file=" + source.path() + ", offset=" + offset
                    + ", bytes=" + header.byteSize());
        }
        return header.toArray(ValueLayout.JAVA_BYTE);
    }

    /// What stands before a header; [#headerBytes()] is 0 at the end of a stream.
    record Prefix(int bytes, int headerBytes) {

        static Prefix read(ArrowSource source, long offset) {
            long bytes = Math.min(ArrowFileLayout.PREFIX_BYTES, source.sizeBytes() - offset);
            return of(source.slice(offset, bytes), source, offset);
        }

        static Prefix of(MemorySegment bytes, ArrowSource source, long offset) {
            if (bytes.byteSize() < Integer.BYTES) {
                throw new CorruptFileException("message is cut off", source.path(), offset, "");
            }
            int first = bytes.get(ArrowFileLayout.INT, 0);
            if (first != ArrowFileLayout.CONTINUATION) {
                return new Prefix(Integer.BYTES, first);
            }
            if (bytes.byteSize() < ArrowFileLayout.PREFIX_BYTES) {
                throw new CorruptFileException("message is cut off", source.path(), offset, "");
            }
            return new Prefix(ArrowFileLayout.PREFIX_BYTES, bytes.get(ArrowFileLayout.INT, Integer.BYTES));
        }
    }
}
