package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.airlift.compress.v3.lz4.Lz4NativeDecompressor;
import java.lang.foreign.MemorySegment;

/// LZ4 frames whose blocks refer to the bytes of those before them, which is how Arrow's C++ library writes
/// them and what aircompressor does not read. After the [frame
/// format](https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md) and the [block
/// format](https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).
///
///     | magic i32 | flags | block size | content size i64? | header checksum |
///     | block's length i32, its bytes, checksum i32? | ... | 0 i32 | content checksum i32? |
///
/// The decoder of single blocks is used: a block that may refer to the *window* before it is given a
/// beginning that makes the window.
///
///     token F0, length | last 4 bytes of the window, the rest of it | distance u16 | the block's own bytes
///                      '--- literals: as many as the window has ----'  a match of 4: the last bytes once more
///
/// Checksums are skipped: the length of the content is known, and Arrow's writers leave them out.
final class Lz4Frames {
    private static final int MAGIC = 0x184D2204;
    private static final int STORED_BIT = 1 << 31;
    private static final int MATCH_BYTES = 4;
    /// The largest distance that a block can name.
    private static final int WINDOW_BYTES = 65_535;
    /// Up to here a token has the length itself.
    private static final int TOKEN_LENGTH = 15;

    private static final int LENGTH_BYTE = 255;
    private static final int BEGINNING_BYTES = WINDOW_BYTES + WINDOW_BYTES / LENGTH_BYTE + 8;

    private final MemorySegment source;
    private final MemorySegment target;
    private final Lz4NativeDecompressor blocks = new Lz4NativeDecompressor();
    private final long blockBytes;
    private MemorySegment input;
    private MemorySegment output;
    private long in;
    private long out;

    private Lz4Frames(MemorySegment source, MemorySegment target) {
        this.source = source;
        this.target = target;
        int sizeCode = source.get(JAVA_BYTE, 5) >>> 4 & 7;
        this.blockBytes = sizeCode < 4 ? 0 : 1L << 8 + 2 * sizeCode;
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
    /// @throws RuntimeException of several kinds where the frame is damaged
    static long decompress(MemorySegment source, MemorySegment target) {
        return new Lz4Frames(source, target).frame();
    }

    private long frame() {
        int flags = source.get(JAVA_BYTE, 4);
        if ((flags & 0xC0) != 0x40 || (flags & 1) != 0 || blockBytes == 0) {
            throw new IllegalArgumentException("unknown flags: flags=" + flags + ", block bytes=" + blockBytes);
        }
        boolean blockChecksums = (flags & 0x10) != 0;
        in = (flags & 0x08) == 0 ? 7 : 15;
        while (true) {
            int length = source.get(ArrowFileLayout.INT, in);
            in += Integer.BYTES;
            if (length == 0) {
                return out;
            }
            MemorySegment block = source.asSlice(in, length & ~STORED_BIT);
            if (length < 0) {
                target.asSlice(out, block.byteSize()).copyFrom(block);
                out += block.byteSize();
            } else {
                out += out == 0 ? first(block) : linked(block);
            }
            in += block.byteSize() + (blockChecksums ? Integer.BYTES : 0);
        }
    }

    private long first(MemorySegment block) {
        return blocks.decompress(block, target.asSlice(0, Math.min(blockBytes, target.byteSize())));
    }

    private long linked(MemorySegment block) {
        if (input == null) {
            // Of blocks as small as most are: making and zeroing room for the largest takes longer than decoding.
            input = MemorySegment.ofArray(new byte[BEGINNING_BYTES + (int) blockBytes]);
            output = MemorySegment.ofArray(new byte[WINDOW_BYTES + MATCH_BYTES + (int) blockBytes]);
        }
        long window = Math.clamp(out, MATCH_BYTES, WINDOW_BYTES);
        long beginning = begin(window);
        MemorySegment.copy(block, 0, input, beginning, block.byteSize());
        long made = window + MATCH_BYTES;
        long room = Math.min(blockBytes, target.byteSize() - out);
        long bytes = blocks.decompress(input.asSlice(0, beginning + block.byteSize()), output.asSlice(0, made + room))
                - made;
        MemorySegment.copy(output, made, target, out, bytes);
        return bytes;
    }

    /// Writes the beginning that makes the window; what a window of less than four bytes lacks is zeros
    /// before it.
    ///
    /// @return its length
    private long begin(long window) {
        long at = 0;
        input.set(JAVA_BYTE, at++, (byte) (Math.min(TOKEN_LENGTH, window) << 4));
        if (window >= TOKEN_LENGTH) {
            long rest = window - TOKEN_LENGTH;
            for (; rest >= LENGTH_BYTE; rest -= LENGTH_BYTE) {
                input.set(JAVA_BYTE, at++, (byte) LENGTH_BYTE);
            }
            input.set(JAVA_BYTE, at++, (byte) rest);
        }
        for (long index = 0; index < MATCH_BYTES; index++) {
            long from = out - MATCH_BYTES + index;
            input.set(JAVA_BYTE, at + index, from < 0 ? 0 : target.get(JAVA_BYTE, from));
        }
        long lacking = Math.max(0, window - out);
        input.asSlice(at + MATCH_BYTES, lacking).fill((byte) 0);
        long copied = window - MATCH_BYTES - lacking;
        if (copied > 0) {
            MemorySegment.copy(target, out + lacking - window, input, at + MATCH_BYTES + lacking, copied);
        }
        at += window;
        input.set(ArrowFileLayout.SHORT, at, (short) window);
        return at + Short.BYTES;
    }
}
