package io.arenite.partitions.arrow;

/// How the buffers of a batch are compressed, each by itself.
public enum ArrowCompression {
    NONE,
    /// LZ4 frames.
    LZ4,
    ZSTD
}
