package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// LZ4 frames whose blocks refer to the blocks before them, which is how Arrow's C++ library writes them and
/// what aircompressor does not read. After the [frame
/// format](https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md) and the [block
/// format](https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).
///
///     | magic i32 | flags | block size | content size i64? | header checksum |
///     | block's length i32, its bytes, checksum i32? | ... | 0 i32 | content checksum i32? |
///
/// Checksums are skipped: the length of the content is known, and Arrow's writers leave them out.
final class Lz4Frames {
    private static final int MAGIC = 0x184D2204;
    private static final int STORED_BIT = 1 << 31;
    private static final int MIN_MATCH = 4;

    private final MemorySegment source;
    private final MemorySegment target;
    private long in;
    private long out;

    private Lz4Frames(MemorySegment source, MemorySegment target) {
        this.source = source;
        this.target = target;
    }

    /// Whether the source begins with a frame of blocks that refer to each other.
    static boolean isLinked(MemorySegment source) {
        return source.byteSize() > 7
                && source.get(ArrowFileLayout.INT, 0) == MAGIC
                && (source.get(JAVA_BYTE, 4) & 0x20) == 0;
    }

    /// Fills the target from one frame.
    ///
    /// @return how many bytes of it
    /// @throws IndexOutOfBoundsException where the frame is damaged
    static long decompress(MemorySegment source, MemorySegment target) {
        return new Lz4Frames(source, target).frame();
    }

    private long frame() {
        int flags = source.get(JAVA_BYTE, 4);
        if ((flags & 0xC0) != 0x40 || (flags & 1) != 0) {
            throw new IndexOutOfBoundsException("unknown flags: flags=" + flags);
        }
        boolean blockChecksums = (flags & 0x10) != 0;
        in = (flags & 0x08) == 0 ? 7 : 15;
        while (true) {
            int length = source.get(ArrowFileLayout.INT, in);
            in += Integer.BYTES;
            if (length == 0) {
                return out;
            }
            int bytes = length & ~STORED_BIT;
            if (bytes > source.byteSize() - in) {
                throw new IndexOutOfBoundsException("block leads out of the frame: bytes=" + bytes);
            }
            if (length < 0) {
                MemorySegment.copy(source, in, target, out, bytes);
                out += bytes;
                in += bytes;
            } else {
                long end = in + bytes;
                block(end);
                if (in != end) {
                    throw new IndexOutOfBoundsException("block is wrong: bytes=" + bytes);
                }
            }
            in += blockChecksums ? Integer.BYTES : 0;
        }
    }

    /// Literals and matches in turn; the last of a block are literals.
    private void block(long end) {
        while (in < end) {
            int token = source.get(JAVA_BYTE, in++) & 0xFF;
            long literals = length(token >>> 4);
            if (literals > end - in) {
                throw new IndexOutOfBoundsException("literals lead out of the block: bytes=" + literals);
            }
            copyLiterals(literals);
            if (in >= end) {
                return;
            }
            long distance = source.get(ArrowFileLayout.SHORT, in) & 0xFFFF;
            in += Short.BYTES;
            long match = length(token & 0xF) + MIN_MATCH;
            if (distance == 0 || distance > out || match > target.byteSize() - out) {
                throw new IndexOutOfBoundsException("match is wrong: distance=" + distance + ", bytes=" + match);
            }
            copyMatch(distance, match);
        }
    }

    private long length(int nibble) {
        long length = nibble;
        if (nibble == 15) {
            int more;
            do {
                more = source.get(JAVA_BYTE, in++) & 0xFF;
                length += more;
            } while (more == 255);
        }
        return length;
    }

    private void copyLiterals(long literals) {
        if (literals <= 16 && in + 16 <= source.byteSize() && out + 16 <= target.byteSize()) {
            target.set(ArrowFileLayout.LONG, out, source.get(ArrowFileLayout.LONG, in));
            target.set(ArrowFileLayout.LONG, out + 8, source.get(ArrowFileLayout.LONG, in + 8));
        } else {
            MemorySegment.copy(source, in, target, out, literals);
        }
        in += literals;
        out += literals;
    }

    /// Eight bytes at a time, which may write beyond the match but not beyond the target; what is written
    /// there is overwritten by what follows.
    private void copyMatch(long distance, long match) {
        long end = out + match;
        if (distance >= 8 && end + 8 <= target.byteSize()) {
            for (long to = out; to < end; to += 8) {
                target.set(ArrowFileLayout.LONG, to, target.get(ArrowFileLayout.LONG, to - distance));
            }
        } else {
            for (long to = out; to < end; to++) {
                target.set(JAVA_BYTE, to, target.get(JAVA_BYTE, to - distance));
            }
        }
        out = end;
    }
}
