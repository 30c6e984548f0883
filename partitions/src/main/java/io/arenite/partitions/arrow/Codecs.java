package io.arenite.partitions.arrow;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.Decompressor;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4FrameNativeCompressor;
import io.airlift.compress.v3.lz4.Lz4FrameNativeDecompressor;
import io.airlift.compress.v3.zstd.ZstdNativeCompressor;
import io.airlift.compress.v3.zstd.ZstdNativeDecompressor;
import java.lang.foreign.MemorySegment;

/// The two codecs of Arrow's bodies, by aircompressor's native libraries.
final class Codecs {
    /// The libraries count in int; a margin for what does not shrink.
    static final long MAX_BYTES = Integer.MAX_VALUE - (64L << 20);

    private Codecs() {}

    static Compressor compressor(ArrowCompression compression) {
        return switch (compression) {
            case LZ4 -> new Lz4FrameNativeCompressor();
            case ZSTD -> new ZstdNativeCompressor();
            case NONE -> throw new IllegalArgumentException("no compression has no compressor");
        };
    }

    /// Fills the target.
    ///
    /// @return null, or what is wrong
    static String decompress(ArrowCompression compression, MemorySegment source, MemorySegment target) {
        try {
            long bytes = compression == ArrowCompression.LZ4 && Lz4Frames.isLinked(source)
                    ? Lz4Frames.decompress(source, target)
                    : decompressor(compression).decompress(source, target);
            return bytes == target.byteSize() ? null : "bytes=" + bytes + ", expected=" + target.byteSize();
        } catch (MalformedInputException | IndexOutOfBoundsException | IllegalArgumentException damaged) {
            return String.valueOf(damaged.getMessage());
        }
    }

    private static Decompressor decompressor(ArrowCompression compression) {
        return switch (compression) {
            case LZ4 -> new Lz4FrameNativeDecompressor();
            case ZSTD -> new ZstdNativeDecompressor();
            case NONE -> throw new IllegalArgumentException("no compression has no decompressor");
        };
    }
}
